"""Every record of the clinic, to be found and read."""

from django.contrib import admin
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.html import format_html

from triage.admin.base import RecordAdmin
from triage.models import (
    Answer,
    AuditEntry,
    FollowUp,
    FollowUpCall,
    HandoutIssued,
    Intake,
    Letter,
    Outcome,
    Override,
    Patient,
    RaisedFlag,
    Referral,
    ReferralEvent,
    Release,
    Retraction,
    Review,
    Signoff,
    TeachBack,
)


@admin.register(Patient)
class PatientAdmin(RecordAdmin):
    list_display = ("code", "name", "birth_date", "sex", "record_number", "page")
    list_filter = ("sex", "language", "needs_interpreter", "print_size")
    search_fields = ("name",)  # shows the box; what is typed goes to find()
    date_hierarchy = "created_at"
    ordering = ("-id",)

    def get_search_results(self, request, queryset, search_term):
        """Find as the search of the app does: any order, no accents, dates, numbers."""
        if not search_term.strip():
            return queryset, False
        found = Patient.objects.find(search_term)
        return queryset.filter(pk__in=[patient.pk for patient in found]), False

    def patient_of(self, record):
        return record


@admin.register(Intake)
class IntakeAdmin(RecordAdmin):
    list_display = (
        "code",
        "patient",
        "channel",
        "so_far",
        "started_at",
        "submitted_at",
        "unfinished_reason",
        "page",
    )
    list_filter = ("channel", "so_far", "unfinished_reason", "informant", "interpreter")
    list_select_related = ("patient",)
    search_fields = ("=id", "=patient__id")
    date_hierarchy = "started_at"


@admin.register(Answer)
class AnswerAdmin(RecordAdmin):
    list_display = ("code", "intake", "finding", "source", "at", "by")
    list_filter = ("source",)
    list_select_related = ("intake", "by")
    search_fields = ("=intake__id", "=finding")
    patient_path = "intake__patient"


@admin.register(Outcome)
class OutcomeAdmin(RecordAdmin):
    list_display = ("code", "intake", "disposition", "so_far", "could_be", "at", "page")
    list_filter = ("disposition", "so_far", "could_be")
    list_select_related = ("intake",)
    search_fields = ("=id", "=intake__id")
    date_hierarchy = "at"
    patient_path = "intake__patient"


@admin.register(RaisedFlag)
class RaisedFlagAdmin(RecordAdmin):
    list_display = ("code", "outcome", "rule", "family_label", "fired", "held")
    list_filter = ("fired", "level", "held")
    list_select_related = ("outcome__intake",)
    search_fields = ("=rule", "=outcome__intake__id")
    patient_path = "outcome__intake__patient"


@admin.register(Override)
class OverrideAdmin(RecordAdmin):
    list_display = ("code", "outcome", "from_level", "to_level", "by", "at")
    list_filter = ("from_level", "to_level", "alone_on_duty")
    list_select_related = ("outcome__intake", "by")
    search_fields = ("=outcome__intake__id",)
    date_hierarchy = "at"
    patient_path = "outcome__intake__patient"


@admin.register(Retraction)
class RetractionAdmin(RecordAdmin):
    list_display = ("code", "intake", "kind", "by", "at")
    list_filter = ("kind",)
    list_select_related = ("intake", "by")
    search_fields = ("=intake__id",)
    date_hierarchy = "at"
    patient_path = "intake__patient"


@admin.register(Review)
class ReviewAdmin(RecordAdmin):
    list_display = ("code", "outcome", "verdict", "level", "is_blinded", "by", "at")
    list_filter = ("verdict", "level", "is_blinded")
    list_select_related = ("outcome__intake", "by")
    search_fields = ("=outcome__intake__id",)
    date_hierarchy = "at"
    patient_path = "outcome__intake__patient"


@admin.register(Referral)
class ReferralAdmin(RecordAdmin):
    list_display = (
        "code",
        "level",
        "state",
        "next_step",
        "due_at",
        "owner",
        "found",
        "page",
    )
    list_filter = ("state", "level", "found")
    list_select_related = ("owner",)
    search_fields = ("=id", "=outcome__intake__id")
    date_hierarchy = "opened_at"
    patient_path = "outcome__intake__patient"


@admin.register(ReferralEvent)
class ReferralEventAdmin(RecordAdmin):
    list_display = ("code", "referral", "kind", "state", "level", "at", "by")
    list_filter = ("kind", "state", "way")
    list_select_related = ("referral", "by")
    search_fields = ("=referral__id",)
    patient_path = "referral__outcome__intake__patient"


@admin.register(Letter)
class LetterAdmin(RecordAdmin):
    list_display = ("code", "referral", "to", "way", "paper", "at", "by")
    list_filter = ("way", "paper")
    list_select_related = ("referral", "by")
    search_fields = ("=referral__id",)
    patient_path = "referral__outcome__intake__patient"


@admin.register(HandoutIssued)
class HandoutIssuedAdmin(RecordAdmin):
    list_display = ("code", "outcome", "level", "language", "size", "at", "by", "page")
    list_filter = ("level", "language", "size", "paper")
    list_select_related = ("outcome__intake", "by")
    search_fields = ("=outcome__intake__id", "=digest")
    patient_path = "outcome__intake__patient"


@admin.register(TeachBack)
class TeachBackAdmin(RecordAdmin):
    list_display = ("code", "handout", "result", "at", "by")
    list_filter = ("result",)
    list_select_related = ("handout__outcome__intake", "by")
    search_fields = ("=handout__outcome__intake__id",)
    patient_path = "handout__outcome__intake__patient"


@admin.register(FollowUp)
class FollowUpAdmin(RecordAdmin):
    list_display = (
        "code",
        "outcome",
        "due_at",
        "caller",
        "closed_at",
        "closed_because",
    )
    list_filter = ("closed_because",)
    list_select_related = ("outcome__intake", "caller")
    search_fields = ("=outcome__intake__id",)
    patient_path = "outcome__intake__patient"


@admin.register(FollowUpCall)
class FollowUpCallAdmin(RecordAdmin):
    list_display = ("code", "follow_up", "result", "at", "by")
    list_filter = ("result",)
    list_select_related = ("follow_up__outcome__intake", "by")
    search_fields = ("=follow_up__outcome__intake__id",)
    patient_path = "follow_up__outcome__intake__patient"


@admin.register(Release)
class ReleaseAdmin(RecordAdmin):
    list_display = (
        *("code", "kind", "language", "version", "is_signed", "given_to"),
        *("at", "digest"),
    )
    list_filter = ("kind", "language")
    search_fields = ("=version", "digest__startswith")
    patient_path = ""

    def get_queryset(self, request):
        standing = Prefetch("signoffs", Signoff.objects.standing())
        return super().get_queryset(request).prefetch_related(standing)

    @admin.display(boolean=True, description="signed")
    def is_signed(self, release):
        return bool(release.signoffs.all())

    @admin.display(description="given to")
    def given_to(self, release):
        """A link to everybody who was given a copy, of a handout."""
        if release.kind != Release.Kind.HANDOUT:
            return ""
        address = reverse("triage:handout_release", args=[release.digest])
        return format_html('<a href="{}">Who got this release?</a>', address)

    def patient_of(self, record):
        return None


@admin.register(AuditEntry)
class AuditEntryAdmin(RecordAdmin):
    list_display = ("code", "at", "username", "role", "action", "patient", "record")
    list_filter = ("role",)
    search_fields = ("=patient", "=record", "=username", "=action")
    date_hierarchy = "at"
    ordering = ("-seq",)

    def patient_of(self, record):
        return None
