"""
Reading what is asked: the sets of sets.toml and the findings of findings.toml.
"""

import keyword
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from triage.engine.entry import Entry, ProtocolError
from triage.engine.finding import FROM_RECORD, KINDS, LONGSTANDING, UNITS, USES, Finding
from triage.engine.grammar import RESERVED
from triage.engine.protocol import QuestionSet

FINDINGS, SETS = "findings.toml", "sets.toml"
NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
PATIENT = "patient"  # the group of what is true of the person, whatever the set
OF_KIND = {
    "answer": ("critical", "longstanding"),
    "number": ("unit", "min", "max"),
    "choice": ("choices", "choice_labels", "choice_labels_es"),
}
ALWAYS = (
    "name",
    "kind",
    "group",
    "label",
    "ask",
    "ask_es",
    "asked_if",
    "code",
    "used_in",
)


def entries(
    file: str, table: Mapping[str, Any], key: str, name_key: str
) -> dict[str, Entry]:
    """Give the entries of the array of tables *key*, by name; each name once."""
    found: dict[str, Entry] = {}
    array = table.get(key)
    if not isinstance(array, list) or not array:
        raise ProtocolError(file, key, f"there is no [[{key}]]")
    for number, each in enumerate(array, start=1):
        entry = Entry(file, f"{key} {number}", each)
        name = entry.text(name_key)
        entry = Entry(file, name, each)
        if name in found:
            entry.refuse("is defined twice")
        found[name] = entry
    return found


def read_groups(table: dict[str, Any]) -> dict[str, str]:
    """Give the sections of the form, in order, with their headings."""
    Entry(SETS, "the file", table).only("groups", "set")
    entry = Entry(SETS, "groups", table.get("groups"))
    return {name: entry.text(name) for name in entry.table}


def read_sets(
    table: dict[str, Any], groups: Mapping[str, str], named: Collection[str]
) -> tuple[tuple[QuestionSet, ...], dict[str, str]]:
    """Give the sets in order, and the set of each of the *named* findings."""
    sets: list[QuestionSet] = []
    home: dict[str, str] = {}
    for id_, entry in entries(SETS, table, "set", "id").items():
        entry.only("id", "group", "title", "findings", "ask", "ask_es", "critical")
        each = QuestionSet(
            id=id_,
            group=entry.one_of("group", groups),
            title=entry.text("title"),
            findings=entry.texts("findings"),
            ask=entry.text("ask"),
            ask_es=entry.spanish("ask"),
            critical=entry.flag("critical"),
        )
        for name in each.findings:
            if name not in named:
                entry.refuse(f"asks {name!r}, which is not a finding")
            if name in FROM_RECORD:
                entry.refuse(f"asks {name!r}, which comes from the patient's record")
            if name in home:
                entry.refuse(f"asks {name!r}, which is in the set {home[name]!r} too")
            home[name] = id_
        sets.append(each)
    order = list(groups)
    if [each.group for each in sets] != sorted(
        (each.group for each in sets), key=order.index
    ):
        raise ProtocolError(SETS, "groups", "the sets of a group do not stand together")
    return tuple(sets), home


def read_findings(
    table: dict[str, Any],
    groups: Mapping[str, str],
    sets: Sequence[QuestionSet],
    home: Collection[str],
) -> dict[str, Finding]:
    """Give the catalogue in the order of the form, each condition compiled."""
    Entry(FINDINGS, "the file", table).only("finding")
    found = entries(FINDINGS, table, "finding", "name")
    for name, entry in found.items():
        if name not in home and name not in FROM_RECORD:
            entry.refuse("is in no set of sets.toml")
    order = [name for name in FROM_RECORD if name in found]
    order += [name for each in sets for name in each.findings]
    one_by_one = {name for each in sets if each.critical for name in each.findings}

    plain = {
        name: _finding(found[name], position, groups)
        for position, name in enumerate(order)
    }
    catalogue: dict[str, Finding] = {}
    for name, finding in plain.items():
        entry = found[name]
        if finding.critical and name not in one_by_one:
            entry.refuse("is critical but stands in a set that is not")
        if entry.has("asked_if"):
            for parent in entry.condition("asked_if", plain).names:
                if plain[parent].position >= finding.position:
                    entry.refuse(f"'asked_if' reads {parent!r}, which is asked later")
            condition = entry.condition("asked_if", catalogue)
            finding = replace(finding, asked_if=condition)
        catalogue[name] = finding
    return catalogue


def _finding(entry: Entry, position: int, groups: Mapping[str, str]) -> Finding:
    name = entry.name
    if not NAME.fullmatch(name) or keyword.iskeyword(name) or name in RESERVED:
        entry.refuse("is not a usable name (lower case, digits, underscores)")
    kind = entry.one_of("kind", KINDS)
    entry.only(*ALWAYS, *OF_KIND[kind])
    return Finding(
        name=name,
        kind=kind,
        group=entry.one_of("group", (*groups, PATIENT)),
        label=entry.text("label"),
        ask=entry.text("ask"),
        ask_es=entry.spanish("ask"),
        position=position,
        used_in=entry.texts("used_in", USES),
        code=_codes(entry),
        **_of_kind(entry, kind),
    )


def _of_kind(entry: Entry, kind: str) -> dict[str, Any]:
    if kind == "number":
        low, high = entry.number("min"), entry.number("max")
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            entry.refuse("'min' is not below 'max'")
        return {"unit": entry.one_of("unit", UNITS), "minimum": low, "maximum": high}
    if kind == "choice":
        choices = entry.texts("choices")
        for choice in choices:
            if not NAME.fullmatch(choice) or choice == "unsure":
                entry.refuse(f"'choices' has {choice!r}, which is not a usable name")
        return {
            "choices": choices,
            "choice_labels": entry.labels("choice_labels", choices),
            "choice_labels_es": entry.labels("choice_labels_es", choices),
        }
    offered = entry.has("longstanding")
    return {
        "critical": entry.flag("critical"),
        "longstanding": entry.one_of("longstanding", LONGSTANDING) if offered else None,
    }


def _codes(entry: Entry) -> dict[str, str]:
    if not entry.has("code"):
        return {}
    code = Entry(entry.file, entry.name, entry.need("code", dict, "a table"))
    code.only("snomed", "icd10cm", "loinc")
    return {system: code.text(system) for system in code.table}
