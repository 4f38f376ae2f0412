"""
The alarm of an intake in which an emergency has fired: what to do now, and with whom.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from triage.actions.state import IntakeState
from triage.engine import Level
from triage.engine.steps import is_ambulance, it_did, steps
from triage.models import Clinic, Duty, Intake
from triage.views.reasons import Reason, fired_reasons

STEPS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do: the protocol's *order*, and which particulars stand below it.

    *did* says which of the rules that it is conditional on have fired.
    """

    order: str
    more: str
    needs: str
    did: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What the banner of an emergency says; *visit* is when a talk entered late was."""

    reason: Reason
    steps: tuple[Step, ...]
    duty: tuple[Duty, ...]
    clinic: Clinic | None
    intake: Intake
    since: datetime | None
    visit: datetime | None


def alarm_of(state: IntakeState, intake: Intake, clinic: Clinic | None) -> Alarm | None:
    """The alarm of *intake*, or None while no rule of emergency has fired."""
    if state.assessment.so_far != Level.EMERGENCY:
        return None
    emergencies = [
        each.rule.family
        for each in state.assessment.fired
        if each.rule.level == Level.EMERGENCY
    ]
    families = state.protocol.families
    named = {family: families[family] for family in emergencies}
    actions = state.protocol.levels[Level.EMERGENCY].actions
    return Alarm(
        reason=fired_reasons(state)[0],
        steps=tuple(_steps(steps(actions, emergencies)[:STEPS], named)),
        duty=tuple(Duty.objects.at(timezone.now()).select_related("clinician")),
        clinic=clinic,
        intake=intake,
        since=intake.reached_at,
        visit=intake.took_place_at if intake.is_late_entry else None,
    )


def _steps(actions, families):
    """Say under which action the ambulance's and the clinician's particulars stand."""
    told = False
    for action in actions:
        order, dot, more = action.partition(". ")
        needs = ""
        if is_ambulance(action):
            needs = "ambulance"
        elif not told and "clinician" in action.lower():
            told, needs = True, "clinician"
        did = it_did(action, families)
        yield Step(order=order + dot.strip(), more=more, needs=needs, did=did)
