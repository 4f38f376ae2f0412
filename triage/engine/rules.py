"""
Reading what answers mean: the levels, families, clocks and rules of protocol.toml.
"""

from collections.abc import Collection, Mapping
from typing import Any

from triage.engine.catalogue import entries
from triage.engine.entry import Entry, ProtocolError
from triage.engine.finding import Finding
from triage.engine.level import HELD_BY_DEFAULT, Level
from triage.engine.protocol import Clock, FollowUp, LevelEntry, Rule, Sooner

PROTOCOL = "protocol.toml"
LEVELS = (Level.EMERGENCY, Level.URGENT, Level.SOON, Level.SELF_CARE)
STEPS = ("sent", "accepted", "arrived", "outcome")
CLOSING = "closing"

Table = dict[str, Any]
Catalogue = Mapping[str, Finding]


def read_head(table: Table) -> dict[str, str]:
    """Give title and version; refuse any table that is none of ours."""
    entry = Entry(PROTOCOL, "the file", table)
    entry.only("title", "version", "levels", "families", "follow_up", "rule")
    return {"title": entry.text("title"), "version": entry.text("version")}


def read_families(table: Table) -> dict[str, str]:
    """Give what rules are about, by key, as the board and the letter name it."""
    entry = Entry(PROTOCOL, "families", table.get("families"))
    return {key: entry.text(key) for key in entry.table}


def read_levels(table: Table, catalogue: Catalogue) -> dict[Level, LevelEntry]:
    """Give the four levels, most urgent first."""
    given = Entry(PROTOCOL, "levels", table.get("levels")).table
    if list(given) != list(LEVELS):
        names = ", ".join(LEVELS)
        raise ProtocolError(PROTOCOL, "levels", f"must be, in this order: {names}")
    return {level: _level(level, given[level], catalogue) for level in LEVELS}


def _level(level: Level, table: Any, catalogue: Catalogue) -> LevelEntry:
    entry = Entry(PROTOCOL, f"levels.{level}", table)
    entry.only("label", "tag", "meaning", "actions", "clock", "sooner")
    if entry.has("clock") == (level == Level.SELF_CARE):
        entry.refuse("a clock belongs to every level but self_care")
    if entry.has("sooner") and level != Level.SOON:
        entry.refuse("'sooner' belongs to the level soon")
    clock = _clock(level, entry.table["clock"]) if entry.has("clock") else None
    sooner = None
    if clock and entry.has("sooner"):
        sooner = _sooner(entry.table["sooner"], clock, catalogue)
    return LevelEntry(
        level=level,
        label=entry.text("label"),
        tag=entry.text("tag"),
        meaning=entry.text("meaning"),
        actions=entry.texts("actions"),
        clock=clock,
        sooner=sooner,
    )


def _clock(level: Level, table: Any) -> Clock:
    entry = Entry(PROTOCOL, f"levels.{level}.clock", table)
    entry.only(*STEPS)
    minutes: dict[str, Any] = {"accepted": None}
    for step in STEPS:
        closing = step in ("arrived", "outcome") and entry.table.get(step) == CLOSING
        if closing and level != Level.URGENT:
            entry.refuse(f"{step!r}: only urgent follows the clinic's hours")
        if closing:
            minutes[step] = CLOSING
        elif step != "accepted" or entry.has(step):
            minutes[step] = entry.minutes(step)
    counted = [minutes[s] for s in STEPS if isinstance(minutes[s], int)]
    if counted != sorted(counted):
        entry.refuse("a later step is due before an earlier one")
    return Clock(**minutes)


def _sooner(table: Any, clock: Clock, catalogue: Catalogue) -> Sooner:
    entry = Entry(PROTOCOL, "levels.soon.sooner", table)
    entry.only("arrived", "when", "or_open")
    arrived = entry.minutes("arrived")
    if not isinstance(clock.arrived, int) or arrived >= clock.arrived:
        entry.refuse("'arrived' is not sooner than the level's own")
    return Sooner(
        arrived=arrived,
        when=entry.condition("when", catalogue),
        or_open=entry.flag("or_open"),
    )


def read_follow_up(table: Table) -> dict[Level, FollowUp]:
    """Give when the clinic calls back after each level."""
    entry = Entry(PROTOCOL, "follow_up", table.get("follow_up"))
    entry.only(*LEVELS)
    return {level: _call(entry, level) for level in LEVELS}


def _call(entry: Entry, level: Level) -> FollowUp:
    value = entry.table.get(level)
    if value == "working_day":
        return "working_day"
    if (
        isinstance(value, list)
        and len(value) == 2
        and all(type(hours) is int for hours in value)
        and 0 < value[0] <= value[1]
    ):
        return value[0], value[1]
    entry.refuse(f"'{level}' is neither 'working_day' nor [earliest, latest] hours")


def read_rules(
    table: Table,
    catalogue: Catalogue,
    families: Collection[str],
    sources: Collection[str],
) -> tuple[Rule, ...]:
    """Give the rules in the order of the file."""
    return tuple(
        _rule(entry, catalogue, families, sources)
        for entry in entries(PROTOCOL, table, "rule", "id").values()
    )


def _rule(
    entry: Entry,
    catalogue: Catalogue,
    families: Collection[str],
    sources: Collection[str],
) -> Rule:
    entry.only("id", "level", "family", "when", "if_unsure", "reason", "source")
    level = Level(entry.one_of("level", tuple(HELD_BY_DEFAULT)))
    held = HELD_BY_DEFAULT[level]
    if entry.has("if_unsure"):
        held = Level(entry.one_of("if_unsure", tuple(Level)))
    if held > level:
        entry.refuse(f"'if_unsure' is {held}, above its own level {level}")
    family = entry.text("family")
    if family not in families:
        entry.refuse(f"its family {family!r} has no name in [families]")
    cited = entry.texts("source")
    for key in cited:
        if key not in sources:
            entry.refuse(f"cites {key!r}, which is not in sources.toml")
    return Rule(
        id=entry.name,
        level=level,
        family=family,
        when=entry.condition("when", catalogue),
        held=held,
        reason=entry.text("reason"),
        sources=cited,
    )
