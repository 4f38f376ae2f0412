"""
What stands beside the questions: how the intake stands, why, and what to ask next.

Every word about the level comes from here, so that the templates decide nothing.
"""

from dataclasses import dataclass

from triage.actions.state import IntakeState
from triage.engine import Level
from triage.forms.layout import from_record
from triage.models import Intake
from triage.models.callee import recorded_number
from triage.views.reasons import Reason, fired_reasons, open_reason

OPEN_SHOWN = 2
NEXT_SHOWN = 3
NO_NUMBER = "No phone number is recorded for the call-back. Ask for one now."
PIPS = {"no": "a", "longstanding": "a", "unsure": "n", "yes": "e"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail:
    """
    The rail of an intake.

    *level* is the level that it shows, None while nothing is decided; *small* and
    *small_more* stand above the *word*; *left* questions on the page have no answer;
    *would_be* is what finishing now would give.
    """

    level: Level | None
    is_emergency: bool
    small: str
    small_more: str
    word: str
    left: int
    following: str
    critical: str
    pips: tuple[tuple[str, str], ...]
    line: str
    ask_next: tuple[tuple[str, str, int], ...]
    fired: tuple[Reason, ...]
    quiet: str
    open: tuple[Reason, ...]
    more: tuple[str, ...]
    after: tuple[str, ...]
    would_be: str

    @property
    def open_count(self):
        return len(self.open) + len(self.more)

    @property
    def finish(self):
        """What the button of Finish says."""
        return "Finish with what you have" if self.is_emergency else "Finish intake"

    @property
    def heard(self):
        """What a screen reader is told when it changes: the level alone."""
        return f"{self.small}{self.small_more}: {self.word}"


def rail_of(state: IntakeState, intake: Intake) -> Rail:
    """The rail of *intake* in *state*."""
    found, protocol = state.assessment, state.protocol
    unanswered = state.unanswered()
    missing = [name for name in protocol.critical if name not in state.answers]
    level, small, small_more = _headline(state, unanswered, missing)
    word = protocol.levels[level].label if level else "Not decided yet"
    return Rail(
        level=level,
        is_emergency=found.so_far == Level.EMERGENCY,
        small=small,
        small_more=small_more,
        word=word,
        left=len(unanswered),
        following=unanswered[0] if unanswered else "",
        critical=_critical(state, missing),
        pips=tuple(
            (name, PIPS.get(str(state.answers.get(name)), ""))
            for name in protocol.critical
        ),
        line=_line(state, level, unanswered, missing),
        ask_next=_ask_next(state),
        fired=fired_reasons(state),
        quiet=_quiet(state),
        open=tuple(open_reason(each, state) for each in found.open[:OPEN_SHOWN]),
        more=tuple(
            f"{rule.id} · holds {protocol.levels[held].tag.lower()}"
            for rule, held, _ in found.open[OPEN_SHOWN:]
        ),
        after=() if unanswered else _after(state, intake),
        would_be=protocol.levels[found.disposition].tag.lower(),
    )


def _headline(state, unanswered, missing):
    """The level to show, and the two parts of the line above it."""
    found = state.assessment
    so_far = found.so_far or Level.NONE
    if so_far == Level.EMERGENCY:
        return so_far, "Outcome", ""
    if missing and so_far < Level.URGENT:
        return None, "Outcome so far", ""
    if not unanswered:
        return found.disposition, "Outcome", ""
    if found.disposition > max(so_far, Level.SELF_CARE):
        return found.disposition, "For now", ", because of open questions"
    if so_far == Level.NONE:
        return found.disposition, "So far", ", nothing fired"
    return so_far, "So far", ", at least"


def _critical(state, missing):
    """How many of the critical questions are answered, and how many not surely."""
    every = state.protocol.critical
    unsure = sum(state.answers.get(name) == "unsure" for name in every)
    words = f"{len(every) - len(missing)} of {len(every)} critical answered"
    return f"{words}, {unsure} not sure" if unsure else words


def _line(state, level, unanswered, missing):
    """One line more: what finishing now would give, or how far the intake is."""
    found, levels, left = state.assessment, state.protocol.levels, len(unanswered)
    if found.so_far == Level.EMERGENCY:
        if not left:
            return "Every question that applies has an answer."
        return f"{_counted(left, 'other question')} can wait. You can finish now."
    if level is None:
        tag = levels[found.disposition].tag.lower()
        questions = _counted(len(missing), "critical question")
        has = "has" if len(missing) == 1 else "have"
        return f"If you finished now it would be {tag}: {questions} {has} no answer."
    asked = len(state.shown) - len(from_record(state))
    if not left:
        line = f"All {asked} questions that apply have an answer."
        if found.disposition > (found.so_far or Level.SELF_CARE):
            tag = levels[found.disposition].tag.lower()
            line += f" Answers that are not sure hold it at {tag}."
        return line
    line = f"{asked - left} of {asked} answered."
    if found.so_far and found.so_far < level:
        line += f" Fired so far: {levels[found.so_far].label.lower()}."
    if found.could_be > level:
        line += f" Could still be {_could_be(found.could_be, levels)}."
    return line


def _could_be(level, levels):
    tag = levels[level].tag.lower()
    return f"an {tag}" if level == Level.EMERGENCY else tag


def _ask_next(state):
    """The questions that would settle most: name, label, how many open rules."""
    found, findings = state.assessment, state.protocol.findings
    return tuple(
        (
            name,
            findings[name].label,
            sum(name in each.findings for each in found.open),
        )
        for name in found.ask_next[:NEXT_SHOWN]
    )


def _quiet(state):
    """What stands under Why where no rule has fired."""
    if state.unanswered() or state.assessment.open:
        return "No rule has fired."
    rules = len(state.protocol.rules)
    return f"No rule has fired. All {rules} rules are decided, or hold no level."


def _after(state, intake):
    """What staff do after Finish; first of all what is lacking for the call we owe."""
    actions = state.protocol.levels[state.assessment.disposition].actions
    row = state.rows.get("callback_number")
    if (row and row.value) or recorded_number(intake.patient):
        return actions
    return (NO_NUMBER, *actions)


def _counted(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
