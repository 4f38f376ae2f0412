from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.urls import reverse


class ManagersSite(AdminSite):
    """
    The managers' window on every record.

    Whoever is in the group Manager may enter, by the site's own sign-in; what may be
    seen and changed inside comes from the group's permissions. No superuser is needed.
    """

    site_header = "Backstop"
    site_title = "Backstop"
    index_title = "Records and settings"
    empty_value_display = "–"

    def has_permission(self, request):
        return request.user.is_active and request.user.is_manager

    def login(self, request, extra_context=None):
        """Send a visitor to the site's sign-in; it checks where it goes on to."""
        if request.user.is_authenticated:
            raise PermissionDenied
        onwards = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(onwards, reverse("account_login"))
