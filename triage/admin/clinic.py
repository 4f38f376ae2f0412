"""What managers keep of the clinic itself: particulars, hours, receivers."""

from django.contrib import admin

from triage.admin.base import KeptAdmin
from triage.models import Clinic, Closure, Duty, OpeningHours, Receiver


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
