"""The page that puts two records of one person together, and parts them again."""

import uuid

import pytest
from django.urls import reverse

from tests.factories import UserFactory
from triage.actions.patient import add_patient, merge_patients
from triage.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(staff, clinic):
    return add_patient(by=staff, name="Rosa Delgado", phone="555-0100")


@pytest.fixture
def double(staff, rosa):
    return add_patient(by=staff, name="Rosie Delgado", phone="555-0199")


def url(patient, name="merge"):
    return reverse(f"triage:patient_{name}", args=[patient.uuid])


def test_finds_the_other_record_and_not_the_same(as_staff, rosa, double):
    page = as_staff.post(url(rosa), {"q": "delgado"}).content.decode()

    assert f'value="{double.uuid}"' in page
    assert f'value="{rosa.uuid}"' not in page


def test_shows_both_side_by_side_and_records_both_openings(as_staff, rosa, double):
    page = as_staff.post(url(rosa), {"other": double.uuid}).content.decode()

    entries = AuditEntry.objects.filter(action="viewed patient")
    assert "555-0100" in page
    assert "555-0199" in page
    assert {entry.patient for entry in entries} == {rosa.code, double.code}


@pytest.mark.parametrize("keeps_first", [True, False])
def test_merges_into_the_one_that_is_kept(as_staff, rosa, double, keeps_first):
    keep, gone = (rosa, double) if keeps_first else (double, rosa)

    response = as_staff.post(url(rosa), {"other": double.uuid, "keep": keep.uuid})

    gone.refresh_from_db()
    assert response.url == keep.get_absolute_url()
    assert gone.merged_into == keep


def test_a_third_record_cannot_be_kept(as_staff, staff, rosa, double):
    third = add_patient(by=staff, name="Rosita Delgado")

    as_staff.post(url(rosa), {"other": double.uuid, "keep": third.uuid})

    rosa.refresh_from_db()
    assert rosa.merged_into is None


def test_a_chain_is_refused_with_a_sentence(as_staff, staff, rosa, double):
    third = add_patient(by=staff, name="Rosita Delgado")
    merge_patients(duplicate=double, into=rosa, by=staff)

    response = as_staff.post(url(rosa), {"other": third.uuid, "keep": third.uuid})

    assert f"{double.code} is merged into {rosa.code}" in response.content.decode()


@pytest.mark.parametrize("other", ["x", uuid.uuid4()])
def test_an_unknown_other_record_is_nobody(as_staff, rosa, other):
    response = as_staff.post(url(rosa), {"other": other, "keep": rosa.uuid})

    assert response.status_code == 200


def test_undoing_lets_the_record_stand_by_itself(as_staff, staff, rosa, double):
    merge_patients(duplicate=double, into=rosa, by=staff)

    response = as_staff.post(url(double, "unmerge"), follow=True)

    double.refresh_from_db()
    assert double.merged_into is None
    assert f"{double.code} stands by itself again." in response.content.decode()


def test_what_is_not_merged_is_not_undone(as_staff, rosa):
    response = as_staff.post(url(rosa, "unmerge"), follow=True)

    assert f"{rosa.code} is not merged" in response.content.decode()


@pytest.mark.parametrize("name", ["merge", "unmerge"])
def test_asks_for_the_permission(client, rosa, double, name):
    client.force_login(UserFactory())

    response = client.post(url(rosa, name), {"other": double.uuid, "keep": rosa.uuid})

    assert response.status_code == 403


@pytest.mark.parametrize("name", ["merge", "unmerge"])
def test_nobody_is_not_found(as_staff, name):
    address = reverse(f"triage:patient_{name}", args=[uuid.uuid4()])

    assert as_staff.post(address).status_code == 404


def test_refuses_other_methods(as_staff, rosa):
    assert as_staff.get(url(rosa, "unmerge")).status_code == 405
    assert as_staff.delete(url(rosa)).status_code == 405
