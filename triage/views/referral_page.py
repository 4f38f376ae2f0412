"""What the page of one referral says, so that its templates decide nothing."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from triage.actions.referral_event import latest
from triage.library import protocol_of
from triage.models import Referral, ReferralEvent, State, User
from triage.models.callee import callee_of
from triage.models.flags import by_weight
from triage.views.referral_act import next_act, step_act
from triage.views.referral_move import MOVES, offered

Kind = ReferralEvent.Kind


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as the history tells it."""

    title: str
    words: tuple[str, ...]
    at: datetime
    by: User
    recorded_at: datetime | None


class ReferralPage:
    """One referral for one person, with the steps that it allows them."""

    def __init__(self, referral: Referral, user: User):
        self.referral = referral
        self.outcome = referral.outcome
        self.intake = referral.outcome.intake
        self.patient = self.intake.patient
        self.user = user
        self.now = timezone.now()
        self.events = list(referral.events.all())

    @property
    def callee(self):
        """Whom to call about the patient, and under which number."""
        return callee_of(self.intake)

    @property
    def computed(self) -> str:
        """The level that the rules gave, where the referral stands at another."""
        disposition = self.outcome.disposition
        return disposition if disposition != self.referral.level else ""

    @property
    def in_force(self) -> str:
        """The level in force, where the referral stands at another."""
        level = self.outcome.level_in_force
        return level if level not in (self.referral.level, self.computed) else ""

    @cached_property
    def fired(self):
        return [flag for flag in self._flags if flag.fired]

    @cached_property
    def open(self):
        return [flag for flag in self._flags if not flag.fired]

    @cached_property
    def _flags(self):
        return by_weight(self.outcome.flags.all())

    @property
    def overrides(self):
        """The decisions of clinicians about the level, the first one first."""
        return self.outcome.overrides.all()

    @property
    def retraction(self):
        return getattr(self.intake, "retraction", None)

    @property
    def is_replaced(self) -> bool:
        return latest(self.events, Kind.REPLACED) is not None

    @property
    def family(self) -> str:
        """What was found, as the protocol names its family."""
        families = protocol_of(self.outcome.release).families
        return families.get(self.referral.family, self.referral.family)

    @cached_property
    def acts(self) -> bool:
        return self.user.has_perm("triage.change_referral")

    @cached_property
    def offered(self) -> list[str]:
        """The moves for whoever looks, that of the next step first."""
        if not self.acts:
            return []
        moves = offered(self.referral, self.events)
        first = step_act(self.referral).name
        return sorted(moves, key=lambda move: move != first)

    @property
    def take(self):
        """The button that takes it; None for who may not, or where somebody has."""
        act = next_act(self.referral) if self.acts else None
        return act if act and act.is_take else None

    def form(self, move: str, data=None):
        """The form of *move*, as this page shows it."""
        return MOVES[move].form(
            data,
            prefix=move,
            initial={"seen": self.events[-1].pk},
            referral=self.referral,
            families=protocol_of(self.outcome.release).families,
        )

    @cached_property
    def letters(self):
        """The letters that were kept, the last one first, without their words."""
        return list(self.referral.letters.select_related("by").defer("words"))

    @property
    def must_be_reached(self) -> bool:
        """Whether the patient did not arrive and somebody has to find them."""
        return self.referral.state == State.NOT_ARRIVED and not self.retraction

    @property
    def tries(self) -> list[ReferralEvent]:
        """Whom somebody tried to reach since the patient did not arrive."""
        tries: list[ReferralEvent] = []
        for event in self.events:
            if event.kind == Kind.NOT_ARRIVED:
                tries = []
            elif event.kind == Kind.CONTACTED:
                tries.append(event)
        return tries

    @property
    def history(self) -> list[Happened]:
        """All that happened, the first thing first."""
        return [_happened(event) for event in self.events]


def _happened(event):
    late = event.recorded_at - event.at
    return Happened(
        title=event.get_kind_display(),
        words=tuple(_words(event)),
        at=event.at,
        by=event.by,
        recorded_at=event.recorded_at if late.total_seconds() >= 60 else None,
    )


def _words(event):
    """What the event recorded, a line each."""
    if event.kind == Kind.SENT:
        yield f"To {event.receiver}, {event.get_way_display().lower()}"
    if event.kind == Kind.ASSIGNED:
        yield f"To {event.owner}"
    if event.kind in (Kind.RAISED, Kind.LOWERED, Kind.REOPENED):
        yield f"{event.get_level_display()} from then on"
    if event.told:
        yield f"{event.told} was told"
    if event.spoke_to:
        reached = {True: "reached", False: "not reached", None: ""}[event.reached]
        yield ", ".join(filter(None, [f"Spoke to {event.spoke_to}", reached]))
    yield from _said(event)
    if event.found:
        yield f"Found: {event.get_found_display().lower()}"
    if event.note:
        yield event.note


def _said(event):
    """The answers to what had to be asked."""
    asked = [
        (event.read_back, "Read back", "Not read back"),
        (event.has_capacity, "Able to decide", "Not able to decide"),
        (event.safety_net_given, "Warning signs given", "Warning signs not given"),
    ]
    for answer, yes, no in asked:
        if answer is not None:
            yield yes if answer else no
    if event.advice_given:
        yield f"Advised: {event.advice_given}"
