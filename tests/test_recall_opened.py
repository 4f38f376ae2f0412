"""Who opened, printed or exported the list of a recall, and of whose records."""

import re

import pytest
from django.db import Error

from tests.factories import (
    HandoutIssuedFactory,
    PatientFactory,
)
from tests.handouts import text
from tests.recalls import exported, given, released, to, url
from triage.actions import access, audit
from triage.actions.errors import Refused
from triage.actions.patient import merge_patients
from triage.models import AuditEntry
from triage.views import recall_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(db):
    return released()


def fail(*args, **kwargs):
    raise Error("no space left")


def entries(**of):
    """The entries, each with whose record it is about."""
    found = AuditEntry.objects.filter(**of).order_by("seq")
    return list(found.values_list("action", "patient"))


def code(copy):
    return copy.outcome.intake.patient.code


def test_whoever_is_listed_finds_each_list_in_their_own_log(
    as_manager, manager, release
):
    first, second = given(release), given(release)
    given(released(version="2025.1"))

    as_manager.get(url(release))
    exported(as_manager, release)
    printed = as_manager.post(url(release, "handout_release_print"))

    assert printed.status_code == 204
    for copy in (first, second):
        assert entries(patient=code(copy)) == [
            ("viewed recall list", code(copy)),
            ("exported recall list", code(copy)),
            ("printed recall list", code(copy)),
        ]
    every = AuditEntry.objects.all()
    assert {entry.username for entry in every} == {manager.username}
    assert {entry.record for entry in every} == {f"release {release.digest[:12]}"}
    # Beside three lists of two: that the export was asked for.
    assert every.count() == 7
    assert audit.verify().seq == 7


def test_who_got_it_twice_is_in_a_list_once(as_manager, release):
    patient = given(release).outcome.intake.patient
    to(patient, release)
    as_manager.get(url(release))

    assert entries() == [("viewed recall list", patient.code)]


def test_of_a_merged_patient_both_records_were_read(as_manager, staff, release):
    twin, rosa = PatientFactory(), PatientFactory()
    to(twin, release)
    merge_patients(duplicate=twin, into=rosa, by=staff)
    as_manager.get(url(release))

    read = entries(action="viewed recall list")
    assert [patient for _, patient in read] == [rosa.code, twin.code]


def test_a_page_is_recorded_and_not_who_is_on_the_next(as_manager, release):
    copies = HandoutIssuedFactory.create_batch(53, release=release)
    as_manager.get(url(release))

    assert len(entries()) == 50
    for copy in copies[:3]:
        assert entries(patient=code(copy)) == []


def test_the_page_that_is_printed_is_the_one_that_is_recorded(as_manager, release):
    """Whatever was given since the page was opened."""
    copy = given(release)
    page = text(as_manager.get(url(release)))
    address = re.search('data-print="([^"]*)"', page)[1]
    later = given(release)

    assert as_manager.post(address).status_code == 204

    printed = {"action": "printed recall list"}
    assert entries(**printed) == [("printed recall list", code(copy))]
    assert entries(patient=code(later)) == []


def test_a_list_of_nobody_is_an_entry_too(as_manager, release):
    as_manager.get(url(release))

    assert entries() == [("viewed recall list", "")]


def test_the_export_is_recorded_before_its_first_byte(as_manager, release):
    given(release)

    response = as_manager.get(url(release, "handout_release_csv"))

    assert entries() == [("exported recall list", "")]
    response.close()


def test_a_chunk_leaves_once_its_records_are_in_the_audit(
    as_manager, release, monkeypatch
):
    HandoutIssuedFactory.create_batch(3, release=release)
    monkeypatch.setattr(recall_list.all_lines, "__defaults__", (2,))
    response = as_manager.get(url(release, "handout_release_csv"))
    pieces = iter(response.streaming_content)

    next(pieces)
    assert len(entries()) == 1
    assert next(pieces).count(b"\r\n") == 2
    assert len(entries()) == 1 + 2
    response.close()


def test_a_list_breaks_off_where_it_cannot_be_recorded_and_says_so(
    as_manager, release, monkeypatch
):
    copies = HandoutIssuedFactory.create_batch(3, release=release)
    monkeypatch.setattr(recall_list.all_lines, "__defaults__", (2,))
    pieces = iter(as_manager.get(url(release, "handout_release_csv")).streaming_content)
    sent = next(pieces) + next(pieces)
    monkeypatch.setattr(access.audit, "record_each", fail)

    sent += next(pieces)

    assert sent.decode().splitlines()[-1].startswith("This list is not whole")
    assert copies[0].outcome.intake.patient.name not in sent.decode()
    with pytest.raises(Refused, match="not whole"):
        next(pieces)


def test_what_cannot_be_recorded_is_shown_under_a_bar_and_not_exported(
    as_manager, release, monkeypatch
):
    copy = given(release)
    monkeypatch.setattr(access.audit, "record_each", fail)
    page = text(as_manager.get(url(release)))
    export = as_manager.get(url(release, "handout_release_csv"), follow=True)

    assert "could not be entered in the audit log" in page
    assert copy.outcome.intake.patient.name in page
    assert export.redirect_chain == [(url(release), 302)]
    assert "so no list was exported" in text(export)
    assert as_manager.post(url(release, "handout_release_print")).status_code == 503
