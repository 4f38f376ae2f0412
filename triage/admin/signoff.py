"""Who answers for a release: signed off, and withdrawn, by actions that say so."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from triage.actions.errors import Refused
from triage.actions.release import in_use, release_of, sign_off, withdraw_signoff
from triage.admin.base import KeptAdmin
from triage.library import handouts
from triage.models import (
    REASON_LENGTH,
    Release,
    Signoff,
    SignoffWithdrawal,
    language_name,
)


def _signable():
    """What is in use, and then what was: each once, by its digest."""
    kept = Release.objects.defer("text")
    return {each.digest: each for each in (*in_use(), *kept)}


def _effects():
    """By the language of each translation: what its sign-off does."""
    return {
        language: f"From now on patients who read {language_name(language)} "
        "are given this sheet."
        for language, sheet in handouts().items()
        if sheet.translates
    }


class SignoffForm(forms.ModelForm):
    """
    What is in use can be signed before it judges or advises the first patient.

    Nobody signs a translation who has not ticked what that does, in its language.
    """

    content = forms.ChoiceField(
        label="Release",
        choices=lambda: [(key, str(each)) for key, each in _signable().items()],
        help_text="The protocol and the English words are in use before their "
        "sign-off, as a draft. A translation is a preview only until it has one.",
    )
    confirmed = forms.MultipleChoiceField(
        label="Of a translation, confirm",
        choices=lambda: _effects().items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Leave this empty for the protocol and the English words.",
    )

    class Meta:
        model = Signoff
        fields = ("name", "registration", "note")
        help_texts = {
            "name": "A clinician for the protocol and the English words; for a "
            "translation the qualified translator, who has read all of it.",
            "registration": "The clinician's registration, or the translator's "
            "certification.",
        }

    def clean(self):
        cleaned = super().clean()
        release = _signable().get(cleaned.get("content"))
        if release is None or "confirmed" not in cleaned:
            return cleaned
        effect = _effects().get(release.language)
        if effect and release.language not in cleaned["confirmed"]:
            self.add_error("confirmed", f"You chose {release}. Tick “{effect}”")
        elif set(cleaned["confirmed"]) - {release.language}:
            ticked = "You ticked another sheet, but chose"
            self.add_error("confirmed", f"{ticked} {release}. Which one is signed?")
        return cleaned


class StandingField(forms.ModelChoiceField):
    """The sign-offs that stand, each with whose it is and of when."""

    def label_from_instance(self, signoff):
        day = date_format(localtime(signoff.at), "M j, Y")
        return f"{signoff}, {signoff.registration}, on {day}"


class SignoffWithdrawalForm(forms.ModelForm):
    signoff = StandingField(
        Signoff.objects.standing().select_related("release").defer("release__text"),
        label="Sign-off",
        error_messages={
            "invalid_choice": "There is no such sign-off, or it was withdrawn already."
        },
        help_text="From now on nobody answers for what was signed, unless another "
        "sign-off of it stands. A translation is at once a preview only: patients who "
        "read it are given the English sheet.",
    )
    reason = forms.CharField(
        min_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"{REASON_LENGTH} characters or more. It stands on the page of the "
        "sheet's content. Name no patient.",
    )

    class Meta:
        model = SignoffWithdrawal
        fields = ("signoff", "reason")


class AddedAdmin(KeptAdmin):
    """What an action adds, with its own audit entry: read here, and never changed."""

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        try:
            return super().add_view(request, form_url, extra_context)
        except Refused as refused:
            self.message_user(request, refused.message, messages.ERROR)
            return redirect(request.path)

    def get_form(self, request, obj=None, **kwargs):
        if obj is None:
            kwargs["form"] = self.form_to_add
        return super().get_form(request, obj, **kwargs)

    def log_addition(self, request, obj, message):
        """The action has written the audit entry; Django's own log is kept too."""
        return super(KeptAdmin, self).log_addition(request, obj, message)


@admin.register(Signoff)
class SignoffAdmin(AddedAdmin):
    """A sign-off is added and read; only a withdrawal ends it."""

    form_to_add = SignoffForm
    list_display = ("release", "name", "registration", "recorded_by", "at", "withdrawn")
    fields = ("release", "name", "registration", "note", "at", "withdrawn")
    readonly_fields = ("at", "withdrawn")

    def get_fields(self, request, obj=None):
        return (
            self.fields if obj else ("content", *SignoffForm.Meta.fields, "confirmed")
        )

    def get_queryset(self, request):
        rows = super().get_queryset(request).defer("release__text")
        return rows.select_related("release", "recorded_by", "withdrawal__by")

    @admin.display(description="withdrawn")
    def withdrawn(self, signoff):
        """When, by whom and why; of one that stands, the way to withdraw it."""
        if withdrawal := getattr(signoff, "withdrawal", None):
            day = date_format(localtime(withdrawal.at), "M j, Y")
            return f"{day} by {withdrawal.by}: {withdrawal.reason}"
        address = reverse("admin:triage_signoffwithdrawal_add")
        link = '<a href="{}?signoff={}">Withdraw it</a>'
        return format_html(link, address, signoff.pk)

    def save_model(self, request, obj, form, change):
        signed = form.cleaned_data
        del signed["confirmed"]
        release = release_of(signed.pop("content"))
        made = sign_off(release=release, by=request.user, **signed)
        obj.pk, obj.release = made.pk, release


@admin.register(SignoffWithdrawal)
class SignoffWithdrawalAdmin(AddedAdmin):
    """A withdrawal is added and read, and is there for good."""

    form_to_add = SignoffWithdrawalForm
    list_display = ("signoff", "reason", "by", "at")
    fields = ("signoff", "reason", "by", "at")
    readonly_fields = ("by", "at")

    def get_fields(self, request, obj=None):
        return self.fields if obj else SignoffWithdrawalForm.Meta.fields

    def get_queryset(self, request):
        rows = super().get_queryset(request).defer("signoff__release__text")
        return rows.select_related("signoff__release", "by")

    def save_model(self, request, obj, form, change):
        made = withdraw_signoff(by=request.user, **form.cleaned_data)
        obj.pk = made.pk
