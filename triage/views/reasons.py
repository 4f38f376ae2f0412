"""
Why an intake stands where it stands: the rules, in words, with the answers behind them.
"""

from dataclasses import dataclass

from triage.actions.state import IntakeState
from triage.engine import Level, Open, says


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """
    A rule that fired or is open: what decided it, or what could.

    *finding* is the first question of those that decided it; *holds* names the level
    that an open one holds.
    """

    rule: str
    level: Level
    because: str
    reason: str
    source: str = ""
    finding: str = ""
    holds: str = ""


def fired_reasons(state: IntakeState) -> tuple[Reason, ...]:
    """The rules that fired, the weightiest first, each with the answers behind it."""
    fired = sorted(state.assessment.fired, key=lambda each: -each.rule.level.rank)
    return tuple(_fired(each, state.protocol) for each in fired)


def _fired(fired, protocol):
    rule, because = fired
    told = (_told(protocol.findings[name], value) for name, value in because.items())
    sources = dict.fromkeys(protocol.cited(key) for key in rule.sources)
    return Reason(
        rule=rule.id,
        level=rule.level,
        because=". ".join(told),
        reason=rule.reason,
        source="; ".join(sources),
        finding=next(iter(because), ""),
    )


def _told(finding, value):
    said = says(finding, value)
    return f"{finding.label}: {said[0].lower()}{said[1:]}"


def open_reason(opened: Open, state: IntakeState) -> Reason:
    """An undecided rule, with the answers that it waits for."""
    rule, level, findings = opened
    labels = state.protocol.findings
    told = (
        f"{labels[name].label}: "
        + ("not sure" if state.answers.get(name) == "unsure" else "not answered")
        for name in findings
    )
    return Reason(
        rule=rule.id,
        level=level,
        because=". ".join(told),
        reason=rule.reason,
        holds=state.protocol.levels[level].tag.lower(),
    )
