"""The ways that invented referrals go, one step after another."""

from collections.abc import Callable
from functools import partial
from random import Random

from triage.actions import referral_end, referral_step
from triage.actions.referral import take_referral
from triage.models import NEXT, Found, Level, Receiver, Referral, State, User

REPORTS = (
    "Examined, no nerve sign; advice and review in a week.",
    "Blood tests and scan done; nothing that needs surgery.",
    "Admitted for a scan tonight.",
    "Seen; a strain. Exercises shown.",
)
# Minutes from the outcome to each step, when all goes well.
PACE = {
    Level.EMERGENCY: {
        "take": 3,
        State.SENT: 9,
        State.ACCEPTED: 19,
        State.ARRIVED: 85,
        State.OUTCOME_RECEIVED: 700,
        State.CLOSED: 760,
    },
    Level.URGENT: {
        "take": 15,
        State.SENT: 38,
        State.ACCEPTED: 80,
        State.ARRIVED: 190,
        State.OUTCOME_RECEIVED: 230,
        State.CLOSED: 260,
    },
    Level.SOON: {
        "take": 240,
        State.SENT: 900,
        State.ARRIVED: 4600,
        State.OUTCOME_RECEIVED: 4700,
        State.CLOSED: 5800,
    },
}


def draw_road(rng: Random, level: str) -> list[tuple[float, object]]:
    """The steps of one referral as (minutes from its outcome, step), mostly in time."""
    road = list(PACE[Level(level)].items())
    chance = rng.random()
    if chance < 0.05:
        # Declined by the first receiver, so sent elsewhere.
        road[2:2] = [(State.DECLINED, road[1][1] + 10), (State.SENT, road[1][1] + 22)]
    elif chance < 0.10 and (State.ACCEPTED, PACE[level].get(State.ACCEPTED)) in road:
        at = PACE[level][State.ACCEPTED]
        road.insert(3, (State.NOT_ARRIVED, at + 60))
    elif chance < 0.14:
        road[2:] = [(State.PATIENT_DECLINED, road[1][1] + 30)]
        road.append((State.CLOSED, road[-1][1] + 60))
    elif chance < 0.17:
        road[1:] = [(State.CANCELLED, road[0][1] + 20)]
        road.append((State.CLOSED, road[-1][1] + 30))
    slow = rng.uniform(0.6, 1.25) if rng.random() < 0.9 else rng.uniform(1.5, 3)
    return [(minutes * slow, step) for step, minutes in road]


class Walker:
    """Takes referrals along their roads as the clinicians of the clinic."""

    def __init__(self, rng: Random, clinicians: list[User], receivers: list[Receiver]):
        self.rng, self.clinicians, self.receivers = rng, clinicians, receivers

    def walk(self, referral: Referral, step: object) -> None:
        """Make one *step* if the referral's life allows it now."""
        referral = Referral.objects.get(pk=referral.pk)
        if referral.outcome.intake.is_retracted:
            return  # It waits on the board until somebody calls the receiver back.
        by = referral.owner or self.rng.choice(self.clinicians)
        if step == "take":
            if referral.owner is None and referral.is_open:
                take_referral(referral=referral, by=by)
        elif referral.can_become(step):
            self._steps(referral)[step](referral=referral, by=by)

    def bring_to(self, referral: Referral, state: State) -> bool:
        """Take an open referral to *state* by the shortest way; whether it is there."""
        for step in _way(State(referral.state), state):
            self.walk(referral, step)
        referral.refresh_from_db(fields=["state"])
        return referral.state == state

    def _steps(self, referral) -> dict[State, Callable]:
        spoke_to = self.rng.choice(["Nurse Bailey", "Dr. Osei", "the charge nurse"])
        return {
            State.SENT: partial(
                referral_step.send_referral,
                receiver=self._receiver(referral),
                way="phone",
                spoke_to=spoke_to,
                read_back=True,
            ),
            State.ACCEPTED: partial(referral_step.accept_referral, spoke_to=spoke_to),
            State.DECLINED: partial(
                referral_step.decline_referral, reason="No bed before tonight."
            ),
            State.ARRIVED: partial(referral_step.arrive_referral, spoke_to=spoke_to),
            State.NOT_ARRIVED: referral_step.not_arrive_referral,
            State.OUTCOME_RECEIVED: partial(
                referral_step.receive_outcome, note=self.rng.choice(REPORTS)
            ),
            State.CANCELLED: partial(
                referral_step.cancel_referral,
                reason="Seen by our own clinician within the hour instead.",
            ),
            State.PATIENT_DECLINED: partial(
                referral_step.patient_declined,
                has_capacity=True,
                advice_given="Which signs mean an emergency, and to call back tonight.",
                safety_net_given=True,
            ),
            State.CLOSED: partial(referral_end.close_referral, **self._found(referral)),
        }

    def _receiver(self, referral):
        kinds = Receiver.Kind
        wanted = {
            Level.EMERGENCY: {kinds.EMERGENCY},
            Level.URGENT: {kinds.CLINICIAN, kinds.OUT_OF_HOURS},
        }.get(referral.level, {kinds.CLINICIAN, kinds.OTHER})
        return self.rng.choice([r for r in self.receivers if r.kind in wanted])

    def _found(self, referral):
        if referral.state == State.PATIENT_DECLINED:
            return {"found": Found.PATIENT_DECLINED}
        if self.rng.random() < 0.6:
            return {"found": Found.NOTHING_FOUND}
        flag = referral.outcome.flags.filter(fired=True).first()
        family = flag.family if flag else "severe"
        serious = referral.level == Level.EMERGENCY and self.rng.random() < 0.4
        found = Found.CONFIRMED_SERIOUS if serious else Found.OTHER_DIAGNOSIS
        return {"found": found, "family": family}


def _way(start: State, goal: State) -> list[State]:
    """The fewest legal moves from *start* to *goal* that end no loop on the way."""
    ways = {start: []}
    queue = [start]
    while queue:
        state = queue.pop(0)
        for following in NEXT[state] if state != State.CLOSED else ():
            if following not in ways:
                ways[following] = [*ways[state], following]
                queue.append(following)
    return ways.get(goal, [])
