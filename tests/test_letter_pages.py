"""The letter on screen: looked at, kept once, read as it was sent."""

import pytest
from django.urls import reverse

from tests.factories import ReceiverFactory, UserFactory
from tests.handouts import actions, text
from tests.intakes import finished
from tests.letters import FORM, kept
from triage.actions.errors import Refused
from triage.actions.override import override_outcome
from triage.actions.retraction import retract_intake
from triage.models import AuditEntry, Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]


@pytest.fixture
def referral(clinic):
    return finished(leg_weakness="yes").referral


def form_of(referral):
    return reverse("triage:referral_letter", args=[referral.uuid])


def page(name, letter):
    return reverse(f"triage:letter_{name}", args=[letter.uuid])


def test_the_preview_says_that_it_is_not_sent_and_keeps_nothing(as_staff, referral):
    said = text(as_staff.get(form_of(referral)))

    assert "Preview: not sent" in said
    assert "Leg or foot truly weak" in said
    assert not Letter.objects.exists()


@pytest.mark.parametrize("role", ["as_staff", "as_clinician"])
def test_staff_and_clinicians_keep_a_letter(role, referral, request):
    response = request.getfixturevalue(role).post(form_of(referral), FORM, follow=True)

    letter = referral.letters.get()
    assert response.request["PATH_INFO"] == page("detail", letter)
    assert "Preview" not in text(response)
    assert (letter.to, letter.way, letter.paper) == (FORM["to"], "fax", "letter")


def test_a_receiver_is_written_with_its_numbers(as_staff, referral):
    receiver = ReceiverFactory(name="St. Brendan’s", phone="555-0160", fax="555-0162")

    as_staff.post(form_of(referral), FORM | {"to": "", "receiver": receiver.pk})

    assert referral.letters.get().to == "St. Brendan’s. phone 555-0160, fax 555-0162"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"to": ""}, "Say to whom the letter goes."),
        ({"way": ""}, "Choose how the letter goes out."),
        ({"way": "pigeon"}, "Choose how the letter goes out."),
        ({"paper": "a9"}, "Choose the paper."),
        ({"asked": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    as_staff, referral, changed, why
):
    typed = {"asked": "Post-void scan."} | FORM | changed
    response = as_staff.post(form_of(referral), typed)

    assert response.status_code == 422
    assert why in text(response)
    assert typed["asked"] in text(response)
    assert not Letter.objects.exists()


def test_looking_again_shows_what_was_typed_and_keeps_nothing(as_staff, referral):
    typed = {"to": "Dr. Osei", "asked": "Scan?", "paper": "a4", "look": "1"}
    response = as_staff.post(form_of(referral), typed)

    assert response.status_code == 200
    assert "Asked besides: Scan?" in text(response)
    assert "Dr. Osei" in text(response)
    assert not Letter.objects.exists()


def test_a_kept_letter_never_changes(as_staff, referral):
    letter = kept(referral)
    before = as_staff.get(page("pdf", letter)).content
    override_outcome(
        outcome=referral.outcome,
        to_level="urgent",
        reason="Walks well, sensation is normal.",
        by=UserFactory(group="Clinician"),
    )

    assert as_staff.get(page("pdf", letter)).content == before
    assert "Referral: Emergency now" in text(as_staff.get(page("detail", letter)))
    assert "Referral: Same-day clinician" in text(as_staff.get(form_of(referral)))


def test_pressed_twice_is_one_letter(as_staff, referral):
    for _ in range(2):
        as_staff.post(form_of(referral), FORM)

    assert Letter.objects.count() == 1


def test_another_receiver_is_another_letter(as_staff, referral):
    as_staff.post(form_of(referral), FORM)
    as_staff.post(form_of(referral), FORM | {"to": "Dr. Osei"})

    assert Letter.objects.count() == 2


def test_keeping_is_audited_without_anybody_named(referral):
    letter = kept(referral)

    entry = AuditEntry.objects.latest("seq")
    assert (entry.action, entry.record) == ("kept letter", referral.code)
    assert letter.digest in entry.detail
    assert "Brendan" not in entry.detail
    assert referral.outcome.intake.patient.name not in entry.detail


@pytest.mark.parametrize("name", ["pdf", "print"])
def test_printing_is_recorded(as_staff, referral, name):
    letter = kept(referral)
    send = as_staff.get if name == "pdf" else as_staff.post

    assert send(page(name, letter)).status_code in (200, 204)

    assert actions()[-1] == "printed letter"


def test_of_a_retracted_intake_no_letter_is_kept_or_printed(as_staff, staff, referral):
    letter = kept(referral)
    intake = referral.outcome.intake
    retract_intake(intake=intake, kind="wrong_patient", reason="Twin", by=staff)

    with pytest.raises(Refused, match="retracted"):
        kept(referral)
    assert as_staff.post(form_of(referral), FORM).status_code == 422
    assert as_staff.post(page("print", letter)).status_code == 409
    assert as_staff.get(page("pdf", letter)).status_code == 302
    assert "retracted after this letter" in text(as_staff.get(page("detail", letter)))


def test_kept_letters_are_listed_on_the_referral(as_staff, referral):
    letter = kept(referral)
    said = text(as_staff.get(referral.get_absolute_url()))

    assert page("detail", letter) in said
    assert form_of(referral) in said


def test_the_outcome_leads_to_the_letter(as_staff, referral):
    assert form_of(referral) in text(as_staff.get(referral.outcome.get_absolute_url()))


def test_titles_name_no_patient(as_staff, referral):
    for address in (form_of(referral), page("detail", kept(referral))):
        title = text(as_staff.get(address)).split("</title>")[0]
        assert referral.outcome.intake.patient.name not in title
