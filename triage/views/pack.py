"""What a blank paper intake says: the protocol, the clinic, and the form's lists."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from triage.actions.particulars import clinic_of
from triage.actions.release import approved_languages, signed_by
from triage.actions.talk_time import LATEST_ENTRY
from triage.engine import Protocol
from triage.engine.finding import UNITS
from triage.engine.pack import compose_pack, help_box
from triage.forms.units import units_of
from triage.library import current_protocol, handouts
from triage.models import Clinic, Intake, Language, Patient
from triage.models.signoff import signed_in_words


def pack_of(
    clinic: Clinic, *, script: str, paper: str, at: dt.datetime
) -> dict[str, Any]:
    """
    Give all that the paper intake prints, as `paper.pack_pdf` takes it.

    *script* is the language of the words to read aloud, "en" or "es", and that of the
    leaf for the patient where its sheet is approved. Nothing in it is about a patient.
    """
    protocol, sheet = current_protocol(), handouts()[Language.ENGLISH]
    leaf = handouts()[script if script in approved_languages() else Language.ENGLISH]
    units = {
        stored: [unit.label for unit in units_of(stored, clinic.temperature_unit)]
        for stored in UNITS
    }
    return {
        **compose_pack(protocol, language=script, units=units),
        "signed": signed(protocol),
        "help": {
            **help_box(leaf, protocol, clinic.emergency_number),
            "clinic": clinic_of(clinic, leaf),
        },
        "clinic": clinic_of(clinic, sheet),
        "emergency": clinic.emergency_number,
        "banners": [sheet.labels["demo"]] if clinic.is_demo else [],
        "paper": paper,
        "at": at.isoformat(timespec="seconds"),
        "printed": date_format(timezone.localdate(at), "F j, Y"),
        "form": {
            # Not twice: where the rules read it, it is a question.
            "sexes": [] if "sex" in protocol.findings else Patient.Sex.labels,
            "channels": Intake.Channel.labels,
            "informants": Intake.Informant.labels,
            "interpreters": Intake.Interpreter.labels,
            "days": LATEST_ENTRY.days,
        },
    }


def signed(protocol: Protocol) -> str:
    """Who answers for *protocol*, or that nobody does yet."""
    return signed_in_words(getattr(signed_by(protocol.digest), "name", ""))
