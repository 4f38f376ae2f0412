"""The demonstration clinic is invented by the same actions that real work uses."""

import stat

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from tests.factories import PatientFactory, UserFactory
from triage.models import (
    NEXT,
    AuditEntry,
    Clinic,
    FollowUpCall,
    HandoutIssued,
    Intake,
    Outcome,
    Override,
    Patient,
    Referral,
    Signoff,
    User,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def debug(settings, tmp_path):
    settings.DEBUG = True
    settings.DATA_DIR = tmp_path


@pytest.fixture
def demo(debug, capsys):
    call_command("demo", intakes=30)
    return capsys.readouterr().out


def test_it_has_everything_that_a_clinic_sees(demo, capsys):
    """Made once for all of these, since making it takes seconds."""
    assert Clinic.objects.get().is_demo
    roles = {name for user in User.objects.all() for name in user.group_names}
    assert roles == {"Staff", "Clinician", "Manager"}
    assert Outcome.objects.count() >= 30
    assert set(Referral.objects.values_list("state", flat=True)) == set(NEXT)
    assert set(Outcome.objects.values_list("disposition", flat=True)) == {
        "emergency",
        "urgent",
        "soon",
        "self_care",
    }
    reached = Intake.objects.reached().values_list("so_far", flat=True)
    assert set(reached) == {"emergency", "urgent"}
    assert Intake.objects.exclude(discarded_at=None).exists()
    assert Override.objects.exists()
    assert FollowUpCall.objects.exists()
    assert HandoutIssued.objects.filter(teach_backs__result="understood").exists()
    spanish = HandoutIssued.objects.filter(language="es", teach_backs__isnull=False)
    assert set(spanish.values_list("size", flat=True)) == {"normal", "large"}
    assert "invented" in Signoff.objects.get(release__language="es").note.lower()
    assert Patient.objects.exclude(merged_into=None).exists()

    call_command("audit", "verify")
    call_command("replay")
    out = capsys.readouterr().out
    assert f"{AuditEntry.objects.count()} entries" in out
    assert f"{Outcome.objects.count()} the same" in out


def test_who_may_sign_in_is_kept_for_the_owner_alone(demo, tmp_path, client):
    path = tmp_path / "demo-sign-in.txt"
    lines = path.read_text().splitlines()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(lines) == User.objects.count()
    for line in lines:
        username, password, *_ = line.split()
        assert User.objects.get(username=username).check_password(password)
        assert line in demo


def test_a_second_run_changes_nothing_and_says_it_again(demo, capsys):
    before = AuditEntry.objects.count()

    call_command("demo", if_new=True)

    assert AuditEntry.objects.count() == before
    assert "maya" in capsys.readouterr().out


def test_it_is_marked_for_good(demo):
    with pytest.raises(DatabaseError), transaction.atomic():
        Clinic.objects.update(is_demo=False)


def test_a_database_with_patients_is_left_alone(debug):
    PatientFactory()

    with pytest.raises(CommandError, match="patients or staff already"):
        call_command("demo")

    assert Patient.objects.count() == 1


def test_a_clinic_whose_staff_are_there_is_left_alone(debug):
    UserFactory()

    call_command("demo", if_new=True)

    assert not Patient.objects.exists()


def test_a_real_clinic_never_gets_invented_patients():
    with pytest.raises(CommandError, match="CLINIC_DEBUG=1"):
        call_command("demo")

    assert not Patient.objects.exists()
