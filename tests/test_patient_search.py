"""The search page: what is typed comes by POST, and is in no address and no title."""

import pytest
from django.urls import reverse

from tests.factories import PatientFactory, UserFactory
from tests.intakes import finished, open_one
from triage.actions.patient import add_patient, merge_patients

pytestmark = pytest.mark.django_db

URL = reverse("triage:patient_search")


@pytest.fixture
def rosa(staff, clinic):
    return add_patient(by=staff, name="Rosa Delgado", record_number="204-118-7")


def test_shows_who_was_found_and_what_can_be_done(as_staff, rosa):
    page = as_staff.post(URL, {"q": "del ros"}).content.decode()

    assert "1 found" in page
    assert rosa.get_absolute_url() in page
    assert f"{reverse('triage:intake_new')}?patient={rosa.uuid}" in page
    assert "204-118-7" in page
    assert "No intake yet" in page


def test_the_title_says_nothing_of_what_was_typed(as_staff, rosa):
    page = as_staff.post(URL, {"q": "delgado"}).content.decode()

    assert "Delgado" not in page.partition("<title>")[2].partition("</title>")[0]
    assert "<title>Patients" in page.replace("\n", "")


def test_the_address_finds_nobody(as_staff, rosa):
    page = as_staff.get(URL, {"q": "delgado"}).content.decode()

    assert "Rosa Delgado" not in page


def test_says_that_nobody_was_found_and_keeps_what_was_typed(as_staff, clinic):
    page = as_staff.post(URL, {"q": "<Nobody> & Co"}).content.decode()

    assert "Nobody found" in page
    assert 'name="q" value="&lt;Nobody&gt; &amp; Co"' in page


def test_says_that_there_are_more(as_staff, staff, clinic):
    for number in range(26):
        add_patient(by=staff, name=f"Rosa Delgado{number}")

    page = as_staff.post(URL, {"q": "rosa"}).content.decode()

    assert "The first 25" in page
    assert "There are more" in page


def test_names_the_records_merged_into_the_one_that_is_found(as_staff, staff, rosa):
    double = add_patient(by=staff, name="Rosie Delgado")
    merge_patients(duplicate=double, into=rosa, by=staff)

    page = as_staff.post(URL, {"q": "rosie"}).content.decode()

    assert f"also recorded as {double.code}" in page
    assert double.get_absolute_url() not in page


def test_a_code_leads_to_its_record(as_staff, clinic):
    outcome = finished(chest_pain="yes")
    intake, referral = outcome.intake, outcome.referral
    for record in (intake.patient, intake, referral):
        for typed in (record.code, record.code.lower().replace("-", "")):
            response = as_staff.post(URL, {"q": typed})

            assert (response.status_code, response.url) == (
                302,
                record.get_absolute_url(),
            )


def test_a_code_of_nothing_finds_nobody(as_staff, clinic):
    assert "Nobody found" in as_staff.post(URL, {"q": "R-999"}).content.decode()
    assert as_staff.post(URL, {"q": "P-" + "9" * 18}).status_code == 200


def test_a_code_that_is_also_a_record_number_shows_both(as_staff, staff, rosa):
    other = add_patient(by=staff, name="Harold Nyström", record_number=rosa.code)

    page = as_staff.post(URL, {"q": rosa.code}).content.decode()

    assert f"Open {rosa.code}" in page
    assert other.get_absolute_url() in page


def test_while_somebody_types_only_the_results_are_sent(as_staff, rosa):
    response = as_staff.post(URL, {"q": rosa.code}, headers={"HX-Request": "true"})
    page = response.content.decode()

    assert response.status_code == 200
    assert "<html" not in page
    assert f"Open {rosa.code}" in page


@pytest.mark.parametrize("typed", ["", "   ", "%_\\'\"", "\x00", "a" * 5000, "\ud7ff"])
def test_anything_may_be_typed(as_staff, clinic, typed):
    assert as_staff.post(URL, {"q": typed}).status_code == 200


def test_takes_as_many_queries_for_one_as_for_many(
    as_staff, staff, clinic, django_assert_max_num_queries
):
    for number in range(30):
        patient = add_patient(by=staff, name=f"Rosa Delgado{number}")
        open_one(patient=patient, by=staff)
    as_staff.post(URL, {"q": "rosa"})

    # Session, user, two of permissions, three of the bar; and four of the search.
    with django_assert_max_num_queries(12):
        as_staff.post(URL, {"q": "rosa"})


def test_asks_for_the_permission(client):
    client.force_login(UserFactory())

    assert client.post(URL, {"q": "rosa"}).status_code == 403


def test_a_code_opens_nothing_to_who_may_not_see_it(as_staff, staff, clinic):
    patient = PatientFactory()
    staff.groups.first().permissions.remove(
        *staff.groups.first().permissions.filter(codename="view_intake")
    )
    intake = open_one(patient=patient)

    assert "Nobody found" in as_staff.post(URL, {"q": intake.code}).content.decode()


def test_refuses_other_methods(as_staff):
    assert as_staff.delete(URL).status_code == 405
