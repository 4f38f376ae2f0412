"""
Which questions the form shows, and which answers it has to take back.
"""

from triage.engine.facts import Answers
from triage.engine.protocol import Protocol


def applies(name: str, answers: Answers, protocol: Protocol) -> bool | None:
    """
    Say whether the question *name* applies: its `asked_if` is true, false or undecided.

    Only where this is False does its answer count as no.
    """
    condition = protocol.findings[name].asked_if
    return True if condition is None else condition.holds(protocol.facts(answers))


def shown(answers: Answers, protocol: Protocol) -> tuple[str, ...]:
    """
    Name the findings that the form shows now, in its order.

    A finding is shown when its `asked_if` is true, or undecided while one of the
    findings that it reads is answered "unsure".
    """
    facts = protocol.facts(answers)
    return facts.names(facts.shown)


def ceasing(before: Answers, after: Answers, protocol: Protocol) -> tuple[str, ...]:
    """
    Name the answered follow-ups that the form showed *before* and no longer shows.

    Theirs are the answers to take back (a null row), so that they are asked again if
    the parent applies once more; whatever hangs on them goes with them. An answer that
    came in before its parent's is left alone: it was not shown before.
    """
    were_shown = set(shown(before, protocol))
    left = dict(after)
    gone: list[str] = []
    while True:
        facts = protocol.facts(left)
        hidden = [
            name
            for name in were_shown.difference(facts.names(facts.shown))
            if left.get(name) is not None and protocol.findings[name].is_follow_up
        ]
        if not hidden:
            return tuple(sorted(gone, key=lambda n: protocol.findings[n].position))
        gone += hidden
        for name in hidden:
            del left[name]
