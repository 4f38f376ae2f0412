"""The plainest valid row of each model; states are traits with the state's name."""

import datetime as dt

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from triage.actions.release import current_release
from triage.models import (
    Answer,
    Clinic,
    Duty,
    FollowUp,
    FollowUpCall,
    HandoutIssued,
    Intake,
    Letter,
    Level,
    Outcome,
    Override,
    Paper,
    Patient,
    RaisedFlag,
    Receiver,
    Referral,
    ReferralEvent,
    Release,
    Retraction,
    Review,
    Signoff,
    SignoffWithdrawal,
    State,
    TeachBack,
    User,
)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    first_name = "Maya"
    last_name = factory.Sequence(lambda n: f"Okafor{n}")

    @factory.post_generation
    def group(self, create, extracted, **kwargs):
        if extracted:
            names = [extracted] if isinstance(extracted, str) else extracted
            self.groups.set(Group.objects.filter(name__in=names))


class ClinicFactory(DjangoModelFactory):
    class Meta:
        model = Clinic
        django_get_or_create = ("pk",)

    pk = 1
    name = "Harbor Street Clinic"
    address = "12 Harbor Street"
    phone = "555-0100"
    fallback_number = "555-0199"


class DutyFactory(DjangoModelFactory):
    class Meta:
        model = Duty

    clinician = factory.SubFactory(UserFactory, group="Clinician")
    from_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(hours=1))
    until_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(hours=7))


class PatientFactory(DjangoModelFactory):
    class Meta:
        model = Patient

    name = factory.Sequence(lambda n: f"Rosa Delgado {n}")
    sort_name = factory.LazyAttribute(lambda p: " ".join(reversed(p.name.split())))
    birth_date = dt.date(1979, 6, 14)
    sex = "female"
    phone = "555-0142"
    created_by = factory.SubFactory(UserFactory)


class ReceiverFactory(DjangoModelFactory):
    class Meta:
        model = Receiver

    name = factory.Sequence(lambda n: f"St. Brendan's ER {n}")
    kind = Receiver.Kind.EMERGENCY
    phone = "555-0170"


class ReleaseFactory(DjangoModelFactory):
    """A release with an invented text; the shipped one comes from the action."""

    class Meta:
        model = Release

    kind = Release.Kind.PROTOCOL
    title = "Back spasm"
    version = factory.Sequence(lambda n: f"2026.{n}")
    digest = factory.Sequence(lambda n: f"{n:064x}")
    text = "{}"


class IntakeFactory(DjangoModelFactory):
    class Meta:
        model = Intake

    patient = factory.SubFactory(PatientFactory)
    channel = Intake.Channel.FACE_TO_FACE
    started_by = factory.SubFactory(UserFactory)
    touched_by = factory.SelfAttribute("started_by")
    release = factory.SubFactory(ReleaseFactory)

    class Params:
        submitted = factory.Trait(
            submitted_at=factory.LazyFunction(timezone.now),
            submitted_by=factory.SelfAttribute("started_by"),
        )
        discarded = factory.Trait(
            discarded_at=factory.LazyFunction(timezone.now),
            discarded_by=factory.SelfAttribute("started_by"),
        )


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = Answer

    intake = factory.SubFactory(IntakeFactory)
    finding = "leg_weakness"
    value = "no"
    by = factory.SelfAttribute("intake.started_by")
    page = "page"
    counter = factory.Sequence(int)


class OutcomeFactory(DjangoModelFactory):
    """An outcome of the shipped protocol without the talk: no answers, no flags."""

    class Meta:
        model = Outcome

    intake = factory.SubFactory(
        IntakeFactory, release=factory.LazyFunction(current_release), submitted=True
    )
    release = factory.SelfAttribute("intake.release")
    disposition = Level.EMERGENCY
    so_far = factory.SelfAttribute("disposition")
    could_be = factory.SelfAttribute("disposition")
    reached_at = factory.LazyFunction(timezone.now)
    answers = '{"answers": []}'
    by = factory.SelfAttribute("intake.submitted_by")


class RaisedFlagFactory(DjangoModelFactory):
    class Meta:
        model = RaisedFlag

    outcome = factory.SubFactory(OutcomeFactory)
    rule = factory.Sequence(lambda n: f"new-leg-weakness-{n}")
    level = factory.SelfAttribute("outcome.disposition")
    fired = True
    held = factory.SelfAttribute("level")
    family = "motor_deficit"
    family_label = "Weakness"
    reason = "New weakness of a leg can be pressure on its nerves."
    because = '[{"finding": "leg_weakness", "label": "Leg weakness", "says": "Yes"}]'


class OverrideFactory(DjangoModelFactory):
    class Meta:
        model = Override

    outcome = factory.SubFactory(OutcomeFactory)
    from_level = factory.SelfAttribute("outcome.disposition")
    to_level = Level.URGENT
    reason = "Examined here: full power in both legs."
    by = factory.SubFactory(UserFactory, group="Clinician")


