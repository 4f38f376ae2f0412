"""Judge past outcomes again, each by the release that judged it, from what it kept."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from triage.actions.frozen import answers_of
from triage.engine import Assessment, Protocol, ProtocolError, assess
from triage.library import protocol_of
from triage.models import Outcome, RaisedFlag, Release

CHUNK = 500

Flag = tuple[bool, str, str, frozenset[str]]


class Verdict(NamedTuple):
    """
    What is said of one intake.

    *flags* has of each rule whether it fired, its own level, the level that it holds,
    and the findings that made it fire or could decide it.
    """

    disposition: str
    so_far: str
    could_be: str
    flags: dict[str, Flag]


class Replayed(NamedTuple):
    """One outcome by the code of its intake, and in what it differs, if it does."""

    code: str
    differences: list[str]


def replay() -> Iterator[Replayed]:
    """
    Judge every outcome again, retracted ones too, the oldest first.

    Reads in chunks and keeps nothing, however many there are.
    """
    protocols: dict[int, Protocol] = {}
    last = 0
    while rows := _after(last):
        flags = _flags(rows[0].pk, rows[-1].pk)
        for outcome in rows:
            kept = Verdict(
                outcome.disposition,
                outcome.so_far,
                outcome.could_be,
                flags.get(outcome.pk, {}),
            )
            code = f"I-{outcome.intake_id}"
            yield Replayed(code, _differences(outcome, kept, protocols))
        last = rows[-1].pk


def verdict_of(outcome: Outcome, protocol: Protocol) -> Verdict:
    """
    Judge the frozen answers of *outcome* by *protocol*, its own or another.

    ValueError or KeyError where an answer is none that *protocol* knows.
    """
    return _verdict(assess(answers_of(outcome, protocol), protocol))


def _verdict(assessment: Assessment) -> Verdict:
    flags: dict[str, Flag] = {
        rule.id: (True, rule.level, rule.level, frozenset(because))
        for rule, because in assessment.fired
    }
    for rule, level, findings in assessment.open:
        flags[rule.id] = (False, rule.level, level, frozenset(findings))
    return Verdict(
        assessment.disposition, assessment.so_far or "", assessment.could_be, flags
    )


def _after(last):
    kept = Outcome.objects.order_by("pk").only(
        "intake_id", "release_id", "disposition", "so_far", "could_be", "answers"
    )
    return list(kept.filter(pk__gt=last)[:CHUNK])


def _flags(first, last) -> dict[int, dict[str, Flag]]:
    found: dict[int, dict[str, Flag]] = {}
    rows = RaisedFlag.objects.filter(outcome__gte=first, outcome__lte=last)
    for outcome, rule, fired, level, held, because, missing in rows.values_list(
        "outcome_id", "rule", "fired", "level", "held", "because", "missing"
    ):
        named = json.loads(because) + json.loads(missing)
        findings = frozenset(each["finding"] for each in named)
        found.setdefault(outcome, {})[rule] = (fired, level, held, findings)
    return found


def _differences(outcome, kept, protocols) -> list[str]:
    try:
        if outcome.release_id not in protocols:
            release = Release.objects.get(pk=outcome.release_id)
            protocols[outcome.release_id] = protocol_of(release)
        again = verdict_of(outcome, protocols[outcome.release_id])
    except ProtocolError as error:
        return [f"its release cannot be read ({error})"]
    except (KeyError, TypeError, ValueError):
        return ["its answers are none that its release knows"]
    return [
        f"{name} kept {was or 'none'}, now {now or 'none'}"
        for name, was, now in zip(Verdict._fields[:3], kept, again, strict=False)
        if was != now
    ] + [
        f"flag {rule}"
        for rule in sorted(kept.flags.keys() | again.flags.keys())
        if kept.flags.get(rule) != again.flags.get(rule)
    ]
