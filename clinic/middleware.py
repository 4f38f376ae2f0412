import time

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from clinic.accounts import SIGNED_IN_AT


def is_script(request) -> bool:
    """Whether a script asks, which must not be sent to a page meant for people."""
    return (
        "HX-Request" in request.headers
        or request.headers.get("X-Requested-With") == "fetch"
        or request.get_preferred_type(["text/html", "application/json"])
        == "application/json"
    )


class NoStoreMiddleware:
    """Keep pages out of every cache; a page that says otherwise has its reason."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class SessionEndMiddleware:
    """End a session some hours after sign-in, however busy it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in_at = request.session.get(SIGNED_IN_AT)
        if signed_in_at and time.time() - signed_in_at > settings.SESSION_COOKIE_AGE:
            logout(request)
        return self.get_response(request)


class SignInMiddleware(LoginRequiredMiddleware):
    """Ask for a sign-in on every page; answer a script 401, so that it can wait."""

    def handle_no_permission(self, request, view_func):
        if is_script(request):
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)


class OneTimePasswordMiddleware:
    """Let nobody go on with a password that a manager made: it is changed first."""

    ALLOWED = {"account_change_password", "account_logout", "favicon", "healthz"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.resolver_match.view_name in self.ALLOWED:
            return None
        if not getattr(request.user, "must_change_password", False):
            return None
        if is_script(request):
            return HttpResponse(status=401)
        return redirect(reverse("account_change_password"))
