"""The page that edits a patient: two people at once lose nothing of each other's."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.urls import reverse

from tests.factories import UserFactory
from tests.intakes import open_one
from triage.actions.patient import add_patient, edit_patient, merge_patients
from triage.actions.state import intake_state
from triage.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(staff, clinic):
    return add_patient(
        by=staff,
        name="Rosa Delgado",
        birth_date=dt.date(1979, 6, 14),
        sex="female",
        phone="555-0100",
        print_size="large",
    )


@pytest.fixture
def opened(as_staff, rosa):
    """What a browser would send of the untouched page."""
    return fields_of(as_staff.get(url(rosa)).content.decode())


def url(patient):
    return reverse("triage:patient_edit", args=[patient.uuid])


def fields_of(page):
    """What a browser would send of the form on *page*, but for the token of the day."""
    form = page.partition("novalidate>")[2].partition("</form>")[0]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)[1]
        value = re.search(r'value="([^"]*)"', tag)
        has_choice = 'type="radio"' in tag or 'type="checkbox"' in tag
        if name != "csrfmiddlewaretoken" and (not has_choice or " checked" in tag):
            sent[name] = html.unescape(value[1]) if value else "on"
    areas = r'<textarea[^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>'
    for name, text in re.findall(areas, form, re.DOTALL):
        sent[name] = html.unescape(text)
    return sent


def test_the_page_shows_the_record(opened):
    assert opened["name"] == "Rosa Delgado"
    assert opened["birth_date"] == "06/14/1979"
    assert opened["sex"] == "female"
    assert opened["large_print"] == "on"
    assert "needs_interpreter" not in opened


def test_saves_what_was_changed_and_nothing_else(as_staff, rosa, opened):
    response = as_staff.post(
        url(rosa), opened | {"phone": "555-0111", "sex": "unknown"}
    )

    rosa.refresh_from_db()
    entry = AuditEntry.objects.filter(action="changed patient").get()
    assert response.url == rosa.get_absolute_url()
    assert (rosa.phone, rosa.sex, rosa.print_size) == ("555-0111", "", "large")
    assert entry.detail == '{"fields":["sex","phone"]}'


def test_a_seen_record_that_cannot_be_read_is_no_fault_of_ours(as_staff, rosa, opened):
    changed = opened | {"phone": "555-0111", "seen": "[" * 50_000}

    assert as_staff.post(url(rosa), changed).status_code < 500


def test_an_untouched_page_changes_nothing(as_staff, rosa, opened):
    before = rosa.as_text()

    as_staff.post(url(rosa), opened)

    rosa.refresh_from_db()
    assert rosa.as_text() == before
    assert not AuditEntry.objects.filter(action="changed patient").exists()


def test_an_untouched_estimated_age_stays(as_staff, staff, clinic):
    old = add_patient(
        by=staff,
        name="Greta Lindqvist",
        birth_date=dt.date(1950, 1, 1),
        birth_date_is_estimated=True,
    )
    opened = fields_of(as_staff.get(url(old)).content.decode())

    as_staff.post(url(old), opened | {"address": "12 Harbor Street"})

    old.refresh_from_db()
    assert opened["about_age"] == str(old.age)
    assert (old.birth_date, old.birth_date_is_estimated) == (dt.date(1950, 1, 1), True)
    assert old.address == "12 Harbor Street"


def test_a_birth_date_takes_the_place_of_an_estimate(as_staff, staff, clinic):
    old = add_patient(
        by=staff,
        name="Greta Lindqvist",
        birth_date=dt.date(1950, 1, 1),
        birth_date_is_estimated=True,
    )
    opened = fields_of(as_staff.get(url(old)).content.decode())

    as_staff.post(url(old), opened | {"about_age": "", "birth_date": "2/3/1951"})

    old.refresh_from_db()
    assert (old.birth_date, old.birth_date_is_estimated) == (dt.date(1951, 2, 3), False)


def test_a_language_that_was_changed_back_leaves_no_other_behind(as_staff, rosa):
    """The form only hides the field, and so sends it again."""
    edit_patient(
        patient=rosa, by=rosa.created_by, language="other", other_language="Somali"
    )
    opened = fields_of(as_staff.get(url(rosa)).content.decode())
    assert opened["other_language"] == "Somali"

    page = as_staff.post(url(rosa), opened | {"language": "es"}, follow=True)

    rosa.refresh_from_db()
    assert (rosa.language, rosa.other_language) == ("es", "")
    assert "Somali" not in page.content.decode()
    assert "Spanish" in page.content.decode()


def test_the_age_on_a_draft_follows_the_birth_date(as_staff, rosa, opened):
    intake = open_one(patient=rosa)
    before = intake_state(intake).answers["age"]

    as_staff.post(url(rosa), opened | {"birth_date": "6/14/1969"})

    assert intake_state(intake).answers["age"] == before + 10


def test_what_is_wrong_is_said_and_nothing_is_lost(as_staff, rosa, opened):
    typed = opened | {"birth_date": "6/14/2099", "address": "12 Harbor Street"}

    response = as_staff.post(url(rosa), typed)

    page = response.content.decode()
    rosa.refresh_from_db()
    assert response.status_code == 422
    assert "The birth date is in the future" in page
    assert fields_of(page) == typed
    assert rosa.address == ""


def test_the_same_field_changed_by_two_shows_both(as_staff, staff, rosa, opened):
    edit_patient(patient=rosa, by=staff, phone="555-0111", address="12 Harbor Street")

    response = as_staff.post(
        url(rosa), opened | {"phone": "555-0122", "contact_notes": "after five"}
    )

    page = response.content.decode()
    sent = fields_of(page)
    rosa.refresh_from_db()
    assert response.status_code == 409
    assert "<b>555-0111</b>, not your <b>555-0122</b>" in page
    assert rosa.phone == "555-0111"
    assert sent["phone"] == "555-0122"
    assert sent["contact_notes"] == "after five"
    assert sent["address"] == "12 Harbor Street"


def test_having_seen_both_one_saves_ones_own(as_staff, staff, rosa, opened):
    edit_patient(patient=rosa, by=staff, phone="555-0111", address="12 Harbor Street")
    again = as_staff.post(url(rosa), opened | {"phone": "555-0122"})

    as_staff.post(url(rosa), fields_of(again.content.decode()))

    rosa.refresh_from_db()
    assert (rosa.phone, rosa.address) == ("555-0122", "12 Harbor Street")


def test_having_seen_both_one_leaves_the_others(as_staff, staff, rosa, opened):
    edit_patient(
        patient=rosa,
        by=staff,
        phone="555-0111",
        birth_date=dt.date(1980, 6, 14),
        print_size="normal",
        needs_interpreter=True,
    )
    mine = {"phone": "555-0122", "birth_date": "6/14/1981", "address": "12 Harbor St"}
    again = as_staff.post(url(rosa), opened | mine)
    theirs = {"theirs": ["phone", "birth_date"]}

    as_staff.post(url(rosa), fields_of(again.content.decode()) | theirs)

    rosa.refresh_from_db()
    assert (rosa.phone, rosa.birth_date) == ("555-0111", dt.date(1980, 6, 14))
    assert (rosa.print_size, rosa.needs_interpreter) == ("normal", True)
    assert rosa.address == "12 Harbor St"


@pytest.mark.parametrize("seen", ["", "x", "[]", "{}"])
def test_a_page_that_does_not_say_what_it_showed_overwrites_nothing(
    as_staff, rosa, opened, seen
):
    response = as_staff.post(url(rosa), opened | {"phone": "555-0122", "seen": seen})

    rosa.refresh_from_db()
    assert response.status_code == 409
    assert rosa.phone == "555-0100"


def test_opening_is_audited(as_staff, rosa, opened):
    assert AuditEntry.objects.filter(
        action="viewed patient", patient=rosa.code
    ).exists()


def test_a_merged_record_leads_to_the_one_that_goes_on(as_staff, staff, rosa, opened):
    other = add_patient(by=staff, name="Rosie Delgado")
    merge_patients(duplicate=rosa, into=other, by=staff)

    for response in (
        as_staff.get(url(rosa)),
        as_staff.post(url(rosa), opened | {"phone": "555-0122"}),
    ):
        assert response.url == other.get_absolute_url()
    rosa.refresh_from_db()
    assert rosa.phone == "555-0100"


def test_asks_for_the_permission(client, rosa):
    client.force_login(UserFactory())

    assert client.get(url(rosa)).status_code == 403


def test_nobody_is_not_found(as_staff):
    address = reverse("triage:patient_edit", args=[uuid.uuid4()])

    assert as_staff.get(address).status_code == 404


def test_refuses_other_methods(as_staff, rosa):
    assert as_staff.delete(url(rosa)).status_code == 405
