"""Managers record who signs, and who withdraws: named, confirmed, and for good."""

import pytest
from django.urls import reverse

from tests.approval import INES, approve
from tests.conftest import signed_in
from tests.factories import SignoffFactory, SignoffWithdrawalFactory, UserFactory
from tests.handouts import text
from triage.actions.release import approved_languages, release_of
from triage.admin.signoff import SignoffWithdrawalAdmin
from triage.library import current_protocol, handouts
from triage.models import AuditEntry, Release, Signoff, SignoffWithdrawal

pytestmark = pytest.mark.django_db
EFFECT = "From now on patients who read Spanish are given this sheet."
WHY = "The translator has read the older words only."


def address(name, *args):
    return reverse(f"admin:triage_{name}", args=args)


def sign(client, digest, **sent):
    return text(
        client.post(address("signoff_add"), {"content": digest, **INES, **sent})
    )


def withdraw(client, signoff, reason=WHY):
    sent = {"signoff": signoff.pk, "reason": reason}
    return client.post(address("signoffwithdrawal_add"), sent)


# ---------------------------------------------------------------- signing
def test_a_manager_signs_the_spanish_for_its_translator(as_manager):
    form = text(as_manager.get(address("signoff_add")))
    digest = handouts()["es"].digest

    sign(as_manager, digest, note="Read against the English.", confirmed=["es"])

    assert f">Handout in Spanish {handouts()['es'].version} ({digest[:8]})<" in form
    assert "the qualified translator, who has read all of it" in form
    assert EFFECT in form
    signed = Signoff.objects.get()
    assert (signed.name, signed.release.digest) == (INES["name"], digest)
    assert approved_languages() == {"en", "es"}


def test_nothing_is_ticked_beforehand(as_manager):
    assert "checked" not in as_manager.get(address("signoff_add")).text


def test_a_translation_is_not_signed_without_the_word_for_what_that_does(as_manager):
    page = sign(as_manager, handouts()["es"].digest)

    assert f"You chose Handout in Spanish {handouts()['es'].version}" in page
    assert f"Tick “{EFFECT}”" in page
    assert INES["name"] in page
    assert not Signoff.objects.exists()
    assert approved_languages() == {"en"}


@pytest.mark.parametrize("language", ["en", None])
def test_the_tick_for_a_translation_stands_under_nothing_else(as_manager, language):
    """Somebody who means the Spanish has chosen another line of the list."""
    sheet = handouts()[language] if language else current_protocol()

    page = sign(as_manager, sheet.digest, confirmed=["es"])

    assert "You ticked another sheet, but chose" in page
    assert not Signoff.objects.exists()


@pytest.mark.parametrize("language", ["en", None])
def test_the_original_and_the_protocol_need_no_tick(as_manager, language):
    sheet = handouts()[language] if language else current_protocol()

    sign(as_manager, sheet.digest)

    assert Signoff.objects.get().release.digest == sheet.digest


# ---------------------------------------------------------------- withdrawing
def test_a_manager_withdraws_a_sign_off_with_a_reason(as_manager, manager):
    signoff = approve()
    way = f"{address('signoffwithdrawal_add')}?signoff={signoff.pk}"
    assert way in as_manager.get(address("signoff_changelist")).text
    form = text(as_manager.get(way))

    response = withdraw(as_manager, signoff)

    assert f'<option value="{signoff.pk}" selected>' in form
    assert "patients who read it are given the English sheet" in form
    assert response.url == address("signoffwithdrawal_changelist")
    withdrawal = SignoffWithdrawal.objects.get()
    assert (withdrawal.signoff, withdrawal.by) == (signoff, manager)
    assert withdrawal.reason == WHY
    assert approved_languages() == {"en"}
    entries = AuditEntry.objects.filter(action__contains="withdr")
    assert entries.get().action == "withdrew sign-off"


def test_a_withdrawal_without_a_reason_is_refused(as_manager):
    signoff = SignoffFactory()

    page = withdraw(as_manager, signoff, "Wrong line chosen.").text

    assert "at least 20 characters" in page
    assert "Wrong line chosen." in page
    assert not SignoffWithdrawal.objects.exists()


def test_what_was_withdrawn_is_offered_no_more(as_manager):
    withdrawal = SignoffWithdrawalFactory()

    page = withdraw(as_manager, withdrawal.signoff).text

    assert "There is no such sign-off, or it was withdrawn already." in page
    assert f'<option value="{withdrawal.signoff_id}"' not in page
    assert SignoffWithdrawal.objects.count() == 1


def test_of_two_who_withdraw_at_once_the_second_is_told(as_manager, monkeypatch):
    signoff = SignoffFactory()

    def other_comes_first(admin, request, form, change):
        SignoffWithdrawalFactory(signoff=signoff)
        return form.save(commit=False)

    monkeypatch.setattr(SignoffWithdrawalAdmin, "save_form", other_comes_first)

    response = withdraw(as_manager, signoff)

    assert "This sign-off was withdrawn already." in as_manager.get(response.url).text
    assert SignoffWithdrawal.objects.filter(reason=WHY).count() == 0


def test_the_lists_say_what_stands_and_what_was_withdrawn(as_manager):
    digest = handouts()["es"].digest
    withdrawal = SignoffWithdrawalFactory(signoff__release=release_of(digest))

    signoffs = text(as_manager.get(address("signoff_changelist")))
    read = text(as_manager.get(address("signoff_change", withdrawal.signoff_id)))
    releases = as_manager.get(address("release_changelist")).text

    for page in (signoffs, read):
        assert f"by {withdrawal.by}: {withdrawal.reason}" in page
        assert "Withdraw it" not in page
    assert Release.objects.count() == 1
    assert "icon-no.svg" in releases
    SignoffFactory(release=withdrawal.signoff.release)
    assert "icon-yes.svg" in as_manager.get(address("release_changelist")).text


@pytest.mark.parametrize("model", ["signoff", "signoffwithdrawal"])
def test_neither_is_changed_or_removed(as_manager, model):
    withdrawal = SignoffWithdrawalFactory()
    row = withdrawal.signoff if model == "signoff" else withdrawal

    change, delete = (address(f"{model}_{it}", row.pk) for it in ("change", "delete"))

    assert as_manager.get(change).status_code == 200
    assert as_manager.post(change, {}).status_code == 403
    assert as_manager.post(delete, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("group", ["Staff", "Clinician", "Manager"])
def test_managers_alone_may_withdraw(group):
    user = UserFactory(group=group)

    assert user.has_perm("triage.add_signoffwithdrawal") is (group == "Manager")
    status = signed_in(user).get(address("signoffwithdrawal_add")).status_code
    assert status == (200 if group == "Manager" else 302)


def test_who_may_not_read_the_content_is_shown_no_way_there(client):
    """An account of the administration alone, without a manager's permissions."""
    user = UserFactory(group="Manager")
    way = reverse("triage:handout_content", args=["en"])
    assert way in signed_in(user).get(reverse("admin:index")).text
    group = user.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="view_signoff"))

    assert way not in signed_in(user).get(reverse("admin:index")).text
