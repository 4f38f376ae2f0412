"""Who got this release: everybody to call, once a sheet turns out to be wrong."""

import re

import pytest

from tests.asked import FRAME, same_and_at_most, shown
from tests.factories import (
    HandoutIssuedFactory,
    PatientFactory,
    ReleaseFactory,
    RetractionFactory,
    TeachBackFactory,
)
from tests.handouts import FORM, text
from tests.intakes import finished, open_one
from tests.recalls import given, listed, released, to, url
from triage.actions.handout import issue_handout
from triage.views import recall_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(db):
    return released()


def test_it_lists_whom_to_call_and_what_they_were_given(as_manager, staff):
    outcome = finished(
        intake=open_one(
            patient=PatientFactory(
                name="Ana Molina",
                language="es",
                needs_interpreter=True,
                other_phone="555-0144",
                contact_notes="After six only",
            ),
            callback_number="555-0190",
        )
    )
    copy = issue_handout(outcome=outcome, by=staff, **FORM | {"size": "large"})
    TeachBackFactory(handout=copy, result="not_understood")
    TeachBackFactory(handout=copy, result="partly")

    (row,) = listed(as_manager, copy.release)

    for part in (
        "Ana Molina",
        f"{outcome.intake.patient.code} · born Jun 14, 1979",
        "555-0190 given at the intake",
        "555-0142",
        "555-0144 other",
        "Before calling: After six only",
        "Spanish needs an interpreter",
        f"Large print (18 point) · by {staff}",
        "Self-care",
        "Understood in part, explained again",
        "Since: Nothing",
    ):
        assert part in row


def test_of_a_child_the_guardian_is_called(as_manager, release):
    child = PatientFactory(
        birth_date="2015-03-01",
        guardian_name="Tove Berg",
        guardian_phone="555-0177",
        phone="555-0178",
    )
    to(child, release)

    (row,) = listed(as_manager, release)

    assert "555-0177 Tove Berg 555-0178 patient" in row


def test_a_number_is_listed_once_and_none_is_said(as_manager, release):
    twice = PatientFactory(phone="555-0142", other_phone="555-0142")
    to(twice, release, outcome__intake__callback_number="555-0142")
    to(PatientFactory(phone=""), release)

    without, once = listed(as_manager, release)

    assert once.count("555-0142") == 1
    assert "No number is recorded." in without


def test_the_newest_copy_comes_first_and_other_releases_stay_out(as_manager, release):
    first, second = given(release), given(release)
    other = given(ReleaseFactory(kind="handout", language="en"))

    newest, oldest = listed(as_manager, release)

    assert second.outcome.intake.patient.name in newest
    assert first.outcome.intake.patient.name in oldest
    assert other.outcome.intake.patient.name not in newest + oldest


def test_it_goes_by_pages_of_fifty_and_leaves_nobody_out(as_manager, release):
    copies = HandoutIssuedFactory.create_batch(53, release=release)
    first = text(as_manager.get(url(release)))
    following = re.search(r'href="\?after=(\d+)"', first)[1]

    names = listed(as_manager, release) + listed(as_manager, release, after=following)

    assert "Showing 50 of 53 copies" in first
    assert len(names) == 53
    for copy, row in zip(reversed(copies), names, strict=True):
        assert copy.outcome.intake.patient.name in row
    assert "Next page" not in text(as_manager.get(url(release), {"after": following}))


def test_it_counts_only_as_far_as_somebody_would_look(as_manager, release, monkeypatch):
    monkeypatch.setattr(recall_list, "COUNTED", 2)
    HandoutIssuedFactory.create_batch(4, release=release)

    assert "more than 2 copies" in text(as_manager.get(url(release)))


@pytest.mark.django_db(transaction=True)
def test_it_asks_as_much_for_many_copies_as_for_one(as_manager, clinic, release):
    given(release)
    few = {"list": shown(as_manager, url(release))}
    for _ in range(20):
        copy = given(release)
        TeachBackFactory(handout=copy)
        to(copy.outcome.intake.patient, ReleaseFactory(kind="handout", language="en"))
        RetractionFactory(intake=given(release).outcome.intake)
        merged = PatientFactory(merged_into=PatientFactory())
        to(merged, release)

    same_and_at_most(FRAME + 8, few, {"list": shown(as_manager, url(release))})
