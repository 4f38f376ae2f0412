"""A sign-off is taken back by a row of its own, and counts for nothing any more."""

import pytest
from django.urls import reverse

from tests.factories import (
    ReleaseFactory,
    SignoffFactory,
    SignoffWithdrawalFactory,
)
from tests.intakes import finished
from triage.actions.errors import Refused
from triage.actions.release import (
    answered,
    approved_languages,
    current_release,
    handout_release,
    signed_by,
    withdraw_signoff,
)
from triage.models import AuditEntry, Signoff, SignoffWithdrawal
from triage.views.bar import Bar

pytestmark = pytest.mark.django_db
WHY = "The translator has read the older words only."


def test_it_says_who_withdrew_it_when_and_why_and_the_sign_off_stays(manager):
    signoff = SignoffFactory()

    withdrawal = withdraw_signoff(signoff=signoff, reason=f" {WHY} ", by=manager)

    assert (withdrawal.signoff, withdrawal.reason) == (signoff, WHY)
    assert withdrawal.by == manager
    assert withdrawal.at > signoff.at
    assert Signoff.objects.get() == signoff
    assert not Signoff.objects.standing().exists()


def test_the_audit_names_the_release_and_whose_sign_off_it_was(manager):
    signoff = SignoffFactory()

    withdraw_signoff(signoff=signoff, reason=WHY, by=manager)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.username) == ("withdrew sign-off", "manager")
    assert entry.record == f"release {signoff.release.digest[:12]}"
    assert signoff.registration in entry.detail


@pytest.mark.parametrize("reason", ["", "   ", "Too short a reason.", " " * 30])
def test_a_withdrawal_says_why(manager, reason):
    with pytest.raises(Refused, match="20 characters or more"):
        withdraw_signoff(signoff=SignoffFactory(), reason=reason, by=manager)

    assert not SignoffWithdrawal.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_sign_off_is_withdrawn_once(manager):
    withdrawal = SignoffWithdrawalFactory()

    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_signoff(signoff=withdrawal.signoff, reason=WHY, by=manager)
    assert SignoffWithdrawal.objects.get() == withdrawal


# ---------------------------------------------------------------- what it counts for
def test_a_release_without_a_standing_sign_off_is_unsigned():
    release = ReleaseFactory()
    signoff = SignoffFactory(release=release)
    assert release.is_signed
    assert answered(release.digest) == (signoff, None)

    withdrawal = SignoffWithdrawalFactory(signoff=signoff)

    assert not release.is_signed
    assert signed_by(release.digest) is None
    assert answered(release.digest) == (None, withdrawal)


def test_another_sign_off_of_the_release_still_stands():
    release = ReleaseFactory()
    first, second = SignoffFactory.create_batch(2, release=release)

    SignoffWithdrawalFactory(signoff=first)

    assert release.is_signed
    assert signed_by(release.digest) == second
    assert answered(release.digest) == (second, None)


def test_of_several_withdrawn_the_last_is_told(django_assert_num_queries):
    release = ReleaseFactory()
    first, second = SignoffFactory.create_batch(2, release=release)
    SignoffWithdrawalFactory(signoff=second)
    last = SignoffWithdrawalFactory(signoff=first)

    with django_assert_num_queries(1):
        _, withdrawal = answered(release.digest)
        assert str(withdrawal.by) == str(last.by)
    assert withdrawal == last


def test_nobody_answers_for_what_nobody_signed():
    assert answered(ReleaseFactory().digest) == (None, None)


def test_what_was_withdrawn_can_be_signed_anew():
    release = ReleaseFactory()
    SignoffWithdrawalFactory(signoff__release=release)

    anew = SignoffFactory(release=release)

    assert release.is_signed
    assert signed_by(release.digest) == anew


def test_a_translation_is_approved_as_long_as_its_sign_off_stands(
    django_assert_num_queries,
):
    signoff = SignoffFactory(release=handout_release("es"))
    assert approved_languages() == {"en", "es"}

    SignoffWithdrawalFactory(signoff=signoff)

    with django_assert_num_queries(1):
        assert approved_languages() == {"en"}


def test_the_original_is_given_without_a_signature_as_before():
    SignoffWithdrawalFactory(signoff__release=handout_release("en"))

    assert approved_languages() == {"en"}


def test_the_protocol_is_a_draft_again_wherever_it_is_named(as_staff, clinic):
    signoff = SignoffFactory(release=current_release())
    outcome = finished()
    before = as_staff.get(outcome.get_absolute_url()).text
    SignoffWithdrawalFactory(signoff=signoff)
    after = as_staff.get(outcome.get_absolute_url()).text

    assert f"signed by {signoff.name}" in before
    assert "draft: needs clinician sign-off" in after
    assert "draft: no clinician has signed it" not in before
    assert "draft: no clinician has signed it" in after
    assert not Bar(None).protocol.is_signed
    paper = as_staff.get(reverse("triage:intake_paper")).text
    assert "draft: needs clinician sign-off" in paper
