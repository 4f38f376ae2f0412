"""The head of a letter: from whom to whom, who the patient is, and where they are."""

from django.utils.formats import date_format

from triage.actions.letter_known import (
    NOT_ASKED,
    NOT_KNOWN,
    NOT_RECORDED,
    NOT_SURE,
    Json,
    Known,
    Sending,
    brief,
    call_back,
    moment,
)
from triage.models import Intake
from triage.models.callee import callee_of
from triage.models.language import Language, language_name


def head_of(known: Known, frozen: Json, sending: Sending) -> list[list[str]]:
    """The lines of the head as (label, text), in the order in which they are read."""
    referral, intake = known.referral, known.referral.outcome.intake
    patient, callee = intake.patient, callee_of(intake)
    age, sex = frozen["answers"][:2]
    who = (
        f"{patient.name}, {_or(age['says'], 'age')}, {_or(sex['says'].lower(), 'sex')}"
    )
    spoken = next(
        (e for e in reversed(known.events) if e.spoke_to and e.receiver), None
    )
    by = frozen["details"]["taken_by_name"] or str(known.referral.outcome.by)
    owner = str(referral.owner) if referral.owner else "NOBODY HAS TAKEN IT YET"
    return [
        ["To", sending.to or NOT_RECORDED],
        [
            "Spoken to",
            f"{spoken.spoke_to}, {moment(spoken.at)}" if spoken else "NOBODY YET",
        ],
        ["From", f"{owner}. Intake by {by}, {moment(intake.took_place_at)}"],
        ["Call back", call_back(known)],
        ["Patient", f"{who}. Born {_born(patient)}"],
        ["Record", f"{patient.record_number or NOT_RECORDED} · {patient.code}"],
        ["Where now", brief(intake.place) or NOT_RECORDED],
        ["With them", _company(frozen)],
        ["Speaks", _speaks(intake)],
        ["Reached at", ", ".join([callee.who, callee.number or "NO NUMBER RECORDED"])],
    ]


def _or(words, name):
    return words or f"{name} {NOT_KNOWN}"


def _born(patient):
    if patient.birth_date is None:
        return NOT_KNOWN
    if patient.birth_date_is_estimated:
        return f"about {patient.birth_date.year}"
    return date_format(patient.birth_date, "M j, Y", use_l10n=False)


def _company(frozen):
    said = {e["finding"]: e["value"] for e in frozen["answers"]}
    with_them = {"yes": "another adult", "no": "NO OTHER ADULT", "unsure": NOT_SURE}
    alone = {"yes": ", lives alone", "no": ", does not live alone"}
    now = with_them.get(said.get("someone_with_patient"), NOT_ASKED)
    return now + alone.get(said.get("lives_alone"), "")


def _speaks(intake):
    patient = intake.patient
    language = patient.other_language or language_name(patient.language)
    if patient.language != Language.OTHER:
        language = language_name(patient.language)
    parts = [language]
    if intake.interpreter != Intake.Interpreter.NONE:
        parts.append(f"interpreter: {intake.get_interpreter_display().lower()}")
    elif patient.needs_interpreter:
        parts.append("NEEDS AN INTERPRETER; none at the intake")
    if intake.informant != Intake.Informant.PATIENT:
        parts.append(f"answers by {intake.get_informant_display().lower()}")
    return "; ".join(parts)
