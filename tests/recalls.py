"""Copies of a release of the handout, and what the recall of it lists of them."""

import csv
import io
import re

from django.urls import reverse

from tests.factories import HandoutIssuedFactory, ReleaseFactory
from tests.handouts import text
from triage.models import Release


def released(**fields):
    """A release of the handout, in English and not in use if *fields* do not say."""
    of_handout = {"kind": Release.Kind.HANDOUT, "language": "en", "version": "2026.9"}
    return ReleaseFactory(**of_handout | fields)


def url(release, name="handout_release"):
    return reverse(f"triage:{name}", args=[release.digest])


def given(release, **fields):
    return HandoutIssuedFactory(release=release, **fields)


def to(patient, release, **fields):
    """Another copy for *patient*, from an outcome of its own."""
    return given(release, outcome__intake__patient=patient, **fields)


def listed(client, release, **asked):
    """The rows of the list, as text, without their tags."""
    page = text(client.get(url(release), asked))
    rows = page.partition("<tbody")[2].split("<tr ")[1:]
    return [" ".join(re.sub("<[^>]*>", " ", f"<{row}").split()) for row in rows]


def exported(client, release):
    response = client.get(url(release, "handout_release_csv"))
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))
