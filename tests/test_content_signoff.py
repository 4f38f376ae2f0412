"""The page of the content says who answers for it, and who was given what."""

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from tests.content_pages import content, example
from tests.factories import ReleaseFactory, SignoffFactory, SignoffWithdrawalFactory
from triage.actions.release import handout_release, sign_off
from triage.library import handouts
from triage.models import AuditEntry, Release, Signoff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quickly_measured")]


def test_a_draft_says_that_nobody_has_signed(as_manager):
    said = content(as_manager)

    assert "no clinician has signed these words" in said
    assert reverse("admin:triage_signoff_add") in said


def test_a_translation_without_a_translator_is_a_preview_only(as_manager):
    said = content(as_manager, "es")

    assert "Preview only:" in said
    assert "no translator has signed these words" in said


def test_who_signed_stands_there(as_manager, manager):
    sign_off(
        release=handout_release("es"),
        name="Inés Carvajal",
        registration="MT 30771",
        by=manager,
    )

    said = content(as_manager, "es")

    assert "Approved by <b>Inés Carvajal</b>, MT 30771" in said
    assert "Preview only:" not in said
    assert "no clinician has signed these words" in content(as_manager)


def test_a_withdrawn_sign_off_says_who_withdrew_it_and_why(as_manager, manager):
    signoff = SignoffFactory(release=handout_release("es"))
    withdraw = reverse("admin:triage_signoffwithdrawal_add")
    assert f"{withdraw}?signoff={signoff.pk}" in content(as_manager, "es")
    withdrawal = SignoffWithdrawalFactory(signoff=signoff, by=manager)

    said = " ".join(content(as_manager, "es").split())

    day = date_format(localtime(withdrawal.at), "M j, Y")
    why = f"Approval withdrawn on {day} by {manager}: {withdrawal.reason}"
    assert "Preview only:" in said
    assert "nobody answers for these words any more, so no patient" in said
    assert why in said
    assert "Approved by" not in said
    assert withdraw not in said
    assert "Approval withdrawn" not in content(as_manager)


def test_a_new_sign_off_ends_the_word_about_the_withdrawn_one(as_manager):
    release = handout_release("en")
    SignoffWithdrawalFactory(signoff__release=release)
    assert "Approval withdrawn" in content(as_manager)

    SignoffFactory(release=release)

    said = content(as_manager)
    assert "Signed by" in said
    assert "Approval withdrawn" not in said


def test_every_release_of_the_language_leads_to_who_was_given_it(as_manager):
    old = ReleaseFactory(kind=Release.Kind.HANDOUT, language="en", version="2025.1")
    spanish = ReleaseFactory(kind=Release.Kind.HANDOUT, language="es")

    said = content(as_manager)

    for digest in (old.digest, handouts()["en"].digest):
        assert reverse("triage:handout_release", args=[digest]) in said
    assert reverse("triage:handout_release", args=[spanish.digest]) not in said
    assert "nobody has been given it yet" in said
    handout_release("en")
    assert "nobody has been given it yet" not in content(as_manager)


def test_reading_the_content_keeps_nothing(as_manager):
    content(as_manager)
    example(as_manager)

    assert not Release.objects.exists()
    assert not Signoff.objects.exists()
    assert not AuditEntry.objects.exists()


def test_managers_find_it_from_every_page_and_others_do_not(as_manager, as_staff):
    address = reverse("triage:handout_content", args=["en"])

    assert address in as_manager.get("/").text
    assert address in as_manager.get(reverse("admin:index")).text
    assert address not in as_staff.get("/").text
    assert as_staff.get(address).status_code == 403
