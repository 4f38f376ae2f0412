"""
What the blank paper intake says (in code, the pack): the same catalogue, for the day
without a network.

`compose_pack` is pure. Every question has its number, every answer its box, and beside
a box stands the level to which that answer leads by itself; what takes more than one
answer follows in a table. So nobody decides lower on paper than the rules would.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from triage.engine.alone import alone, takes_one_answer
from triage.engine.handout import compose
from triage.engine.level import Level
from triage.engine.pack_question import Questions, fired_families, one_of
from triage.engine.protocol import Protocol, Rule
from triage.engine.sheet import Handout
from triage.engine.steps import AMBULANCE_FIRST, ONLY_IF, is_ambulance

Json = dict[str, Any]

HELP = "help"
# "If a crisis rule fired: …", "Send an ambulance if …. …"
CONDITION = re.compile(r"[^.:]+")


def compose_pack(
    protocol: Protocol, *, language: str, units: Mapping[str, Sequence[str]]
) -> Json:
    """
    Give all that the paper takes from *protocol*.

    *language* is that of the words to read aloud ("en" or "es"); everything else is for
    staff, in English. *units* are the units offered for a number, by the one in which
    it is stored.
    """
    return {
        "title": protocol.title,
        "version": protocol.version,
        "digest": protocol.digest[:12],
        "language": language,
        "levels": [_level(level, protocol) for level in protocol.levels],
        "critical": _critical(protocol),
        "groups": Questions(protocol, language, units).groups(),
        "rules": [
            {"level": level, "label": entry.label, "rules": found}
            for level, entry in protocol.levels.items()
            if (
                found := [_rule(each, protocol) for each in of_several(level, protocol)]
            )
        ],
    }


def help_box(handout: Handout, protocol: Protocol, emergency: str) -> Json:
    """
    Give every warning sign of the patient's sheet: of whom it is for nothing is known.

    *emergency* is the number to call.
    """
    words = compose(
        _for_anybody(handout),
        facts=protocol.facts({}),
        level=Level.SELF_CARE,
        computed=Level.SELF_CARE,
        flags=(),
        particulars={"emergency": emergency},
        clinic={},
        size="normal",
        paper="",
        at="",
    )
    box: Json = words.content["sections"][0]
    return box | {"added": handout.labels["added"], "language": handout.language}


def _for_anybody(handout: Handout) -> Handout:
    """The warning signs of *handout* alone; what some patients are told, all are."""
    (section,) = (each for each in handout.sections if each.id == HELP)
    blocks = tuple(
        replace(block, only=replace(block.only, when=None, unless=None))
        for block in section.blocks
    )
    return replace(handout, sections=(replace(section, blocks=blocks),))


def of_several(level: Level, protocol: Protocol) -> list[Rule]:
    """The rules of *level* that only several answers together can make true."""
    return [
        rule
        for rule in protocol.rules
        if rule.level == level and not takes_one_answer(rule.when)
    ]


def _level(level: Level, protocol: Protocol) -> Json:
    """One level: its words, and what staff do, the ambulance first."""
    entry = protocol.levels[level]
    return {
        "level": level,
        "label": entry.label,
        "tag": entry.tag,
        "meaning": entry.meaning,
        "actions": [
            _action(action, _called_for(action, level, protocol))
            for action in sorted(entry.actions, key=_place)
        ],
    }


def _action(action: str, questions: list[int]) -> Json:
    """One action; the numbers of its *questions* stand right after its condition."""
    condition = CONDITION.findall(action)[0] if questions else action
    rest = action.removeprefix(condition)
    return {"text": condition, "questions": questions, "rest": rest}


def _place(action: str) -> int:
    """The ambulance first, and last what only some patients need."""
    if ONLY_IF.match(action):
        return 2
    return 0 if is_ambulance(action) else 1


def _called_for(action: str, level: Level, protocol: Protocol) -> list[int]:
    """Number the questions of which one answer calls for a conditional *action*."""
    families: frozenset[str] = frozenset()
    if only := ONLY_IF.match(action):
        families = frozenset({only[1]})
    elif is_ambulance(action):
        families = AMBULANCE_FIRST
    return [
        finding.number
        for finding in protocol.order
        for answers in [alone(protocol)[finding.name].values()]
        if any(fired_families(led, level) & families for led in answers)
    ]


def _critical(protocol: Protocol) -> Json:
    """How many questions must not be left open, and the level if one is."""
    names = protocol.critical
    level = min(alone(protocol)[name]["unsure"].least for name in names)
    return {
        "count": len(names),
        "level": level,
        "label": protocol.levels[level].label,
    }


def _rule(rule: Rule, protocol: Protocol) -> Json:
    """One line of the table: when, why, and what it holds while it is not known."""
    held = None
    if rule.held > Level.NONE:
        held = {"level": rule.held, "tag": protocol.levels[rule.held].tag}
    return {
        "id": rule.id,
        "reason": rule.reason,
        "when": one_of(rule.when),
        "held": held,
        "ambulance": rule.level == Level.EMERGENCY and rule.family in AMBULANCE_FIRST,
    }
