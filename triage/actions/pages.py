"""The name of one open page of one intake: under it, its answers are counted."""

import secrets

from django.core.signing import Signer

from triage.actions.errors import Refused
from triage.models import Intake

LENGTH = 12


def page_token(intake: Intake) -> str:
    """Name a newly opened page of *intake*; nobody can make one up for another."""
    name = secrets.token_urlsafe(9)
    return f"{name}.{_seal(intake, name)}"


def check_page(intake: Intake, page: str) -> None:
    """Refuse a page that is not one of *intake*."""
    name, dot, seal = page.partition(".")
    if not dot or not secrets.compare_digest(seal, _seal(intake, name)):
        raise Refused("This page belongs to another intake. Open the intake again.")


def _seal(intake, name):
    # The signature is long; this much of it cannot be guessed, and fits the column.
    return Signer(salt="page").signature(f"{intake.uuid}:{name}")[:LENGTH]
