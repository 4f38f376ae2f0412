"""The blank paper intake of an imagined clinic, as it is printed and read back."""

import io

import pypdf

from triage.engine.pack import compose_pack, help_box
from triage.library import current_protocol, handouts
from triage.paper import pack_pdf

PROTOCOL = current_protocol()
UNITS = {
    "C": ["°F", "°C"],
    "days": ["days ago", "weeks ago", "months ago", "years ago"],
    "years": ["years"],
}


CLINIC = {
    "name": "Harbor Street Clinic",
    "address": "42 Harbor Street, Port Ellis",
    "lines": [["Phone", "(555) 555-0100"], ["Emergency", "911"]],
}


def pack(language="en", paper="letter", leaf="en", **particulars):
    """
    What the pack prints in *language*; *particulars* are the clinic's own.

    *leaf* is the language of the page for the patient.
    """
    return {
        **compose_pack(PROTOCOL, language=language, units=UNITS),
        "signed": "draft: needs clinician sign-off",
        "help": help_box(handouts()[leaf], PROTOCOL, "911") | {"clinic": CLINIC},
        "clinic": CLINIC,
        "emergency": "911",
        "banners": [],
        "paper": paper,
        "at": "2026-11-24T10:42:00+00:00",
        "printed": "November 24, 2026",
        "form": {
            "sexes": [],
            "channels": ["Face to face", "By phone"],
            "informants": ["The patient", "A parent or guardian", "Somebody else"],
            "interpreters": ["No interpreter", "Professional interpreter", "Family"],
            "days": 7,
        },
        **particulars,
    }


def printed(content):
    """The PDF of *content*, read back."""
    return pypdf.PdfReader(io.BytesIO(pack_pdf(content)))


def questions(content):
    """Every question of the pack, in its order."""
    return [
        question
        for group in content["groups"]
        for each in group["sets"]
        for question in each["questions"]
    ]
