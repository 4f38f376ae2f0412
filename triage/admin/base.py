"""What all pages of the admin share: no counting of whole tables, nothing unaudited."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.html import format_html

from triage.actions import audit
from triage.actions.access import record_view

SEARCH = "q"


class BoundedPaginator(Paginator):
    """Counts no further than somebody would turn pages; filters reach the rest."""

    LIMIT = 1000

    @cached_property
    def count(self):
        return self.object_list[: self.LIMIT].count()


class QuietChangeList(ChangeList):
    """A list whose links never carry what was typed to find somebody."""

    def get_query_string(self, new_params=None, remove=None):
        return super().get_query_string(new_params, [*(remove or []), SEARCH])


class QuietAdmin(admin.ModelAdmin):
    """
    Searched by POST, so that what is typed is in no address, history or log.
    """

    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    # Else the links to records carry the filters, and with them what was typed.
    preserve_filters = False

    def get_changelist(self, request, **kwargs):
        return QuietChangeList

    def changelist_view(self, request, extra_context=None):
        request.GET = request.GET.copy()
        request.GET.pop(SEARCH, None)
        if request.method == "POST" and SEARCH in request.POST:
            request.GET[SEARCH] = request.POST[SEARCH]
            request.method = "GET"
        return super().changelist_view(request, extra_context)


class RecordAdmin(QuietAdmin):
    """A record that is read here and changed, if at all, by the pages of the app."""

    actions = None
    list_display_links = ("code",)
    patient_path = "patient"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the record, and write down who opened it."""
        record = self.get_object(request, object_id)
        if record is not None and self.has_view_permission(request, record):
            patient = self.patient_of(record)
            kept = record_view(
                by=request.user,
                action=f"viewed {self.opts.verbose_name} in admin",
                patient=getattr(patient, "code", ""),
                record=getattr(record, "code", f"{self.opts.model_name} {record.pk}"),
            )
            extra_context = (extra_context or {}) | {"audit_failed": not kept}
        return super().change_view(request, object_id, form_url, extra_context)

    def patient_of(self, record):
        """The patient whom *record* is about, along `patient_path`; None for none."""
        for name in filter(None, self.patient_path.split("__")):
            record = getattr(record, name)
        return record

    @admin.display(description="record")
    def code(self, record):
        return getattr(record, "code", record.pk)

    @admin.display(description="page")
    def page(self, record):
        """A link to the record's own page, where it has one."""
        return format_html('<a href="{}">Open its page</a>', record.get_absolute_url())


class KeptAdmin(QuietAdmin):
    """Something that managers keep: each change is in the audit, or is not made."""

    def changelist_view(self, request, extra_context=None):
        # Actions on a list change rows, and the entry belongs to the change.
        with transaction.atomic():
            return super().changelist_view(request, extra_context)

    def log_addition(self, request, obj, message):
        logged = super().log_addition(request, obj, message)
        self._audit(request, "added", obj)
        return logged

    def log_change(self, request, obj, message):
        logged = super().log_change(request, obj, message)
        self._audit(request, "changed", obj, fields=_fields(message))
        return logged

    def log_deletions(self, request, queryset):
        logged = super().log_deletions(request, queryset)
        for obj in queryset:
            self._audit(request, "removed", obj)
        return logged

    def _audit(self, request, verb, obj, **detail):
        audit.record(
            f"{verb} {self.opts.verbose_name}",
            by=request.user,
            record=f"{self.opts.model_name} {obj.pk}",
            **detail,
        )


def _fields(message):
    """Name the fields that a change touched, never their values."""
    return [
        name
        for part in message
        if isinstance(part, dict)
        for name in part.get("changed", {}).get("fields", [])
    ]
