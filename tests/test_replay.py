"""Each outcome is still what the release that judged it says, years later."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import RaisedFlagFactory, RetractionFactory
from tests.intakes import finished
from triage import library
from triage.actions import replay as replaying
from triage.models import Outcome, RaisedFlag, Release, protection

pytestmark = pytest.mark.django_db


def replay():
    """What the command says, and how it ends: None, or why it failed."""
    said = StringIO()
    try:
        call_command("replay", stdout=said)
    except CommandError as error:
        return said.getvalue(), str(error)
    return said.getvalue(), None


def tamper(model, pk, **columns):
    protection.remove(connection)
    assert model.objects.filter(pk=pk).update(**columns) == 1


def rewrite(outcome, finding, value):
    """Change one frozen answer of *outcome*."""
    frozen = outcome.frozen
    for entry in frozen["answers"]:
        if entry["finding"] == finding:
            entry["value"] = value
    tamper(Outcome, outcome.pk, answers=json.dumps(frozen))


@pytest.fixture
def outcome():
    """An emergency with other rules left open."""
    return finished(chest_pain="yes", fever_or_chills="unsure", reason="call_dropped")


def test_outcomes_of_the_actions_are_what_their_release_says(outcome):
    finished()
    finished(cancer_history="yes")
    retracted = finished(leg_weakness="unsure")
    RetractionFactory(intake=retracted.intake)

    assert replay() == ("4 outcomes: 4 the same.\n0 handouts: 0 the same.\n", None)


def test_a_clinic_without_outcomes_has_nothing_to_replay():
    assert replay() == ("0 outcomes: 0 the same.\n0 handouts: 0 the same.\n", None)


@pytest.mark.parametrize("column", ["disposition", "so_far", "could_be"])
def test_another_level_is_named_with_the_code_of_its_intake(outcome, column):
    finished()
    tamper(Outcome, outcome.pk, **{column: "soon"})

    said, failed = replay()

    assert f"{outcome.intake.code}: {column} kept soon, now emergency\n" in said
    assert "2 outcomes: 1 the same." in said
    assert failed == "1 of 2 outcomes are not what was kept."


@pytest.mark.parametrize(
    ("fired", "columns"),
    [
        (True, {"fired": False}),
        (True, {"level": "soon", "held": "soon"}),
        (True, {"because": "[]"}),
        (False, {"held": "self_care"}),
        (False, {"missing": "[]"}),
        (False, {"rule": "a-rule-of-nobody"}),
    ],
)
def test_a_changed_flag_is_named(outcome, fired, columns):
    flag = outcome.flags.filter(fired=fired).first()
    tamper(RaisedFlag, flag.pk, **columns)

    said, failed = replay()

    assert f"flag {flag.rule}" in said
    assert failed


def test_a_missing_flag_and_an_added_one_are_named(outcome):
    missing = outcome.flags.filter(fired=True).first()
    added = RaisedFlagFactory(outcome=outcome)
    protection.remove(connection)
    missing.delete()

    said, _ = replay()

    assert f"flag {missing.rule}" in said
    assert f"flag {added.rule}" in said


@pytest.mark.parametrize(
    ("value", "difference"),
    [
        ("no", "disposition kept emergency"),
        (None, "disposition kept emergency"),
        ("perhaps", "its answers are none that its release knows"),
    ],
)
def test_a_changed_answer_is_found(outcome, value, difference):
    rewrite(outcome, "chest_pain", value)

    said, failed = replay()

    assert f"{outcome.intake.code}: {difference}" in said
    assert failed


@pytest.mark.parametrize("answers", ["", "[]", '{"answers": [{"finding": "x"}]}'])
def test_answers_that_cannot_be_read_are_told(outcome, answers):
    tamper(Outcome, outcome.pk, answers=answers)

    assert "its answers are none that its release knows" in replay()[0]


def test_a_release_that_is_not_its_digest_is_told(outcome, monkeypatch):
    """An outcome is judged by the text that its release had, or not at all."""
    monkeypatch.setattr(library, "_compiled", {})
    texts = json.loads(outcome.release.text)
    texts["protocol.toml"] += "# changed\n"
    tamper(Release, outcome.release_id, text=json.dumps(texts))

    said, failed = replay()

    assert "its release cannot be read" in said
    assert failed


def test_outcomes_are_read_in_chunks(
    outcome, monkeypatch, django_assert_max_num_queries
):
    """Two statements a chunk, however many outcomes there are."""
    for _ in range(4):
        finished()
    monkeypatch.setattr(replaying, "CHUNK", 2)

    with django_assert_max_num_queries(3 * 2 + 1 + 1 + 1):
        assert replay()[0].startswith("5 outcomes: 5 the same.\n")
