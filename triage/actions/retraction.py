"""A finished intake that must not count, or that must be put right."""

from django.db import transaction

from triage.actions import audit
from triage.actions.errors import AnswerRefused, Refused
from triage.actions.follow_up import restore_follow_up, settle_follow_up
from triage.actions.intake import open_intake
from triage.actions.lock import lock_corrected, lock_intake, lock_patients
from triage.actions.press import canonical_value
from triage.actions.referral_correction import note_wrong_patient, restore_referral
from triage.actions.release import current_release
from triage.library import protocol_of
from triage.models import Answer, FollowUp, Intake, Patient, Retraction, User


class AlreadyCorrected(Refused):
    """Another intake, which *intake* names, corrects this one, finished or not."""

    def __init__(self, intake: Intake):
        self.intake = intake
        super().__init__(f"{intake.code} already corrects this intake. Go on there.")


@transaction.atomic
def retract_intake(*, intake: Intake, kind: str, reason: str, by: User) -> Retraction:
    """
    Strike a finished intake through: it stays, and counts for nothing any more.

    Its referral waits for 'call the receiver back', its follow-up call leaves the list.
    What it corrected counts again, with the referral and the call that it needs. A
    draft that corrects it goes on, and the audit names it. Refused: a draft, an intake
    retracted already or replaced, an unknown kind, no reason.
    """
    intake = lock_intake(intake)
    corrected = lock_corrected(intake)
    _must_be_finished(intake)
    if intake.is_retracted:
        raise Refused("This intake was retracted already.")
    correction = intake.correction
    if correction and not correction.is_draft:
        raise Refused(f"{correction.code} replaced this intake. Retract that first.")
    if kind not in Retraction.Kind.values:
        raise Refused("Say what is wrong with this intake.")
    reason = reason.strip()
    if not reason:
        raise Refused("Say in a few words how it came about.")
    retraction = Retraction.objects.create(
        intake=intake, kind=kind, reason=reason, by=by
    )
    referral = getattr(intake.outcome, "referral", None)
    if referral:
        note = f"{retraction.get_kind_display()}: {reason}"
        note_wrong_patient(referral=referral, by=by, note=note)
    settle_follow_up(outcome=intake.outcome, because=FollowUp.Closed.RETRACTED, by=by)
    restored = _restore(corrected, retraction, by=by)
    audit.record(
        "retracted intake",
        by=by,
        patient=intake.patient.code,
        record=intake.code,
        kind=kind,
        referral=referral.code if referral else "",
        correction=correction.code if correction else "",
        counts_again=corrected.intake.code if corrected else "",
        restored=restored.code if restored else "",
    )
    return retraction


def _restore(corrected, retraction, *, by):
    """Let what a retracted intake corrected count again; its referral, if any."""
    if corrected is None or corrected.intake.is_retracted:
        return None
    note = f"{retraction.intake.code}, which had replaced this, was retracted."
    referral = restore_referral(outcome=corrected, by=by, note=note)
    restore_follow_up(outcome=corrected)
    return referral


@transaction.atomic
def restart_for(
    *, intake: Intake, patient: Patient, by: User, identifiers_confirmed: bool
) -> Intake:
    """
    Start again for the right *patient*: a draft with what a retracted intake was told.

    Nothing of the wrong record goes along: age and sex come from the right one, and a
    call-back number that stands in the wrong one is left behind. Starting again twice
    gives the same draft. Refused: an intake that was not retracted as the wrong
    patient's, the same patient again, identifiers that were not checked.
    """
    lock_patients(patient)
    intake = lock_intake(intake)
    wrong = intake.patient
    retraction = getattr(intake, "retraction", None)
    if retraction is None or retraction.kind != Retraction.Kind.WRONG_PATIENT:
        raise Refused("Only an intake retracted as the wrong patient's starts again.")
    if patient.pk == wrong.pk:
        raise Refused("This is the patient whose intake was retracted. Find the other.")
    same_talk = patient.intakes.filter(
        took_place_at=intake.took_place_at, discarded_at=None
    ).first()
    if same_talk:
        return same_talk
    carried = _told(intake, but=[Answer.Source.RECORD])
    if intake.callback_number in (wrong.phone, wrong.other_phone):
        carried.pop("callback_number", None)
    draft = _carry(
        intake,
        carried,
        patient=patient,
        by=by,
        identifiers_confirmed=identifiers_confirmed,
    )
    audit.record(
        "started again for the right patient",
        by=by,
        patient=patient.code,
        record=draft.code,
        instead_of=intake.code,
    )
    return draft


@transaction.atomic
def correct_intake(*, intake: Intake, by: User) -> Intake:
    """
    Open a draft that corrects a finished intake, with the answers carried over.

    The old outcome stands until the draft is finished. Refused: a draft, a retracted
    intake, and (AlreadyCorrected) one that another intake corrects.
    """
    patient = Patient.objects.get(pk=intake.patient_id)
    while patient.merged_into:
        patient = patient.merged_into
    lock_patients(patient)
    intake = lock_intake(intake)
    _must_be_finished(intake)
    if intake.is_retracted:
        raise Refused("This intake was retracted: there is nothing to correct.")
    if intake.correction:
        raise AlreadyCorrected(intake.correction)
    return _carry(
        intake,
        _told(intake),
        patient=patient,
        by=by,
        identifiers_confirmed=True,
        corrects=intake,
    )


def _must_be_finished(intake):
    if not intake.submitted_at:
        raise Refused("This intake is not finished. Change it where it is.")


def _told(intake, but=()):
    """What was answered and told, by finding or detail; without the sources *but*."""
    told = {
        entry["finding"]: entry["value"]
        for entry in intake.outcome.frozen["answers"]
        if entry["value"] is not None and entry["source"] not in but
    }
    told |= {name: getattr(intake, name) for name in Answer.DETAILS}
    return {name: text for name, text in told.items() if text}


def _carry(intake, told, **particulars):
    """Open a draft of the same talk with what today's protocol still asks of *told*."""
    protocol = protocol_of(current_release())
    return open_intake(
        channel=intake.channel,
        took_place_at=intake.took_place_at,
        taken_by_name=intake.taken_by_name,
        again=intake,
        carried={n: text for n, text in told.items() if _is_lawful(protocol, n, text)},
        **particulars,
    )


def _is_lawful(protocol, name, text):
    try:
        canonical_value(protocol, name, text)
    except AnswerRefused:
        return False
    return True
