"""How allauth signs people in here, and what people may set for themselves."""

import ipaddress
import secrets
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.shortcuts import resolve_url

SIGNED_IN_AT = "signed_in_at"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up, every sign-in is stamped, a chosen password is the person's."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": (
            "Username and password do not match. Check both and try again."
        ),
        "too_many_login_attempts": (
            "Too many tries. Wait five minutes, or ask a manager for a new password."
        ),
        "account_inactive": "This account is switched off. Ask a manager.",
        "enter_current_password": "That is not your password now. Check and try again.",
        "same_as_current": "The new password must differ from the one you have now.",
    }

    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        super().login(request, user)
        request.session[SIGNED_IN_AT] = int(time.time())

    def clean_password(self, password, user=None):
        if user and user.check_password(password):
            raise self.validation_error("same_as_current")
        return super().clean_password(password, user)

    def set_password(self, user, password):
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])

    def get_password_change_redirect_url(self, request):
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_client_ip(self, request):
        """
        Name the address that a sign-in comes from, for the rate limits.

        Only a proxy on this very machine is believed when it names somebody else, as
        gunicorn believes it when it says that the way to it was encrypted.
        """
        peer = request.META.get("REMOTE_ADDR") or "127.0.0.1"
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        try:
            if ipaddress.ip_address(peer).is_loopback and forwarded:
                peer = forwarded
            return str(ipaddress.ip_address(peer))
        except ValueError:
            return "unknown"


class RightsOfGroups(AuthenticationBackend):
    """
    What somebody may do comes from their groups alone.

    Nobody is given a right of their own, so no page asks the database for one.
    """

    def get_user_permissions(self, user_obj, obj=None):
        return set()


def give_one_time_password(user) -> str:
    """Give *user* a password that works until they choose their own; return it."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    return password


def set_single_keys(*, on, by):
    """Switch *by*'s own single-key shortcuts on or off."""
    by.single_keys = on
    by.save(update_fields=["single_keys"])
