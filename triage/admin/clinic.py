"""What managers keep of the clinic itself: particulars, hours, receivers, sign-off."""

from django.contrib import admin
from django.forms import ChoiceField, ModelForm

from triage.actions.release import in_use, release_of, sign_off
from triage.admin.base import KeptAdmin
from triage.models import (
    Clinic,
    Closure,
    Duty,
    OpeningHours,
    Receiver,
    Release,
    Signoff,
)


@admin.register(Clinic)
class ClinicAdmin(KeptAdmin):
    """One row; whether it is a demonstration is not for anybody to change."""

    list_display = ("name", "phone", "emergency_number", "paper", "temperature_unit")
    readonly_fields = ("is_demo",)

    def has_add_permission(self, request):
        return super().has_change_permission(request) and not Clinic.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(OpeningHours)
class OpeningHoursAdmin(KeptAdmin):
    list_display = ("weekday", "opens", "closes")
    list_filter = ("weekday",)


@admin.register(Closure)
class ClosureAdmin(KeptAdmin):
    list_display = ("day", "reason")
    date_hierarchy = "day"


@admin.register(Receiver)
class ReceiverAdmin(KeptAdmin):
    """One that is no longer used is switched off: referrals of the past name it."""

    list_display = ("name", "kind", "phone", "fax", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name",)


@admin.register(Duty)
class DutyAdmin(KeptAdmin):
    list_display = ("clinician", "from_at", "until_at", "extension")
    list_select_related = ("clinician",)
    date_hierarchy = "from_at"


def _signable():
    """What is in use, and then what was: each once, by its digest."""
    kept = Release.objects.defer("text")
    return {each.digest: str(each) for each in (*in_use(), *kept)}.items()


class SignoffForm(ModelForm):
    """What is in use can be signed before it judges or advises the first patient."""

    content = ChoiceField(
        label="Release",
        choices=_signable,
        help_text="From its sign-off on, a translation is given to those who read it.",
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


@admin.register(Signoff)
class SignoffAdmin(KeptAdmin):
    """A sign-off is added and read; what was signed cannot be unsigned."""

    list_display = ("release", "name", "registration", "recorded_by", "at")
    list_select_related = ("release", "recorded_by")
    fields = ("release", "name", "registration", "note")

    def get_form(self, request, obj=None, **kwargs):
        if obj is None:
            kwargs["form"] = SignoffForm
        return super().get_form(request, obj, **kwargs)

    def get_fields(self, request, obj=None):
        return self.fields if obj else ("content", *SignoffForm.Meta.fields)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        signed = form.cleaned_data
        release = release_of(signed.pop("content"))
        made = sign_off(release=release, by=request.user, **signed)
        obj.pk, obj.release = made.pk, release

    def log_addition(self, request, obj, message):
        """The action has written the audit entry; Django's own log is kept too."""
        return super(KeptAdmin, self).log_addition(request, obj, message)