class RetractionFactory(DjangoModelFactory):
    class Meta:
        model = Retraction

    intake = factory.SubFactory(IntakeFactory, submitted=True)
    kind = Retraction.Kind.TEST
    reason = "Showed a colleague how it is done."
    by = factory.SelfAttribute("intake.started_by")


class ReviewFactory(DjangoModelFactory):
    class Meta:
        model = Review

    outcome = factory.SubFactory(OutcomeFactory)
    by = factory.SubFactory(UserFactory, group="Clinician")
    level = factory.SelfAttribute("outcome.disposition")
    verdict = Review.Verdict.AGREE


class ReferralFactory(DjangoModelFactory):
    """
    A referral without its events, as no action leaves it: for what only shows a row.

    tests/referrals.py brings one to a state by the steps that staff take.
    """

    class Meta:
        model = Referral

    outcome = factory.SubFactory(OutcomeFactory)
    level = factory.SelfAttribute("outcome.disposition")
    level_started_at = factory.SelfAttribute("outcome.reached_at")
    next_step = "Send"
    due_at = factory.LazyAttribute(
        lambda referral: referral.level_started_at + dt.timedelta(minutes=15)
    )

    class Params:
        taken = factory.Trait(owner=factory.SubFactory(UserFactory, group="Clinician"))
        late = factory.Trait(
            due_at=factory.LazyFunction(
                lambda: timezone.now() - dt.timedelta(minutes=5)
            )
        )
        closed = factory.Trait(
            state=State.CLOSED,
            next_step="",
            due_at=None,
            closed_at=factory.LazyFunction(timezone.now),
            found="nothing_found",
        )


class ReferralEventFactory(DjangoModelFactory):
    class Meta:
        model = ReferralEvent

    referral = factory.SubFactory(ReferralFactory)
    kind = ReferralEvent.Kind.OPENED
    by = factory.SelfAttribute("outcome.by")
    outcome = factory.SelfAttribute("referral.outcome")
    state = factory.SelfAttribute("referral.state")
    level = factory.SelfAttribute("referral.level")
    level_started_at = factory.SelfAttribute("referral.level_started_at")
    due_at = factory.SelfAttribute("referral.due_at")
    next_step = factory.SelfAttribute("referral.next_step")


class LetterFactory(DjangoModelFactory):
    class Meta:
        model = Letter

    referral = factory.SubFactory(ReferralFactory)
    words = '{"title": "Referral"}'
    digest = "0" * 64
    paper = Paper.LETTER
    by = factory.SelfAttribute("referral.outcome.by")


class HandoutIssuedFactory(DjangoModelFactory):
    """A sheet with invented words; what a patient is given comes from the action."""

    class Meta:
        model = HandoutIssued

    outcome = factory.SubFactory(OutcomeFactory)
    release = factory.SubFactory(
        ReleaseFactory, kind=Release.Kind.HANDOUT, language="en"
    )
    level = factory.SelfAttribute("outcome.disposition")
    words = '{"title": "Your back"}'
    digest = "0" * 64
    language = "en"
    size = Patient.PrintSize.NORMAL
    paper = Paper.LETTER
    by = factory.SelfAttribute("outcome.by")


class TeachBackFactory(DjangoModelFactory):
    class Meta:
        model = TeachBack

    handout = factory.SubFactory(HandoutIssuedFactory)
    result = TeachBack.Result.UNDERSTOOD
    by = factory.SelfAttribute("handout.by")


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    outcome = factory.SubFactory(OutcomeFactory)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=1))
    latest_at = factory.LazyAttribute(lambda call: call.due_at + dt.timedelta(days=1))

    class Params:
        closed = factory.Trait(
            closed_at=factory.LazyFunction(timezone.now),
            closed_because=FollowUp.Closed.REACHED,
            closed_by=factory.SelfAttribute("outcome.by"),
        )


class FollowUpCallFactory(DjangoModelFactory):
    class Meta:
        model = FollowUpCall

    follow_up = factory.SubFactory(FollowUpFactory)
    result = FollowUpCall.Result.BETTER
    by = factory.SelfAttribute("follow_up.outcome.by")


class SignoffFactory(DjangoModelFactory):
    class Meta:
        model = Signoff

    release = factory.SubFactory(ReleaseFactory)
    name = "Dr. Ines Marchetti"
    registration = "GMC 7012345"
    recorded_by = factory.SubFactory(UserFactory, group="Manager")


class SignoffWithdrawalFactory(DjangoModelFactory):
    class Meta:
        model = SignoffWithdrawal

    signoff = factory.SubFactory(SignoffFactory)
    reason = "Signed under the wrong release by mistake."
    by = factory.SelfAttribute("signoff.recorded_by")
