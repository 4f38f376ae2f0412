"""A translation is given once its translator has signed it; until then it is shown."""

import pytest
from django.urls import reverse

from tests.approval import FORM, INES, approve, outcome_of
from tests.factories import SignoffWithdrawalFactory, UserFactory
from tests.handouts import text
from triage.actions import release
from triage.actions.errors import Refused
from triage.actions.handout import issue_handout, preview_words
from triage.actions.release import approved_languages, current_release, sign_off
from triage.library import handouts
from triage.models import HandoutIssued, Signoff

pytestmark = pytest.mark.django_db


def previewed(client, outcome, **form):
    address = reverse("triage:handout_preview", args=[outcome.uuid])
    return text(client.get(address, FORM | form))


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


def test_the_shipped_translation_is_approved_by_nobody():
    """What is shipped carries no signature: a clinic's own translator gives one."""
    assert not Signoff.objects.exists()
    assert handouts()["es"].translates == "en"


# ---------------------------------------------------------------- giving, previewing
def test_what_no_translator_approved_is_not_given(staff):
    outcome = outcome_of()

    with pytest.raises(Refused, match="No translator answers for the Spanish sheet"):
        issue_handout(outcome=outcome, by=staff, **FORM)
    assert not HandoutIssued.objects.exists()


def test_what_a_translator_approved_is_given_without_a_word_about_it(staff):
    approve()

    copy = issue_handout(outcome=outcome_of(), by=staff, **FORM)

    assert copy.language == "es"
    assert copy.release.title == "Handout in Spanish"
    assert copy.frozen["banners"] == []
    assert copy.frozen["labels"]["unapproved"] not in copy.frozen["banners"]


def test_a_withdrawn_translation_is_at_once_a_preview_only(staff):
    signoff = approve()
    outcome = outcome_of()
    issue_handout(outcome=outcome, by=staff, **FORM)
    SignoffWithdrawalFactory(signoff=signoff)

    with pytest.raises(Refused, match="No translator answers for the Spanish sheet"):
        issue_handout(outcome=outcome, by=staff, **FORM)
    banners = preview_words(outcome=outcome, **FORM).content["banners"]
    assert handouts()["es"].labels["unapproved"] in banners
    assert HandoutIssued.objects.count() == 1


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


# ---------------------------------------------------------------- who answers for it
def test_the_head_of_a_sheet_names_the_translator(as_staff, staff):
    approve()
    outcome = outcome_of()
    copy = issue_handout(outcome=outcome, by=staff, **FORM)
    says = f"Spanish translation approved by {INES['name']} ({INES['registration']})"

    assert says in previewed(as_staff, outcome)
    assert says in text(as_staff.get(copy.get_absolute_url()))


def test_the_head_of_a_sheet_says_that_its_approval_was_withdrawn(as_staff, staff):
    signoff = approve()
    outcome = outcome_of()
    copy = issue_handout(outcome=outcome, by=staff, **FORM)
    withdrawal = SignoffWithdrawalFactory(signoff=signoff)
    why = f"by {withdrawal.by}: {withdrawal.reason}"

    kept = text(as_staff.get(copy.get_absolute_url()))
    preview = previewed(as_staff, outcome)

    assert "Do not hand this sheet out again." in kept
    assert "translation not approved: it cannot be given." in preview
    for page in (kept, preview):
        assert "Approval withdrawn on" in page
        assert why in page
        assert "approved by" not in page


def test_english_words_are_a_draft_until_a_clinician_signs_them(as_staff, staff):
    copy = issue_handout(outcome=outcome_of(), by=staff, **FORM | {"language": "en"})
    before = text(as_staff.get(copy.get_absolute_url()))
    approve("en")
    after = text(as_staff.get(copy.get_absolute_url()))

    assert "The words are a draft: no clinician has signed them." in before
    assert f"The words are signed by {INES['name']}" in after
    assert copy.frozen["banners"] == []


def test_english_words_whose_sign_off_was_withdrawn_are_a_draft_again(as_staff, staff):
    copy = issue_handout(outcome=outcome_of(), by=staff, **FORM | {"language": "en"})
    SignoffWithdrawalFactory(signoff=approve("en"))

    page = text(as_staff.get(copy.get_absolute_url()))

    assert "The words are a draft. Approval withdrawn on" in page
    assert "Do not hand this sheet out again." not in page


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
