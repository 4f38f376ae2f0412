"""manage.py triage: patients from a file, judged without a database."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.lawful import CASES
from tests.reference import reference
from triage import library

REFERENCE = reference()
ROOT = Path(__file__).parent.parent


def triage(entries, tmp_path):
    """Run the command on *entries*; give what it printed and its exit status."""
    file = tmp_path / "patients.json"
    text = entries if isinstance(entries, str) else json.dumps(entries)
    file.write_text(text, "utf-8")
    out = io.StringIO()
    try:
        call_command("triage", str(file), stdout=out)
    except SystemExit as end:
        return json.loads(out.getvalue()), end.code
    return json.loads(out.getvalue()), 0


def test_every_case_comes_out_as_the_reference_says(tmp_path):
    judged, status = triage(CASES, tmp_path)

    assert status == 0
    assert [each["id"] for each in judged] == [case["id"] for case in CASES]
    for case, each in zip(CASES, judged, strict=True):
        level, fired, opened = REFERENCE.evaluate(case["answers"])
        assert each["disposition"] == level == case["expected"]
        assert [f["rule"] for f in each["fired"]] == [rule["id"] for rule in fired]
        assert [
            (o["rule"], o["level"], sorted(o["findings"])) for o in each["open"]
        ] == [
            (rule["id"], held, names) for rule, held, names in opened if held != "none"
        ]


def test_an_entry_says_what_fired_and_why(tmp_path):
    entry = {"id": "a", "answers": {"syncope": "yes", "temperature_c": 38.5, "age": 40}}

    (judged,), _ = triage([entry], tmp_path)

    assert list(judged) == ["id", "disposition", "so_far", "fired", "open", "could_be"]
    assert (judged["disposition"], judged["so_far"]) == ("emergency", "emergency")
    assert judged["fired"][0] == {
        "rule": "fainted",
        "level": "emergency",
        "family": "vascular",
        "reason": "Back pain with a faint may be a bursting aortic aneurysm.",
        "sources": ["nice-ng156"],
        "because": {"syncope": "yes"},
    }
    assert judged["fired"][1]["because"] == {"temperature_c": 38.5}
    assert judged["open"][0] == {
        "rule": "new-trouble-passing-urine",
        "level": "urgent",
        "family": "cauda_equina",
        "findings": ["urinary_retention"],
    }


def test_nothing_asked_has_reached_nothing_and_could_be_anything(tmp_path):
    (judged,), status = triage([{"id": 1, "answers": {}}], tmp_path)

    assert status == 0
    assert judged["disposition"] == "urgent"
    assert judged["so_far"] is None
    assert judged["fired"] == []
    assert judged["could_be"] == "emergency"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"sore_toe": "yes"}, "'sore_toe' is not a finding."),
        ({"syncope": "maybe"}, "answered with one of: Yes, No, Not sure."),
        ({"syncope": True}, "answered with one of"),
        ({"syncope": None}, "answered with one of"),
        ({"syncope": "longstanding"}, "does not offer"),
        ({"age": "40"}, "needs a number"),
        ({"age": True}, "needs a number"),
        ({"age": 200}, "is from 0 to 115 years; 200 is not."),
        ({"temperature_c": 98.6}, "98.6 looks like °F."),
        ({"both_legs_course": "unsure"}, "has its own “Not sure”."),
        ({"trigger": "falling"}, "answered with one of"),
        ("yes", "must map findings to answers"),
        (None, "must map findings to answers"),
    ],
)
def test_a_bad_entry_gets_a_sentence_and_the_others_are_judged(
    tmp_path, answers, words
):
    bad, good = {"id": "bad", "answers": answers}, {"id": "good", "answers": {}}

    judged, status = triage([bad, good], tmp_path)

    assert status == 1
    assert judged[0].keys() == {"id", "error"}
    assert words in judged[0]["error"]
    assert judged[1]["disposition"] == "urgent"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_not_finite_is_bad(tmp_path, number):
    judged, status = triage(f'[{{"id": 1, "answers": {{"age": {number}}}}}]', tmp_path)

    assert status == 1
    assert "finite" in judged[0]["error"]


def test_an_answer_given_twice_is_bad(tmp_path):
    """JSON allows it, and would keep the last: a yes could be lost."""
    text = '[{"id": 1, "answers": {"syncope": "yes", "syncope": "no"}}]'

    judged, status = triage(text, tmp_path)

    assert (judged, status) == ([{"id": 1, "error": "'syncope' is given twice."}], 1)


@pytest.mark.parametrize("entry", [{"answers": {}}, "syncope", 3, None, []])
def test_an_entry_without_its_parts_is_bad(tmp_path, entry):
    judged, status = triage([entry], tmp_path)

    assert status == 1
    assert judged == [{"id": None, "error": 'An entry needs "id" and "answers".'}]


def test_an_answer_to_a_question_that_does_not_apply_is_not_bad(tmp_path):
    man = CASES[0]["answers"] | {"sex": "male", "pregnancy_warning_signs": "yes"}

    judged, status = triage([{"id": 1, "answers": man}], tmp_path)

    assert status == 0
    assert "pregnancy-warning" not in [each["rule"] for each in judged[0]["fired"]]


@pytest.mark.parametrize("text", ["", "{", '{"id": 1}', "3", "\x00", "[" * 100_000])
def test_what_is_no_list_of_entries_is_refused_with_a_sentence(tmp_path, text):
    with pytest.raises(CommandError, match=r"patients\.json is not"):
        triage(text, tmp_path)


def test_a_file_that_is_not_there_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("triage", str(tmp_path / "nowhere.json"))


def test_it_reads_the_standard_input_and_ends_with_status_1_for_a_bad_entry(tmp_path):
    """Started as people start it, in a process of its own, where no database is."""
    entries = [{"id": "a", "answers": {"age": 999}}, {"id": "b", "answers": {}}]

    ended = subprocess.run(
        [sys.executable, "manage.py", "triage", "-"],
        cwd=ROOT,
        env=os.environ | {"CLINIC_DEBUG": "1", "DATA_DIR": str(tmp_path)},
        input=json.dumps(entries),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1, ended.stderr
    assert [each.get("disposition") for each in json.loads(ended.stdout)] == [
        None,
        "urgent",
    ]
    assert not list(tmp_path.glob("*.sqlite3*"))


def test_a_broken_protocol_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    library.current_protocol.cache_clear()

    with pytest.raises(CommandError, match=r"findings\.toml: the file: cannot be read"):
        triage([], tmp_path)
