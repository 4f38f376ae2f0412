"""What staff are offered: the languages that may be given, and a preview of others."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.approval import FORM, approve, outcome_of
from tests.handouts import text
from triage.actions.retraction import retract_intake
from triage.models import HandoutIssued

pytestmark = pytest.mark.django_db


def page_of(client, outcome):
    return text(client.get(outcome.get_absolute_url()))


def previewed(client, outcome, **form):
    address = reverse("triage:handout_preview", args=[outcome.uuid])
    return text(client.get(address, FORM | form))


def chosen(page, name):
    """The value that the form has chosen in the radio buttons *name*."""
    tags = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    return [re.search('value="([^"]*)"', tag)[1] for tag in tags if " checked" in tag]


# ---------------------------------------------------------------- the languages
def test_staff_are_told_to_give_english_and_to_use_the_interpreter(as_staff):
    page = page_of(as_staff, outcome_of(interpreter="professional"))

    assert "reads Spanish. No translator answers for the Spanish sheet." in page
    assert "Give the English sheet, and go through it with the interpreter." in page
    assert "A professional interpreter was at the intake." in page
    assert "Preview only: no translator answers for it." in page
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

    assert "No translator answers for the Spanish sheet." in page
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


def signoff_queries(client, outcome):
    with CaptureQueriesContext(connection) as asked:
        page = page_of(client, outcome)
    return page, sum("triage_signoff" in each["sql"] for each in asked)


def test_a_retracted_outcome_offers_no_languages_and_asks_for_none(as_staff, staff):
    """The form is the only thing that needs to know who approved what."""
    outcome = outcome_of()
    before, with_form = signoff_queries(as_staff, outcome)
    why = "Twins, and the wrong one was chosen."
    retract_intake(intake=outcome.intake, kind="wrong_patient", reason=why, by=staff)
    after, without = signoff_queries(as_staff, outcome)

    assert 'name="language"' in before
    assert 'name="language"' not in after
    assert "Preview only" not in after
    assert without == with_form - 1
