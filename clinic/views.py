from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from clinic.accounts import set_single_keys


@require_safe
@login_not_required
def healthz(request):
    """Say `ok` if this process can read its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_not_required
@cache_control(public=True, max_age=24 * 60 * 60)
def favicon(request):
    """Lead to the icon from where browsers look for it: beside a PDF, in the admin."""
    return redirect(static("favicon.svg"))


@require_http_methods(["GET", "POST"])
def account_settings(request):
    """My settings: what people set for themselves."""
    if request.method == "POST":
        set_single_keys(on="single_keys" in request.POST, by=request.user)
        messages.success(request, "Saved.")
        return redirect("account_settings")
    return render(request, "account/settings.html")
