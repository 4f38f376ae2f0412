"""The page that adds a patient, and shows first who may be the same person."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory
from triage.actions.patient import add_patient
from triage.models import AuditEntry, Patient

pytestmark = pytest.mark.django_db

URL = reverse("triage:patient_add")
TYPED = {
    "name": "Rosa Delgado",
    "birth_date": "6/14/1979",
    "sex": "female",
    "language": "es",
    "phone": "555-0142",
}


@pytest.fixture(autouse=True)
def _clinic(clinic):
    """Pages name the clinic."""


def values(page, name):
    """What the field *name* of the page holds."""
    return re.search(rf'name="{name}"\s+value="([^"]*)"', page)[1]


def test_a_blank_page_chooses_nothing(as_staff):
    page = as_staff.get(URL).content.decode()

    assert "checked" not in page
    assert values(page, "key")


def test_adds_and_leads_to_the_record(as_staff, staff):
    response = as_staff.post(URL, TYPED)

    patient = Patient.objects.get()
    assert response.url == patient.get_absolute_url()
    assert patient.birth_date == dt.date(1979, 6, 14)
    assert patient.sort_name == "Delgado, Rosa"
    assert (patient.sex, patient.language) == ("female", "es")
    assert patient.created_by == staff
    assert AuditEntry.objects.filter(action="added patient").count() == 1


def test_begins_the_intake_also_after_the_question_who_it_is(as_staff):
    as_staff.post(URL, TYPED)

    asked = as_staff.post(URL, TYPED | {"then_intake": ""}).content.decode()

    assert 'name="then_intake"' in asked


def test_adds_and_begins_an_intake(as_staff):
    response = as_staff.post(URL, TYPED | {"then_intake": ""})

    patient = Patient.objects.get()
    assert response.url == f"{reverse('triage:intake_new')}?patient={patient.uuid}"


def test_a_page_sent_twice_makes_one_record(as_staff):
    key = values(as_staff.get(URL).content.decode(), "key")
    first = as_staff.post(URL, TYPED | {"key": key})
    second = as_staff.post(URL, TYPED | {"key": key})

    assert first.url == second.url
    assert Patient.objects.count() == 1


def test_an_age_gives_about_the_year(as_staff):
    as_staff.post(URL, TYPED | {"birth_date": "", "about_age": "46"})

    patient = Patient.objects.get()
    assert patient.birth_date_is_estimated
    assert patient.age == 46


def test_birth_date_and_sex_may_be_unknown(as_staff):
    as_staff.post(URL, TYPED | {"birth_date": "", "sex": "unknown"})

    patient = Patient.objects.get()
    assert (patient.birth_date, patient.sex) == (None, "")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": " "}, "name", "Enter the name."),
        ({"sex": ""}, "sex_0", "Choose the sex recorded at birth, or Not known."),
        ({"language": ""}, "language_0", "Choose the language"),
        ({"birth_date": "6/14/2999"}, "birth_date", "This is no date"),
        ({"birth_date": "6/14/2099"}, "birth_date", "is in the future"),
        ({"birth_date": "1/1/1890"}, "birth_date", "more than 120 years ago"),
        ({"birth_date": "yesterday"}, "birth_date", "This is no date"),
        ({"birth_date": "6/14/79"}, "birth_date", "year with four digits"),
        ({"birth_date": "6.5.1979"}, "birth_date", "may be June 5 or May 6"),
        ({"about_age": "46"}, "about_age", "birth date or the age, not both"),
        ({"about_age": "146", "birth_date": ""}, "about_age", "from 0 to 120"),
        ({"about_age": "forty", "birth_date": ""}, "about_age", "from 0 to 120"),
        ({"phone": "none"}, "phone", "at least 5 digits"),
        ({"language": "other"}, "other_language", "which language"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_in_the_summary(
    as_staff, typed, field, sentence
):
    response = as_staff.post(URL, TYPED | typed)
    page = response.content.decode()

    summary = page.partition('class="bk-errors"')[2].partition("</ul>")[0]
    assert response.status_code == 422
    assert "<title>Error: Add a patient" in page.replace("\n", "")
    assert f'href="#id_{field}"' in summary
    assert sentence in summary
    assert sentence in page.partition("</ul>")[2].partition("</form>")[0]
    assert f'id="id_{field}"' in page
    assert not Patient.objects.exists()


def test_a_child_needs_a_guardian(as_staff):
    born = timezone.localdate().replace(year=timezone.localdate().year - 9, day=1)
    typed = TYPED | {"birth_date": f"{born:%m/%d/%Y}"}

    refused = as_staff.post(URL, typed)
    added = as_staff.post(URL, typed | {"guardian_name": "Ana Delgado"})

    assert 'href="#id_guardian_name"' in refused.content.decode()
    assert added.status_code == 302


def test_nothing_that_was_typed_is_lost(as_staff):
    typed = TYPED | {
        "birth_date": "6/14/2099",
        "record_number": "204-1",
        "other_phone": "555-0199",
        "address": "12 <Harbor> Street",
        "contact_notes": "after five",
        "guardian_name": "Ana",
        "guardian_phone": "555-0111",
        "large_print": "on",
        "needs_interpreter": "on",
    }

    page = as_staff.post(URL, typed).content.decode()

    for name in ("birth_date", "phone", "other_phone", "guardian_name"):
        assert values(page, name) == typed[name]
    assert "12 &lt;Harbor&gt; Street</textarea>" in page
    assert "after five</textarea>" in page
    assert re.search(r'name="language"[^>]*value="es" checked', page)
    assert re.search(r'name="sex"[^>]*value="female" checked', page)
    for name in ("large_print", "needs_interpreter"):
        assert re.search(rf'name="{name}"[^>]* checked', page)


def test_who_may_be_the_same_person_is_shown_first(as_staff, staff):
    old = add_patient(by=staff, name="Rosa Delgado", birth_date=dt.date(1979, 6, 14))

    response = as_staff.post(URL, TYPED)
    page = response.content.decode()

    assert response.status_code == 409
    assert "Is it this patient?" in page
    assert old.get_absolute_url() in page
    assert values(page, "phone") == "555-0142"
    assert Patient.objects.count() == 1


def test_none_of_these_adds_the_record(as_staff, staff):
    add_patient(by=staff, name="Rosa Delgado", birth_date=dt.date(1979, 6, 14))
    token = values(as_staff.post(URL, TYPED).content.decode(), "none_of_these")

    response = as_staff.post(URL, TYPED | {"none_of_these": token})

    assert response.status_code == 302
    assert Patient.objects.count() == 2


def test_none_of_these_holds_for_what_was_typed_and_for_whom_was_shown(as_staff, staff):
    add_patient(by=staff, name="Rosa Delgado", birth_date=dt.date(1979, 6, 14))
    token = values(as_staff.post(URL, TYPED).content.decode(), "none_of_these")
    said = {"none_of_these": token}

    assert as_staff.post(URL, TYPED | said | {"name": "R Delgado"}).status_code == 409
    assert as_staff.post(URL, TYPED | {"none_of_these": "x"}).status_code == 409
    add_patient(by=staff, name="Rosi Delgado", birth_date=dt.date(1979, 6, 14))
    assert as_staff.post(URL, TYPED | said).status_code == 409
    assert Patient.objects.count() == 2


def test_a_record_number_that_is_taken_shows_whose_it_is(as_staff, staff):
    old = add_patient(by=staff, name="Harold Nyström", record_number="204-1")

    response = as_staff.post(URL, TYPED | {"record_number": "204-1"})
    page = response.content.decode()

    assert response.status_code == 422
    assert "Another patient has this record number." in page
    assert old.get_absolute_url() in page


@pytest.mark.parametrize(
    ("typed", "name", "born"),
    [
        ("Rosa Delgado", "Rosa Delgado", ""),
        ("Rosa Delgado 6/14/1979", "Rosa Delgado", "6/14/1979"),
        ("6/14/1979", "", "6/14/1979"),
        ("204-118-7", "", ""),
    ],
)
def test_a_search_that_found_nobody_is_a_first_guess(as_staff, typed, name, born):
    page = as_staff.post(URL, {"q": typed}).content.decode()

    assert values(page, "name") == name
    assert values(page, "birth_date") == born
    assert "bk-errors" not in page


def test_asks_for_the_permission(client):
    client.force_login(UserFactory())

    assert client.post(URL, TYPED).status_code == 403
    assert not Patient.objects.exists()


def test_refuses_other_methods(as_staff):
    assert as_staff.put(URL).status_code == 405
