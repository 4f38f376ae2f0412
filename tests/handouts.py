"""Sheets that are given, and what their pages say."""

from django.urls import reverse

from tests.factories import UserFactory
from tests.intakes import finished
from triage.actions.handout import issue_handout
from triage.models import AuditEntry

FORM = {"language": "en", "size": "normal", "paper": "letter"}
WHY = "Walks well, sensation is normal on examination."


def address(name, row):
    return reverse(f"triage:handout_{name}", args=[row.uuid])


def give(client, outcome, **form):
    return client.post(address("issue", outcome), FORM | form, follow=True)


def given(outcome=None, **form):
    outcome = outcome or finished()
    by = UserFactory(group="Staff")
    return issue_handout(outcome=outcome, by=by, **FORM | form)


def text(response):
    return " ".join(response.content.decode().split())


def actions():
    return list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))
