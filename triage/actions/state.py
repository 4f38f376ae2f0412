"""How an intake stands: its log read once, judged by the release it was opened with."""

from dataclasses import dataclass
from datetime import datetime

from triage.engine import Assessment, Level, Protocol, assess, from_text
from triage.library import protocol_of
from triage.models import Answer, Intake


@dataclass(frozen=True, kw_only=True)
class IntakeState:
    """
    The answers of an intake at one moment.

    *rows* has the latest line of each finding and detail, withdrawn ones included;
    *answers* the findings that have an answer, as the engine takes them; *shown* the
    findings that the form shows now, in the order of the sets.
    """

    log: list[Answer]
    rows: dict[str, Answer]
    answers: dict[str, str | int | float]
    assessment: Assessment
    shown: tuple[str, ...]
    protocol: Protocol

    def unanswered(self) -> list[str]:
        """The findings that the form shows and nobody has answered."""
        return [name for name in self.shown if name not in self.answers]


def intake_state(intake: Intake, log: list[Answer] | None = None) -> IntakeState:
    """Read and judge *intake*: one query for the log unless *log* is given."""
    if log is None:
        log = list(intake.answers.select_related("by").order_by("id"))
    protocol = protocol_of(intake.release)
    rows = {row.finding: row for row in log}
    answers = current_answers(rows, protocol)
    facts = protocol.facts(answers)
    return IntakeState(
        log=log,
        rows=rows,
        answers=answers,
        assessment=assess(answers, protocol),
        shown=facts.names(facts.shown),
        protocol=protocol,
    )


def current_answers(rows: dict[str, Answer], protocol: Protocol) -> dict:
    """The answers of *rows* as the engine takes them; withdrawn ones are not there."""
    return {
        name: from_text(protocol.findings[name], row.value)
        for name, row in rows.items()
        if row.value is not None and name in protocol.findings
    }


def reached_since(
    log: list[Answer], protocol: Protocol, level: Level
) -> datetime | None:
    """
    Since when rules that fired have held *level* or above without a break.

    Lines of one moment were written by one press and are judged together.
    """
    rows: dict[str, Answer] = {}
    since: datetime | None = None
    for at, lines in _by_moment(log):
        rows |= {row.finding: row for row in lines}
        so_far = assess(current_answers(rows, protocol), protocol).so_far
        if so_far is None or so_far < level:
            since = None
        elif since is None:
            since = at
    return since


def _by_moment(log):
    moments = {}
    for row in log:
        moments.setdefault(row.at, []).append(row)
    return moments.items()
