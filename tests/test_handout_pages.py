"""A sheet is given once by POST, kept word for word, read and printed."""

import datetime as dt
import json
from unittest import mock

import pytest
from django.db import Error, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ClinicFactory, PatientFactory
from tests.handouts import FORM, WHY, actions, address, give, given, text
from tests.intakes import finished, open_one
from triage.actions import access, audit
from triage.actions.errors import Refused
from triage.actions.finish import finish_intake
from triage.actions.handout import preview_words, record_teach_back
from triage.actions.override import override_outcome
from triage.actions.retraction import correct_intake, retract_intake
from triage.library import handouts
from triage.models import (
    AuditEntry,
    Clinic,
    HandoutIssued,
    Release,
)

pytestmark = pytest.mark.django_db
FRAME, BAR = 9, 3


# ---------------------------------------------------------------- giving
def test_giving_keeps_the_words_and_shows_the_copy(as_staff, staff):
    outcome = finished(smoker="yes")

    response = give(as_staff, outcome, size="large", paper="a4")

    copy = HandoutIssued.objects.get()
    assert response.redirect_chain[-1][0] == copy.get_absolute_url()
    assert (copy.outcome, copy.by) == (outcome, staff)
    assert (copy.language, copy.size, copy.paper) == ("en", "large", "a4")
    assert copy.level == outcome.disposition == "self_care"
    assert copy.release.digest == handouts()["en"].digest == copy.frozen["handout"]
    assert "Your answers point to care at home." in text(response)
    assert "If you want to stop, we can help." in text(response)


def test_the_release_keeps_the_file_that_the_words_came_from():
    release = given().release

    assert release.kind == Release.Kind.HANDOUT
    assert release.language == "en"
    assert json.loads(release.text) == handouts()["en"].texts


def test_giving_is_in_the_audit_chain_without_a_name(as_staff):
    outcome = finished()
    give(as_staff, outcome)

    entry = AuditEntry.objects.get(action="gave handout")
    assert entry.record == outcome.intake.code
    assert entry.patient == outcome.intake.patient.code
    assert outcome.intake.patient.name not in entry.detail
    assert HandoutIssued.objects.get().digest in entry.detail


def test_a_copy_whose_audit_entry_fails_was_not_given(monkeypatch):
    outcome = finished()

    def fail(*args, **kwargs):
        raise Error("no space left")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(Error):
        given(outcome)

    assert not HandoutIssued.objects.exists()


def test_a_link_cannot_give(as_staff):
    assert as_staff.get(address("issue", finished())).status_code == 405


def test_what_is_not_chosen_is_as_the_patient_and_the_clinic_have_it(as_staff):
    outcome = finished(intake=open_one(patient=PatientFactory(print_size="large")))
    Clinic.objects.update(paper="a4")

    as_staff.post(address("issue", outcome))

    copy = HandoutIssued.objects.get()
    assert (copy.language, copy.size, copy.paper) == ("en", "large", "a4")


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"language": "es"}, "No translator answers for the Spanish sheet."),
        ({"language": "xx"}, "Choose the language of the sheet."),
        ({"size": "tiny"}, "Choose the print size."),
        ({"paper": "a0"}, "Choose the paper."),
    ],
)
def test_what_nobody_prints_is_refused_in_words(as_staff, form, says):
    response = give(as_staff, finished(), **form)

    assert says in text(response)
    assert not HandoutIssued.objects.exists()


def test_no_sheet_is_given_for_a_retracted_intake(as_staff, clinician):
    outcome = finished()
    retract_intake(
        intake=outcome.intake, kind="test", reason="A trial of ours.", by=clinician
    )

    assert "is retracted" in text(give(as_staff, outcome))
    assert not HandoutIssued.objects.exists()


def test_a_replaced_outcome_sends_to_the_one_that_replaced_it(staff):
    outcome = finished()
    draft = correct_intake(intake=outcome.intake, by=staff)
    given(outcome)
    finish_intake(intake=draft, by=staff)

    with pytest.raises(Refused, match=f"replaced by {draft.code}"):
        given(outcome, size="large")


def test_without_a_clinic_nothing_is_printed():
    outcome = finished()
    Clinic.objects.all().delete()

    with pytest.raises(Refused, match="Enter the clinic's name"):
        given(outcome)


