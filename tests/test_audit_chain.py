"""Who did what, in one chain that nobody can alter without being found out."""

import datetime as dt
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from tests import factories
from triage.actions import audit
from triage.actions.access import record_list, record_view
from triage.actions.release import sign_off
from triage.models import AuditEntry, Signoff, protection

pytestmark = pytest.mark.django_db


def look(times=1, by=None):
    by = by or factories.UserFactory(username="maya", group="Clinician")
    return [audit.record("looked", by=by, record=f"I-{n}") for n in range(1, times + 1)]


def tamper(**columns):
    """Change columns of entry 3 as somebody does who has the database to himself."""
    protection.remove(connection)
    assert AuditEntry.objects.filter(seq=3).update(**columns) == 1


def verify(**options):
    said = StringIO()
    call_command("audit", "verify", stdout=said, **options)
    return said.getvalue()


def test_an_entry_says_who_did_what_to_whose_record():
    nurse = factories.UserFactory(username="maya", group="Staff")
    patient = factories.PatientFactory()

    audit.record("viewed patient", by=nurse, patient=patient, record=patient, page=2)

    entry = AuditEntry.objects.get()
    assert (entry.username, entry.role) == ("maya", "Staff")
    assert (entry.action, entry.detail) == ("viewed patient", '{"page":2}')
    assert entry.patient == entry.record == patient.code
    assert patient.name not in str(vars(entry))


def test_nothing_is_recorded_without_an_actor():
    for nobody in (None, factories.UserFactory.build()):
        with pytest.raises(ValueError, match="No audit without an actor"):
            audit.record("looked", by=nobody)
    assert not AuditEntry.objects.exists()


def test_each_entry_follows_the_one_before():
    first, second, third = look(3)

    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert [first.previous, second.previous] == ["", first.digest]
    assert audit.head() == (3, third.digest)


def test_many_patients_are_many_entries_of_one_chain(django_assert_max_num_queries):
    nurse = factories.UserFactory(group="Manager")
    look(by=nurse)
    codes = [f"P-{n}" for n in range(1, 51)]

    # BEGIN, lock, head and COMMIT, and one statement for all of them.
    with django_assert_max_num_queries(5):
        kept = record_list(by=nurse, action="viewed list", patients=codes, record="L")

    assert kept is True
    entries = AuditEntry.objects.filter(action="viewed list").order_by("seq")
    assert [entry.patient for entry in entries] == codes
    assert {entry.record for entry in entries} == {"L"}
    assert audit.verify().seq == 51


def test_a_list_of_nobody_is_one_entry():
    nurse = factories.UserFactory(group="Manager")
    record_list(by=nurse, action="viewed list", patients=[], record="L")

    assert AuditEntry.objects.get().patient == ""


@pytest.mark.parametrize("microsecond", [0, 1, 120_000, 999_999])
def test_the_time_comes_back_as_it_went_in(monkeypatch, microsecond):
    at = dt.datetime(2026, 3, 29, 1, 30, 0, microsecond, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: at)

    look()

    assert AuditEntry.objects.get().at == at
    assert audit.verify().seq == 1


def test_the_clinics_zone_changes_no_digest():
    look(2)

    with timezone.override("America/Lima"):
        entry = AuditEntry.objects.first()
        entry.at = timezone.localtime(entry.at)

    assert audit.digest(entry) == entry.digest


def test_a_whole_chain_is_told_with_its_head():
    *_, last = look(3)

    assert verify() == (
        f"The audit chain is whole: 3 entries.\nHead, to note down: 3:{last.digest}\n"
    )


def test_a_new_clinic_has_an_empty_chain():
    assert verify() == "The audit chain is whole: 0 entries.\n"


