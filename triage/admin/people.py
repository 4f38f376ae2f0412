"""Accounts: managers make them, with a password that works once."""

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangosGroupAdmin
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.urls import reverse

from clinic.accounts import give_one_time_password
from triage.admin.base import KeptAdmin
from triage.models import User


class NewUserForm(ModelForm):
    """No password is typed: it is made when the account is."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "credentials", "groups")
        help_texts = {"groups": "Staff, Clinician, Manager; more than one is possible."}


@admin.register(User)
class UserAdmin(KeptAdmin):
    """Nobody is deleted: an account is switched off, and its records keep the name."""

    list_display = ("username", "first_name", "last_name", "roles", "is_active")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name")
    filter_horizontal = ("groups",)
    readonly_fields = ("last_login", "date_joined", "must_change_password")
    fieldsets = (
        (None, {"fields": ("username", ("first_name", "last_name"), "email")}),
        ("At work", {"fields": ("credentials", "registration", "groups", "is_active")}),
        ("Sign-in", {"fields": readonly_fields}),
    )
    add_fieldsets = ((None, {"fields": NewUserForm.Meta.fields}),)
    actions = ("new_passwords",)

    def get_queryset(self, request):
        people = super().get_queryset(request).exclude(username=User.AUTOMATIC)
        return people.prefetch_related("groups")

    def get_form(self, request, obj=None, **kwargs):
        if obj is None:
            kwargs["form"] = NewUserForm
        return super().get_form(request, obj, **kwargs)

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if obj else self.add_fieldsets

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="roles")
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all()) or "none"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            self._give(request, obj)

    @admin.action(description="Give a new one-time password", permissions=["change"])
    def new_passwords(self, request, queryset):
        for user in queryset:
            self._give(request, user)
            self._audit(request, "gave one-time password to", user)

    def _give(self, request, user):
        password = give_one_time_password(user)
        messages.success(
            request,
            f"One-time password of {user.username}: {password} "
            f"Tell it in person: it is shown only here, and is changed at "
            f"{reverse('account_login')}.",
        )


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(KeptAdmin, DjangosGroupAdmin):
    """The three groups and what each may do; who is in them stands with the person."""

    list_display = ("name", "people")
    fields = ("name", "people", "permissions")
    readonly_fields = fields
    actions = None

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("triage.view_user")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def people(self, group):
        return ", ".join(str(user) for user in group.user_set.filter(is_active=True))