# ---------------------------------------------------------------- whose words
def test_the_level_in_force_decides_and_the_computed_one_stands_beside(clinician):
    outcome = finished(iv_drug_use="yes")
    override_outcome(outcome=outcome, to_level="self_care", reason=WHY, by=clinician)
    copy = given(outcome)

    assert copy.level == "self_care"
    assert "care at home" in copy.words
    assert "The questions alone pointed to a visit the same day." in copy.words


def test_who_goes_to_the_hospital_reads_what_to_say_there():
    copy = given(finished(urinary_retention="yes"))
    going = copy.frozen["sections"][1]

    assert going["id"] == "going"
    assert "trouble with peeing, or feeling it" in copy.words
    assert "girft-ces-2023" in json.dumps(going)


def test_what_stayed_open_is_named():
    copy = given(finished(cancer_history="unsure"))

    assert "What we could not find out today" in copy.words
    assert "cancer, now or in the past" in copy.words
    assert "We want to see you by" in copy.words


def test_it_tells_when_we_call_and_only_the_end_of_the_number():
    copy = given(finished())

    assert "We call you between" in copy.words
    assert "the number that ends in 42" in copy.words
    assert "555-0142" not in copy.words


def test_a_day_that_has_passed_is_not_promised():
    outcome = finished(cancer_history="unsure")
    long_after = outcome.at + dt.timedelta(days=30)

    with mock.patch("django.utils.timezone.now", return_value=long_after):
        words = preview_words(outcome=outcome, **FORM)

    assert "We call you" not in words.text
    assert "We want to see you by" not in words.text


def test_of_a_child_the_guardian_is_spoken_to():
    child = PatientFactory(
        birth_date="2015-03-01",
        name="Ida Berg",
        guardian_name="Tove Berg",
        guardian_phone="555-0177",
    )
    child.refresh_from_db()
    copy = given(finished(intake=open_one(patient=child)))

    assert copy.frozen["for"] == "For Tove Berg, about Ida Berg"
    assert "the number that ends in 77" in copy.words
    assert copy.frozen["title"].startswith("Your child's back")


def test_the_head_names_the_clinic_and_its_numbers():
    ClinicFactory()
    Clinic.objects.update(
        address="12 Harbor Street\nPort Ellis", out_of_hours_phone="555-0155"
    )
    head = given().frozen["clinic"]

    assert head["name"] == "Harbor Street Clinic"
    assert head["address"] == "12 Harbor Street, Port Ellis"
    assert head["lines"] == [
        ["Phone", "555-0100"],
        ["When we are closed", "555-0155"],
        ["If nobody answers", "555-0199"],
        ["Emergency", "911"],
    ]


def test_the_demonstration_says_that_patients_are_invented(as_staff):
    outcome = finished()
    Clinic.objects.update(is_demo=True)

    assert "Invented patients" in text(give(as_staff, outcome))
    assert HandoutIssued.objects.get().frozen["banners"] == ["Invented patients"]


def test_another_countrys_number_brings_no_american_line():
    outcome = finished(onset_days_ago=60, not_improving="no")
    here = preview_words(outcome=outcome, **FORM)
    Clinic.objects.update(emergency_number="112")
    there = preview_words(outcome=outcome, **FORM)

    assert "call or text 988" in here.text
    assert "call or text" not in there.text
    assert "Call 112 or go to the emergency room" in there.text


# ---------------------------------------------------------------- for good
def test_what_was_given_stays_whatever_changes_later(as_staff):
    copy = given()
    before = as_staff.get(copy.get_absolute_url())
    Clinic.objects.update(name="Another name", phone="555-9999")
    patient = copy.outcome.intake.patient
    type(patient).objects.filter(pk=patient.pk).update(name="Another Patient")

    after = text(as_staff.get(copy.get_absolute_url()))

    assert "Harbor Street Clinic" in text(before)
    assert "Harbor Street Clinic" in after
    assert f"For {patient.name}" in after


def test_the_database_keeps_a_copy_from_change():
    copy = given()

    with pytest.raises(Error), connection.cursor() as cursor:
        cursor.execute("UPDATE triage_handoutissued SET words = '{}'")
    assert copy.pk


# ---------------------------------------------------------------- reading, printing
def test_a_preview_is_not_given_and_says_so(as_staff):
    outcome = finished()

    response = as_staff.get(address("preview", outcome), {"size": "large"})

    assert "Preview: not given" in text(response)
    assert "bk-big" in text(response)
    assert not HandoutIssued.objects.exists()
    assert actions()[-1] == "previewed handout"


