"""Give a patient the sheet, keep its exact words, and hear it said back."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from triage.actions import audit
from triage.actions.errors import Refused
from triage.actions.frozen import answers_of
from triage.actions.lock import lock_intake, lock_outcome, must_count
from triage.actions.particulars import clinic_of, particulars_of
from triage.actions.release import (
    approved_languages,
    handout_release,
    not_approved,
)
from triage.engine import Level
from triage.engine.handout import compose
from triage.engine.phrases import Flag
from triage.engine.words import Words
from triage.library import current_protocol, handouts
from triage.models import (
    Clinic,
    HandoutIssued,
    Outcome,
    Paper,
    Patient,
    TeachBack,
    User,
)

# A second press of the button is not a second copy, nor a second answer.
PRESSED_AGAIN = dt.timedelta(seconds=30)


@transaction.atomic
def issue_handout(
    *, outcome: Outcome, language: str, size: str, paper: str, by: User
) -> HandoutIssued:
    """
    Give the patient of *outcome* the sheet, and keep the words of this copy.

    The words are those of the level in force now. Pressed twice, it is one copy, as
    long as the second would say the same.
    Refused: a language without a sheet, one whose sheet no translator has approved, a
    size or paper that nobody prints, and an outcome that was retracted or replaced.
    """
    _refuse_the_form(language, size, paper)
    if language not in approved_languages():
        raise Refused(
            f"{not_approved(language)} Give the English one, and go through it "
            "with the interpreter."
        )
    outcome = lock_outcome(outcome)
    must_count(outcome)
    now = timezone.now()
    if copy := _just_given(outcome, language, size, paper, by, now):
        return copy
    words = _words(outcome, language, size, paper, now)
    copy = HandoutIssued.objects.create(
        outcome=outcome,
        release=handout_release(language),
        level=outcome.level_in_force,
        words=words.text,
        digest=words.digest,
        language=language,
        size=size,
        paper=paper,
        at=now,
        by=by,
    )
    audit.record(
        "gave handout",
        by=by,
        patient=outcome.intake.patient.code,
        record=outcome.intake.code,
        level=copy.level,
        language=language,
        size=size,
        paper=paper,
        digest=words.digest,
    )
    return copy


def preview_words(*, outcome: Outcome, language: str, size: str, paper: str) -> Words:
    """
    The words that a copy given now would have, under a line that says it was not given.

    Nothing is kept. Refused as `issue_handout` refuses, but for a sheet that no
    translator has approved: it is shown under a line that says so.
    """
    _refuse_the_form(language, size, paper)
    must_count(outcome)
    banners = ["preview"]
    if language not in approved_languages():
        banners.append("unapproved")
    return _words(outcome, language, size, paper, timezone.now(), banners=banners)


@transaction.atomic
def record_teach_back(
    *, handout: HandoutIssued, result: str, by: User, note: str = ""
) -> TeachBack:
    """
    Record whether the patient could say it back after *by* had explained the sheet.

    Pressed twice, it is one record. Refused: a result that is none of ours, and a sheet
    of an intake that was retracted.
    """
    if result not in TeachBack.Result:
        raise Refused("Choose what the patient said back.")
    intake = lock_intake(handout.outcome.intake)
    if intake.is_retracted:
        raise Refused(f"{intake.code} was retracted: nothing is explained from it.")
    said = {"result": result, "note": note.strip(), "by": by}
    since = timezone.now() - PRESSED_AGAIN
    last = handout.teach_backs.order_by("-id").first()
    if last and last.at >= since and all(getattr(last, f) == said[f] for f in said):
        return last
    heard = TeachBack.objects.create(handout=handout, **said)
    audit.record(
        "recorded teach-back",
        by=by,
        patient=intake.patient.code,
        record=intake.code,
        handout=handout.digest[:12],
        result=result,
    )
    return heard


def _just_given(outcome, language, size, paper, by, now):
    """The last copy, if *by* gave it just now and it says what one given now would."""
    last = outcome.handouts.order_by("-id").first()
    if last is None or now - last.at > PRESSED_AGAIN or last.by_id != by.pk:
        return None
    words = _words(outcome, language, size, paper, last.at)
    return last if words.text == last.words else None


def _words(outcome, language, size, paper, now, *, banners=()):
    clinic = Clinic.objects.first()
    if clinic is None:
        raise Refused("Enter the clinic's name and numbers first: they are printed.")
    handout = handouts()[language]
    answers = answers_of(outcome)
    return compose(
        handout,
        facts=current_protocol().facts(answers),
        level=outcome.level_in_force,
        computed=outcome.disposition,
        flags=flags_of(outcome, answers),
        particulars=particulars_of(outcome, clinic, handout, answers, now),
        clinic=clinic_of(clinic, handout),
        size=size,
        paper=paper,
        at=now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        banners=[*(["demo"] if clinic.is_demo else []), *banners],
    )


def _refuse_the_form(language, size, paper):
    if language not in handouts():
        raise Refused(
            "There is no sheet in this language yet. Give the English one, and go "
            "through it with the interpreter."
        )
    if size not in Patient.PrintSize or paper not in Paper:
        raise Refused("Choose the print size and the paper.")


def flags_of(outcome: Outcome, answers: dict[str, str | int | float]) -> list[Flag]:
    """The rules that fired and those still open, with what a sheet may say of them."""
    return [
        Flag(
            rule=flag.rule,
            level=Level(flag.level),
            family=flag.family,
            fired=flag.fired,
            answers={
                each["finding"]: answers.get(each["finding"]) if flag.fired else None
                for each in (flag.because_list if flag.fired else flag.missing_list)
            },
            sources=tuple(source["key"] for source in flag.source_list),
        )
        for flag in outcome.flags.all()
    ]