@pytest.mark.parametrize(
    "columns",
    [
        {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"user_id": 99},
        {"user_id": None},
        {"username": "somebody else"},
        {"role": "Manager"},
        {"action": "looked away"},
        {"patient": "P-99"},
        {"record": "I-99"},
        {"detail": '{"page":3}'},
        {"previous": "0" * 64},
        {"digest": "0" * 64},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_a_changed_entry_is_found(columns):
    look(5)
    tamper(**columns)

    with pytest.raises(CommandError, match=r"Entry 3 was changed\."):
        verify()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite keeps it.")
@pytest.mark.parametrize("time", ["yesterday", "2026-13-99 25:00:00"])
def test_a_time_that_is_no_time_is_found(time):
    look(5)
    protection.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE triage_auditentry SET at = %s WHERE seq = 3", [time])

    with pytest.raises(CommandError, match=r"Entry 3 was changed\."):
        verify()


def test_a_missing_entry_is_found():
    look(5)
    protection.remove(connection)
    AuditEntry.objects.filter(seq=3).delete()

    with pytest.raises(CommandError, match="Entry 3 is missing: entry 4 comes instead"):
        verify()


def test_a_missing_beginning_is_found():
    look(5)
    protection.remove(connection)
    AuditEntry.objects.filter(seq__lt=3).delete()

    with pytest.raises(CommandError, match="Entry 1 is missing: entry 3 comes instead"):
        verify()


def test_an_entry_put_in_front_is_found():
    look(2)
    AuditEntry.objects.create(seq=-7, at=timezone.now(), username="x", action="x")

    with pytest.raises(CommandError, match="Entry 1 is missing: entry -7 comes"):
        verify()


def test_an_entry_of_another_chain_is_found():
    """Its digest is right, for it was written with the key, but it follows another."""
    first, _, third = look(3)
    third.previous = first.digest
    protection.remove(connection)
    AuditEntry.objects.filter(seq=3).update(
        previous=first.digest, digest=audit.digest(third)
    )

    with pytest.raises(CommandError, match="Entry 3 does not follow entry 2"):
        verify()


def test_a_cut_end_is_found_with_a_head_that_was_noted():
    *_, last = look(5)
    protection.remove(connection)
    AuditEntry.objects.filter(seq__gt=3).delete()

    assert "whole: 3 entries" in verify()
    with pytest.raises(CommandError, match=r"Entry 4 is missing: .* before entry 5,"):
        verify(head=f"{last.seq}:{last.digest}")


def test_an_end_that_was_cut_and_written_anew_is_found_too():
    *_, last = look(3)
    protection.remove(connection)
    AuditEntry.objects.filter(seq=3).delete()
    audit.record("looked", by=factories.UserFactory())
    audit.record("looked", by=factories.UserFactory())

    assert "whole: 4 entries" in verify()
    with pytest.raises(CommandError, match="Entry 3 is not the one that was noted"):
        verify(head=f"{last.seq}:{last.digest}")


def test_a_head_noted_earlier_is_still_in_a_chain_that_grew():
    first, *_ = look(3)

    assert "whole: 3 entries" in verify(head=f"{first.seq}:{first.digest}")


def test_a_head_that_is_none_is_refused():
    with pytest.raises(CommandError, match="Give the head as it was printed"):
        verify(head="3")


def test_another_key_is_told_from_a_changed_entry(settings):
    look(3)
    settings.AUDIT_KEY = "another key of enough characters for a clinic"

    with pytest.raises(CommandError, match="CLINIC_AUDIT_KEY is not the key"):
        verify()


def test_a_changed_first_entry_is_not_taken_for_another_key():
    look(3)
    protection.remove(connection)
    AuditEntry.objects.filter(seq=1).update(username="somebody else")

    with pytest.raises(CommandError, match=r"Entry 1 was changed\."):
        verify()


def test_the_chain_is_walked_in_chunks(monkeypatch, django_assert_num_queries):
    look(5)
    monkeypatch.setattr(audit, "CHUNK", 2)

    with django_assert_num_queries(4):
        assert audit.verify().seq == 5


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_leave_one_unbroken_chain():
    people = [factories.UserFactory() for _ in range(8)]
    together = threading.Barrier(8)
    failed = []

    def write(person):
        try:
            together.wait()
            for n in range(50):
                audit.record("looked", by=person, record=f"I-{n}")
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert audit.verify().seq == 400
    for person in people:
        assert AuditEntry.objects.filter(user_id=person.pk).count() == 50


@pytest.fixture
def broken_chain(monkeypatch):
    """The last write of every action fails, as on a full disk."""

    def fail(*args, **kwargs):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(AuditEntry.objects, "bulk_create", fail)


def test_a_change_that_cannot_be_recorded_is_not_made(broken_chain):
    with pytest.raises(DatabaseError):
        sign_off(
            release=factories.ReleaseFactory(),
            name="Dr. Ines Marchetti",
            registration="GMC 7012345",
            by=factories.UserFactory(group="Manager"),
        )

    assert not Signoff.objects.exists()


def view(patient):
    return record_view(
        by=patient.created_by, action="viewed patient", patient=patient, record=patient
    )


def test_a_view_is_recorded_in_a_transaction_of_its_own(
    django_assert_max_num_queries,
):
    patient = factories.PatientFactory()

    with django_assert_max_num_queries(6):
        assert view(patient) is True

    assert AuditEntry.objects.get().record == patient.code


def test_a_view_that_cannot_be_recorded_says_so_and_names_nobody(broken_chain, caplog):
    patient = factories.PatientFactory()
    caplog.set_level("ERROR", logger="triage")

    assert view(patient) is False

    assert not AuditEntry.objects.exists()
    assert patient.name not in caplog.text
