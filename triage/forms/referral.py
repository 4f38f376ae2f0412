"""
The steps of a referral, a form each.

What an action refuses beyond this comes back as an error of the whole form.
"""

from django import forms
from django.db.models import Case, Value, When

from triage.actions.referral_end import NEVER_CHOSEN, OTHER_FAMILY
from triage.forms.step import StepForm, TimedForm, clinician, note, text, yes_no
from triage.models import Found, Level, Receiver, ReferralEvent

# Which kinds of receivers stand first in the list, the likeliest of each level before.
FITTING = {
    Level.EMERGENCY: (Receiver.Kind.EMERGENCY,),
    Level.URGENT: (
        Receiver.Kind.CLINICIAN,
        Receiver.Kind.OUT_OF_HOURS,
        Receiver.Kind.EMERGENCY,
    ),
    Level.SOON: (Receiver.Kind.CLINICIAN, Receiver.Kind.OTHER),
}


class ReceiverField(forms.ModelChoiceField):
    """The receivers, each with the number to call."""

    def label_from_instance(self, receiver):
        return f"{receiver}, {receiver.phone}" if receiver.phone else str(receiver)


class SendForm(TimedForm):
    verb = "Mark sent"
    receiver = ReceiverField(
        Receiver.objects.filter(is_active=True),
        label="To",
        empty_label="Choose one",
        error_messages={
            "required": "Choose who receives the patient.",
            "invalid_choice": "Choose a receiver from the list.",
        },
    )
    way = forms.ChoiceField(
        label="How",
        choices=ReferralEvent.Way,
        widget=forms.RadioSelect,
        error_messages={"required": "Say by which way the referral was sent."},
    )
    spoke_to = text("Person you spoke to", sometimes="Needed by phone and in person.")
    read_back = yes_no("Did they read back what you told them?")
    note = note()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first = FITTING[self.referral.level]
        fits = Case(
            *(When(kind=kind, then=Value(place)) for place, kind in enumerate(first)),
            default=Value(len(first)),
        )
        receivers = self.fields["receiver"].queryset
        self.fields["receiver"].queryset = receivers.order_by(fits, "name", "id")


class AcceptForm(TimedForm):
    verb = "Mark accepted"
    spoke_to = text("Person who accepted", "Give the name of the person who accepted.")
    note = note(help_text="A bed, an appointment, what they ask for.")


class DeclineForm(TimedForm):
    verb = "Mark declined"
    reason = note("Why they declined", "Say why the receiver declined.")
    spoke_to = text("Person who declined")


class ArriveForm(TimedForm):
    verb = "Mark arrived"
    spoke_to = text("Who told you")
    note = note()


class NotArriveForm(ArriveForm):
    verb = "Mark as not arrived"


class OutcomeForm(TimedForm):
    verb = "Save what they report"
    note = note("What the receiver reports", "Say what the receiver reported.")
    spoke_to = text("Who told you")


class CancelForm(TimedForm):
    verb = "Cancel the referral"
    reason = note("Why it is cancelled", "Say why the referral is cancelled.")


class PatientDeclinedForm(TimedForm):
    verb = "Mark as declined by the patient"
    has_capacity = yes_no(
        "Is the patient able to make this decision?",
        "Say whether the patient is able to make this decision.",
    )
    advice_given = note("What you advised", "Say what the patient was advised.")
    safety_net_given = yes_no(
        "Were the warning signs given?",
        "Say whether the warning signs were given to the patient.",
    )
    is_confirmed = forms.BooleanField(
        label="Record it all the same",
        required=False,
        help_text="Only for a patient who is not able to decide, or who was not "
        "given the warning signs.",
    )
    note = note()


class FoundForm(StepForm):
    """What was found in the end, and what it was about."""

    found = forms.ChoiceField(
        label="What was found",
        choices=[(f.value, f.label) for f in Found if f not in NEVER_CHOSEN],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what was found."},
    )
    family = forms.ChoiceField(
        label="What it was about",
        required=False,
        help_text="Needed where a diagnosis was made.",
        error_messages={"invalid_choice": "Choose what it was about from the list."},
    )
    note = note()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["family"].choices = [
            ("", "Choose one"),
            *self.families.items(),
            (OTHER_FAMILY, "Something else (say what in the note)"),
        ]


class CloseForm(FoundForm, TimedForm):
    verb = "Close the referral"


class LoweredForm(FoundForm):
    verb = "Cancel and close"


class ReplacedForm(StepForm):
    verb = "Close as replaced"
    note = note()


class RetractedForm(StepForm):
    verb = "Close: the intake was retracted"
    spoke_to = text(
        "Whom you told there", sometimes="Needed where it was sent to somebody."
    )
    note = note()


class ReopenForm(StepForm):
    verb = "Open again"
    reason = note("Why it is opened again", "Say why the referral is opened again.")


class ContactForm(TimedForm):
    verb = "Save this try"
    spoke_to = text("Whom you tried to reach", "Say whom you tried to reach.")
    reached = yes_no("Did you reach them?", "Say whether you reached them.")
    note = note()


class AssignForm(StepForm):
    verb = "Hand over"
    to = clinician()
    note = note()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"] = clinician(but=self.referral.owner_id)
