"""
From the four files of a release to a protocol, or a refusal that says what is wrong.
"""

import tomllib
from collections.abc import Mapping
from typing import Any

from triage.engine.catalogue import (
    FINDINGS,
    SETS,
    entries,
    read_findings,
    read_groups,
    read_sets,
)
from triage.engine.digest import digest_of
from triage.engine.entry import Entry, ProtocolError
from triage.engine.finding import USES
from triage.engine.level import Level
from triage.engine.protocol import Protocol, Source
from triage.engine.reach import Reach
from triage.engine.rules import (
    PROTOCOL,
    read_families,
    read_follow_up,
    read_head,
    read_levels,
    read_rules,
)

SOURCES = "sources.toml"
FILES = (FINDINGS, SETS, PROTOCOL, SOURCES)
SOURCE_KINDS = ("article", "guideline", "paper", "case", "recommendation")
SOURCE_TEXTS = (
    "title",
    "organisation",
    "authors",
    "part_of",
    "paragraph",
    "locator",
    "says",
    "url",
    "doi",
    "via",
)


def load_protocol(texts: Mapping[str, str]) -> Protocol:
    """
    Compile the four files of *texts* (name -> text) into one protocol.

    Raises ProtocolError, with the file and the entry, for whatever cannot be trusted:
    a misspelt finding, a missing source or Spanish line, a rule that cannot fire, and
    all else that this folder's readers refuse.
    """
    tables = {file: _parse(file, texts) for file in FILES}
    sources = read_sources(tables[SOURCES])
    groups = read_groups(tables[SETS])
    named = entries(FINDINGS, tables[FINDINGS], "finding", "name")
    sets, home = read_sets(tables[SETS], groups, named)
    findings = read_findings(tables[FINDINGS], groups, sets, home)
    families = read_families(tables[PROTOCOL])
    protocol = Protocol(
        **read_head(tables[PROTOCOL]),
        digest=digest_of({file: texts[file] for file in FILES}),
        levels=read_levels(tables[PROTOCOL], findings),
        families=families,
        follow_up=read_follow_up(tables[PROTOCOL]),
        groups=groups,
        sets=sets,
        findings=findings,
        rules=read_rules(tables[PROTOCOL], findings, families, sources),
        sources=sources,
    )
    _refuse_what_does_not_fit(protocol)
    _refuse_what_cannot_happen(protocol)
    return protocol


def _parse(file: str, texts: Mapping[str, str]) -> dict[str, Any]:
    if file not in texts:
        raise ProtocolError(file, "the file", "is missing")
    try:
        return tomllib.loads(texts[file])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProtocolError(file, "the file", f"is not TOML: {error}") from None


def read_sources(table: Mapping[str, Any]) -> dict[str, Source]:
    """Give the sources by the key that a rule or a sentence cites."""
    return {key: _source(Entry(SOURCES, key, each)) for key, each in table.items()}


def _source(entry: Entry) -> Source:
    entry.only(*SOURCE_TEXTS, "kind", "checked", "cited_in", "year")
    if not entry.has("title") and not entry.has("says"):
        entry.refuse("has neither 'title' nor 'says'")
    entry.need("checked", bool, "true or false")
    if len(entry.text("locator", default="").split()) > 6:
        entry.refuse("'locator' has more than six words")
    return Source(
        key=entry.name,
        kind=entry.one_of("kind", SOURCE_KINDS),
        checked=entry.flag("checked"),
        cited_in=entry.texts("cited_in", USES),
        year=entry.need("year", int, "a year") if entry.has("year") else 0,
        **{key: entry.text(key, default="") for key in SOURCE_TEXTS},
    )


def _refuse_what_does_not_fit(protocol: Protocol) -> None:
    """Compare what the files say of each other."""
    for rule in protocol.rules:
        if rule.id in protocol.findings:
            raise ProtocolError(PROTOCOL, rule.id, "is also the name of a finding")

    cited = {key for rule in protocol.rules for key in rule.sources}
    for key, source in protocol.sources.items():
        if source.part_of and source.part_of not in protocol.sources:
            problem = f"'part_of' names {source.part_of!r}, which is not here"
            raise ProtocolError(SOURCES, key, problem)
        # the whole article is cited by its paragraphs
        parts = {s.part_of for s in protocol.sources.values()}
        if "rule" in source.cited_in and key not in cited and key not in parts:
            raise ProtocolError(SOURCES, key, "'cited_in' has rule, yet none cites it")
        if "rule" not in source.cited_in and key in cited:
            raise ProtocolError(SOURCES, key, "a rule cites it: 'cited_in' lacks rule")

    conditions = [rule.when for rule in protocol.rules]
    conditions += [f.asked_if for f in protocol.order if f.asked_if]
    used = {name for condition in conditions for name in condition.names}
    for name, finding in protocol.findings.items():
        if "rule" in finding.used_in and name not in used:
            raise ProtocolError(FINDINGS, name, "'used_in' has rule, yet none reads it")
        if "rule" not in finding.used_in and name in used:
            raise ProtocolError(FINDINGS, name, "a rule reads it: 'used_in' lacks rule")


def _refuse_what_cannot_happen(protocol: Protocol) -> None:
    """Refuse a question that is never asked, a rule that never fires or never holds."""
    reach = Reach(protocol.order)
    for finding in protocol.order:
        if finding.asked_if and reach.answers_for(finding.asked_if) is None:
            problem = "its 'asked_if' can never hold, so it is never asked"
            raise ProtocolError(FINDINGS, finding.name, problem)
    for rule in protocol.rules:
        if reach.answers_for(rule.when) is None:
            raise ProtocolError(PROTOCOL, rule.id, "no lawful answers make it fire")
    for entry in protocol.levels.values():
        if entry.sooner and reach.answers_for(entry.sooner.when) is None:
            where = f"levels.{entry.level}.sooner"
            raise ProtocolError(PROTOCOL, where, "no lawful answers make it hold")

    for name in protocol.critical:
        facts = protocol.facts({name: "yes"})
        holds = [rule for rule in protocol.rules if rule.when.holds(facts)]
        if not any(rule.held >= Level.URGENT for rule in holds):
            problem = "is critical, yet no rule holds urgent while it is unanswered"
            raise ProtocolError(FINDINGS, name, problem)
