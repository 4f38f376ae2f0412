"""Which steps a referral's page offers, and the form and the action of each."""

from collections.abc import Callable
from dataclasses import dataclass

from triage.actions import referral as whole
from triage.actions import referral_end as end
from triage.actions import referral_step as steps
from triage.forms import referral as forms
from triage.models import NEXT, Referral, ReferralEvent, State

Kind = ReferralEvent.Kind


@dataclass(frozen=True, slots=True)
class Move:
    """A step as its page shows it; the form's fields are the action's keywords."""

    title: str
    form: type[forms.StepForm]
    action: Callable[..., Referral]


# By the word in the address. The states are the moves of the table NEXT.
MOVES = {
    "sent": Move("Send", forms.SendForm, steps.send_referral),
    "accepted": Move("Accepted", forms.AcceptForm, steps.accept_referral),
    "declined": Move(
        "Declined by the receiver", forms.DeclineForm, steps.decline_referral
    ),
    "arrived": Move("Arrived", forms.ArriveForm, steps.arrive_referral),
    "not_arrived": Move(
        "Did not arrive", forms.NotArriveForm, steps.not_arrive_referral
    ),
    "outcome_received": Move(
        "What the receiver reports", forms.OutcomeForm, steps.receive_outcome
    ),
    "cancelled": Move("Cancel", forms.CancelForm, steps.cancel_referral),
    "patient_declined": Move(
        "The patient declines", forms.PatientDeclinedForm, steps.patient_declined
    ),
    "closed": Move("Close", forms.CloseForm, end.close_referral),
    "opened": Move("Open again", forms.ReopenForm, end.reopen_referral),
    "replaced": Move("Close as replaced", forms.ReplacedForm, end.close_as_replaced),
    "wrong_patient": Move(
        "Close: the intake was retracted",
        forms.RetractedForm,
        end.close_as_wrong_patient,
    ),
    "lowered": Move(
        "Close: the level was lowered", forms.LoweredForm, end.close_as_lowered
    ),
    "contacted": Move("Try to reach somebody", forms.ContactForm, steps.note_contact),
    "assigned": Move("Hand to a colleague", forms.AssignForm, whole.assign_referral),
}


def offered(referral: Referral, events: list[ReferralEvent]) -> list[str]:
    """The moves that *referral* allows after *events*, as the words of MOVES."""
    kinds = {event.kind for event in events}
    if not referral.is_open:
        return [] if Kind.WRONG_PATIENT in kinds else ["opened"]
    if Kind.WRONG_PATIENT in kinds:
        return ["wrong_patient", "contacted", "assigned"]
    short = [
        move
        for kind, move in [(Kind.REPLACED, "replaced"), (Kind.LOWERED, "lowered")]
        if end.latest(events, kind)
    ]
    return [*short, *NEXT[State(referral.state)], "contacted", "assigned"]
