"""A letter on screen, kept or not: what stands around its words, and who looked."""

import json

from django.shortcuts import get_object_or_404, render

from triage.actions.access import record_view
from triage.models import Letter, Referral

SBAR = [
    ("S", "Situation"),
    ("B", "Background"),
    ("A", "Assessment"),
    ("R", "Request"),
]


class LetterPage:
    """The words of one letter, arranged as the page shows them: nothing is added."""

    def __init__(self, content):
        self.content = content
        self.parts = [(name, title, content["sbar"][name]) for name, title in SBAR]
        self.rows = [*content["rows"], *content["more"], *content["gaps"]]
        self.full = [*content["full"]["rules"], *content["full"]["answers"]]


def show_letter(request, action, referral, content, *, status=200, **shown):
    """Show the letter of *content*, and record who looked at it."""
    letter = shown.get("letter")
    shown |= {
        "referral": referral,
        "patient": referral.outcome.intake.patient,
        "page": LetterPage(content) if content else None,
        "audit_failed": not audited(request, action, referral, letter),
    }
    return render(request, "triage/letter_detail.html", shown, status=status)


def show_kept(request, letter):
    """Show one letter in the words that were sent."""
    content = json.loads(letter.words)
    return show_letter(
        request,
        "viewed letter",
        letter.referral,
        content,
        letter=letter,
        is_retracted=letter.referral.outcome.intake.is_retracted,
    )


def audited(request, action, referral, letter=None):
    """Record that *action* was done to a letter of *referral*; False if it cannot."""
    detail = {"digest": letter.digest} if letter else {}
    return record_view(
        by=request.user,
        action=action,
        patient=referral.outcome.intake.patient.code,
        record=referral.code,
        **detail,
    )


def referral_of(uuid) -> Referral:
    """The referral *uuid* that a letter is about."""
    return get_object_or_404(
        Referral.objects.select_related(
            "outcome__intake__patient", "outcome__intake__retraction"
        ).defer("outcome__answers"),
        uuid=uuid,
    )


def letter_of(uuid) -> Letter:
    """The kept letter *uuid*, with what its page shows of it."""
    return get_object_or_404(
        Letter.objects.select_related(
            "by",
            "referral__outcome__intake__patient",
            "referral__outcome__intake__retraction",
        ).defer("referral__outcome__answers"),
        uuid=uuid,
    )