def test_opening_and_printing_are_recorded(as_staff):
    copy = given()
    as_staff.get(copy.get_absolute_url())
    as_staff.get(address("pdf", copy))

    assert actions()[-2:] == ["viewed handout", "printed handout"]
    assert AuditEntry.objects.latest("seq").record == copy.outcome.intake.code


def test_the_pdf_is_the_same_every_time_and_named_by_code(as_staff):
    copy = given()
    one, other = (as_staff.get(address("pdf", copy)) for _ in range(2))

    assert one.content == other.content
    assert one.content.startswith(b"%PDF-")
    assert one["Content-Type"] == "application/pdf"
    assert copy.outcome.intake.code in one["Content-Disposition"]
    assert copy.outcome.intake.patient.name not in str(one.headers)


def test_without_an_audit_entry_the_page_is_shown_under_a_bar_and_no_pdf_is_made(
    as_staff, monkeypatch
):
    copy = given()

    def fail(*args, **kwargs):
        raise Error("no space left")

    monkeypatch.setattr(access.audit, "record", fail)

    page = as_staff.get(copy.get_absolute_url())
    pdf = as_staff.get(address("pdf", copy), follow=True)

    assert "could not be entered in the audit log" in text(page)
    assert "no PDF was made" in text(pdf)


@pytest.mark.parametrize(
    ("name", "action"),
    [("handout_print", "printed handout"), ("preview_print", "printed preview")],
)
def test_a_browser_prints_when_that_is_recorded(as_staff, staff, name, action):
    copy = given()
    row = copy if name == "handout_print" else copy.outcome

    response = as_staff.post(reverse(f"triage:{name}", args=[row.uuid]))

    assert response.status_code == 204
    entry = AuditEntry.objects.latest("seq")
    intake = copy.outcome.intake
    assert (entry.action, entry.username) == (action, staff.username)
    assert (entry.patient, entry.record) == (intake.patient.code, intake.code)
    assert (copy.digest in entry.detail) == (row == copy)


def test_a_browser_that_cannot_be_recorded_does_not_print(as_staff, monkeypatch):
    copy = given()

    def fail(*args, **kwargs):
        raise Error("no space left")

    monkeypatch.setattr(access.audit, "record", fail)

    assert as_staff.post(address("print", copy)).status_code == 503


def test_a_name_that_cannot_be_printed_leaves_the_browser(as_staff, monkeypatch):
    copy = given()

    def fail(words):
        raise paper.PaperError("The sheet has letters that no font can print.")

    from triage import paper

    monkeypatch.setattr(paper, "handout_pdf", fail)

    assert "letters that no font can print" in text(
        as_staff.get(address("pdf", copy), follow=True)
    )


def test_the_page_and_its_title_name_no_patient_in_the_head(as_staff):
    copy = given()
    page = text(as_staff.get(copy.get_absolute_url()))
    title = page.split("<title>")[1].split("</title>")[0]

    assert copy.outcome.intake.code in title
    assert copy.outcome.intake.patient.name not in title


def test_the_page_shows_all_that_was_frozen(as_staff):
    answers = {"recurrent": "yes", "smoker": "yes", "cancer_history": "unsure"}
    copy = given(finished(**answers))
    page = text(as_staff.get(copy.get_absolute_url())).replace("&#x27;", "'")

    for section in copy.frozen["sections"]:
        if section["shape"] != "card" or section["heading"]:
            assert section["heading"] in page
        for run in (section["intro"], section["outro"]):
            for each in run:
                assert each["text"] in page
        for block in section["blocks"]:
            for each in block["sentences"]:
                assert each["text"] in page


@pytest.mark.parametrize("name", ["detail", "pdf"])
def test_an_unknown_copy_is_not_found(as_staff, name):
    missing = "00000000-0000-4000-8000-000000000000"

    assert as_staff.get(f"/handouts/{missing}/").status_code == 404


def test_a_page_costs_the_same_number_of_queries(as_staff):
    copy = given()
    as_staff.get(copy.get_absolute_url())
    record_teach_back(handout=copy, result="understood", by=copy.by)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        as_staff.get(copy.get_absolute_url())

    assert len(queries) <= FRAME + BAR + 8


def test_a_sheet_that_is_not_given_is_not_previewed(clinician):
    outcome = finished()
    retract_intake(intake=outcome.intake, kind="test", reason="A trial.", by=clinician)

    with pytest.raises(Refused, match="is retracted"):
        preview_words(outcome=outcome, language="en", size="normal", paper="letter")
