"""The step that a referral waits for, as one button."""

from dataclasses import dataclass

from django.urls import reverse

from triage.actions.referral_correction import (
    CALL_BACK,
    CLOSE_AS_REPLACED,
    CLOSE_AS_WRONG_PATIENT,
)
from triage.models import Referral, State

# Which of the moves of referral_moves.py each state waits for, and what to call it.
BY_STATE = {
    State.OPENED: ("sent", "Send"),
    State.SENT: ("accepted", "Mark accepted"),
    State.ACCEPTED: ("arrived", "Confirm arrival"),
    State.DECLINED: ("sent", "Send elsewhere"),
    State.NOT_ARRIVED: ("contacted", "Contact the patient"),
    State.ARRIVED: ("outcome_received", "Record the outcome"),
    State.OUTCOME_RECEIVED: ("closed", "Close"),
    State.CANCELLED: ("closed", "Close"),
    State.PATIENT_DECLINED: ("closed", "Close"),
    State.CLOSED: ("opened", "Open again"),
}
BY_STEP = {
    CLOSE_AS_REPLACED: ("replaced", "Close as replaced"),
    CALL_BACK: ("wrong_patient", "Call back"),
    CLOSE_AS_WRONG_PATIENT: ("wrong_patient", "Close"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """What a button says and where it leads; *name* is the move, '' for taking."""

    name: str
    label: str
    url: str

    @property
    def is_take(self) -> bool:
        return not self.name


def next_act(referral: Referral) -> Act | None:
    """Taking, as long as nobody has; then the step of state; None once it is closed."""
    if not referral.is_open:
        return None
    if not referral.owner_id:
        return Act("", "Take it", reverse("triage:referral_take", args=[referral.uuid]))
    return step_act(referral)


def step_act(referral: Referral) -> Act:
    """The step itself, whoever owns it."""
    name, label = BY_STEP.get(referral.next_step) or BY_STATE[State(referral.state)]
    return Act(name, label, reverse("triage:referral_move", args=[referral.uuid, name]))
