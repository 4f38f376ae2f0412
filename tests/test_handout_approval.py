"""A translation is given once its translator has signed it; until then it is shown."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import PatientFactory, UserFactory
from tests.intakes import finished, open_one
from triage import library
from triage.actions import release
from triage.actions.errors import Refused
from triage.actions.handout import issue_handout, preview_words
from triage.actions.release import (
    approved_languages,
    current_release,
    handout_release,
    sign_off,
)
from triage.library import handouts
from triage.models import HandoutIssued, Signoff

pytestmark = pytest.mark.django_db
FORM = {"language": "es", "size": "normal", "paper": "letter"}
INES = {"name": "Inés Carvajal", "registration": "Medical translator 30771"}


def approve(language="es"):
    by = UserFactory(group="Manager")
    return sign_off(release=handout_release(language), by=by, **INES)


def outcome_of(*, interpreter="none", **particulars):
    patient = PatientFactory(**{"language": "es"} | particulars)
    return finished(intake=open_one(patient=patient, interpreter=interpreter))


def text(response):
    return " ".join(response.content.decode().split())


def page_of(client, outcome):
    return text(client.get(outcome.get_absolute_url()))


def previewed(client, outcome, **form):
    address = reverse("triage:handout_preview", args=[outcome.uuid])
    return text(client.get(address, FORM | form))


def chosen(page, name):
    """The value that the form has chosen in the radio buttons *name*."""
    tags = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    return [re.search('value="([^"]*)"', tag)[1] for tag in tags if " checked" in tag]


# ---------------------------------------------------------------- who approves
def test_the_original_needs_no_signature_and_a_translation_does():
    assert approved_languages() == {"en"}

    approve()

    assert approved_languages() == {"en", "es"}


def test_which_languages_are_approved_costs_one_query(django_assert_num_queries):
    approve()

    with django_assert_num_queries(1):
        approved_languages()


def test_a_signature_under_other_content_approves_no_translation():
    approve("en")
    sign_off(release=current_release(), by=UserFactory(group="Manager"), **INES)

    assert approved_languages() == {"en"}


def test_a_translation_whose_original_changed_is_signed_again(monkeypatch):
    """Its digest is that of both files, so the signature stands for other words."""
    approve()
    sheets = handouts()
    changed = type(sheets["es"])(**vars(sheets["es"]) | {"digest": "f" * 64})
    monkeypatch.setattr(release, "handouts", lambda: sheets | {"es": changed})

    assert approved_languages() == {"en"}


# ---------------------------------------------------------------- giving, previewing
def test_what_no_translator_approved_is_not_given(staff):
    outcome = outcome_of()

    with pytest.raises(Refused, match="No translator has approved the Spanish sheet"):
        issue_handout(outcome=outcome, by=staff, **FORM)
    assert not HandoutIssued.objects.exists()


def test_what_a_translator_approved_is_given_without_a_word_about_it(staff):
    approve()

    copy = issue_handout(outcome=outcome_of(), by=staff, **FORM)

    assert copy.language == "es"
    assert copy.release.title == "Handout in Spanish"
    assert copy.frozen["banners"] == []
    assert copy.frozen["labels"]["unapproved"] not in copy.frozen["banners"]


def test_a_preview_says_in_its_own_language_that_nobody_approved_it():
    outcome = outcome_of()
    labels = handouts()["es"].labels

    before = preview_words(outcome=outcome, **FORM).content
    approve()
    after = preview_words(outcome=outcome, **FORM).content

    assert before["banners"] == [labels["preview"], labels["unapproved"]]
    assert after["banners"] == [labels["preview"]]


def test_an_english_preview_is_never_unapproved():
    words = preview_words(outcome=outcome_of(), **FORM | {"language": "en"})

    assert words.content["banners"] == [handouts()["en"].labels["preview"]]


# ---------------------------------------------------------------- what staff see
def test_staff_are_told_to_give_english_and_to_use_the_interpreter(as_staff):
    page = page_of(as_staff, outcome_of(interpreter="professional"))

    assert "reads Spanish. No translator has approved the Spanish sheet." in page
    assert "Give the English sheet, and go through it with the interpreter." in page
    assert "A professional interpreter was at the intake." in page
    assert "Preview only: no translator has approved it." in page
    assert chosen(page, "language") == ["en"]
    assert 'id="language-es"' not in page


@pytest.mark.parametrize(
    ("interpreter", "says"),
    [
        ("none", "No interpreter is recorded at the intake."),
        ("other", "At the intake, family or somebody else interpreted."),
    ],
)
def test_who_interpreted_at_the_intake_is_said_as_recorded(as_staff, interpreter, says):
    assert says in page_of(as_staff, outcome_of(interpreter=interpreter))


def test_an_approved_sheet_in_the_patients_language_is_offered_first(as_staff):
    approve()

    page = page_of(as_staff, outcome_of(print_size="large"))

    assert chosen(page, "language") == ["es"]
    assert chosen(page, "size") == ["large"]
    assert 'id="language-en"' in page
    assert "Preview only" not in page
    assert "go through it with the interpreter" not in page


def test_somebody_who_reads_english_is_offered_english(as_staff):
    approve()

    page = page_of(as_staff, outcome_of(language="en"))

    assert chosen(page, "language") == ["en"]
    assert "reads English." in page


def test_for_a_language_without_a_sheet_the_interpreter_is_needed(as_staff):
    approve()
    outcome = outcome_of(language="other", other_language="Somali")

    page = page_of(as_staff, outcome)

    assert "reads Somali. There is no sheet in Somali." in page
    assert "Give the English sheet, and go through it with the interpreter." in page
    assert chosen(page, "language") == ["en"]


def test_a_form_without_a_language_gives_what_may_be_given(as_staff):
    outcome = outcome_of()
    address = reverse("triage:handout_issue", args=[outcome.uuid])

    as_staff.post(address)
    approve()
    as_staff.post(address)

    given = HandoutIssued.objects.order_by("id").values_list("language", flat=True)
    assert list(given) == ["en", "es"]


def test_a_forged_form_is_refused_in_words(as_staff):
    outcome = outcome_of()
    address = reverse("triage:handout_issue", args=[outcome.uuid])

    page = text(as_staff.post(address, FORM, follow=True))

    assert "No translator has approved the Spanish sheet." in page
    assert not HandoutIssued.objects.exists()


# ---------------------------------------------------------------- the form's preview
def test_the_preview_shows_what_the_form_has_chosen(as_staff):
    """Its button sends the form by GET: language, size and paper, and no token."""
    page = page_of(as_staff, outcome_of())
    form = page[page.index("/handouts/issue/") :].partition("</form>")[0]
    buttons = re.findall("<button[^>]*>", form)

    assert "csrf" in buttons[0]
    assert 'type="hidden"' not in form
    for button in buttons[1:]:
        assert 'formmethod="get"' in button
        assert "/handouts/preview/" in button
        assert "csrf" not in button


def test_a_preview_names_its_form_and_can_be_given_from_there(as_staff):
    outcome = outcome_of()
    page = previewed(as_staff, outcome, language="en", size="large", paper="a4")

    assert "English, large print, A4." in page
    form = page[page.index("/handouts/issue/") :].partition("</form>")[0]
    sent = dict(re.findall('type="hidden" name="([a-z]+)" value="([^"]*)"', form))
    as_staff.post(reverse("triage:handout_issue", args=[outcome.uuid]), sent)
    copy = HandoutIssued.objects.get()
    assert (copy.language, copy.size, copy.paper) == ("en", "large", "a4")


def test_an_unapproved_preview_cannot_be_given_from_there(as_staff):
    page = previewed(as_staff, outcome_of())

    assert "Spanish translation not approved" in page
    assert "Give this handout" not in page


def test_a_retracted_outcome_offers_no_languages_and_asks_for_none(as_staff):
    """The form is the only thing that needs to know who approved what."""
    outcome = outcome_of()
    outcome.intake.patient.save()
    with CaptureQueriesContext(connection) as asked:
        page_of(as_staff, outcome)

    assert sum("triage_signoff" in q["sql"] for q in asked) == 3


# ---------------------------------------------------------------- who answers for it
def test_the_head_of_a_sheet_names_the_translator(as_staff, staff):
    approve()
    outcome = outcome_of()
    copy = issue_handout(outcome=outcome, by=staff, **FORM)
    says = f"Spanish translation approved by {INES['name']} ({INES['registration']})"

    assert says in previewed(as_staff, outcome)
    assert says in text(as_staff.get(copy.get_absolute_url()))


def test_english_words_are_a_draft_until_a_clinician_signs_them(as_staff, staff):
    copy = issue_handout(outcome=outcome_of(), by=staff, **FORM | {"language": "en"})
    before = text(as_staff.get(copy.get_absolute_url()))
    approve("en")
    after = text(as_staff.get(copy.get_absolute_url()))

    assert "The words are a draft: no clinician has signed them." in before
    assert f"The words are signed by {INES['name']}" in after
    assert copy.frozen["banners"] == []


def test_the_page_proves_what_was_given(as_staff, staff):
    approve()
    copy = issue_handout(outcome=outcome_of(), by=staff, **FORM | {"size": "large"})

    page = text(as_staff.get(copy.get_absolute_url()))

    assert f"by {staff}. Spanish, large print, US Letter." in page
    assert f'title="{copy.digest}"' in page
    assert copy.release.digest in page
    assert f"Handout in Spanish, version {copy.release.version}, in use" in page


def test_a_copy_of_words_no_longer_used_says_so(as_staff, staff, monkeypatch):
    copy = issue_handout(outcome=outcome_of(), by=staff, **FORM | {"language": "en"})
    english = handouts()["en"]
    newer = type(english)(**vars(english) | {"digest": "e" * 64})
    monkeypatch.setattr("triage.views.handout_page.handouts", lambda: {"en": newer})

    assert "no longer in use" in text(as_staff.get(copy.get_absolute_url()))


# ---------------------------------------------------------------- signing
def test_a_manager_signs_the_spanish_for_its_translator(as_manager):
    form = text(as_manager.get(reverse("admin:triage_signoff_add")))
    digest = handouts()["es"].digest
    sent = {"content": digest, "note": "Read against the English.", **INES}

    as_manager.post(reverse("admin:triage_signoff_add"), sent)

    assert f">Handout in Spanish {handouts()['es'].version} ({digest[:8]})<" in form
    assert "the qualified translator, who has read all of it" in form
    signed = Signoff.objects.get()
    assert (signed.name, signed.release.digest) == (INES["name"], digest)
    assert approved_languages() == {"en", "es"}


def test_the_shipped_translation_is_approved_by_nobody():
    """What is shipped carries no signature: a clinic's own translator gives one."""
    assert not Signoff.objects.exists()
    assert library.handouts()["es"].translates == "en"
