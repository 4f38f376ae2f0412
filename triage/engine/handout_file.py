"""
Reads the file of the patient's sheet, and refuses one that must not be printed.

Refused, with the file, the entry and what is wrong: a sentence without a source, or
with one that is not cited in handouts; a clinic's addition that is not marked; a
heading with nothing under it; a condition that can never hold; a finding of a rule for
which the patient has no plain words; anything that nobody knows.
"""

import tomllib
from collections.abc import Callable
from typing import Any

from triage.engine.digest import digest_of
from triage.engine.entry import Entry, ProtocolError
from triage.engine.handout_sentence import (
    LEVELS,
    ONLY,
    SentenceReader,
    is_of_article,
)
from triage.engine.protocol import Protocol
from triage.engine.sheet import ICONS, LABELS, SHAPES, Block, Handout, Section

FIRST = (
    *("language", "version", "for_guardian", "titles", "labels", "levels", "section"),
    *("cite", "tell", "open", "topics"),
)
SECTION = ("id", "shape", "headings", "intro", "outro", "most", "block", *ONLY)
BLOCK = (
    *("id", "icon", "fill", "most", "order", "more", "about", "columns", "foot"),
    *("addition", "sentences"),
    *ONLY,
)


def read_handout(name: str, text: str, *, protocol: Protocol) -> Handout:
    """
    Read the handout file called *name* against *protocol*.

    Raises ProtocolError for a file that must not be printed.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(name, "the file", str(error)) from None
    return _HandoutReader(name, protocol).handout(table, text)


class _HandoutReader(SentenceReader):
    """Turns the tables of one file into a Handout, or refuses them."""

    def __init__(self, name: str, protocol: Protocol):
        super().__init__(name, protocol)
        self.ids: set[str] = set()

    def handout(self, table: dict[str, Any], text: str) -> Handout:
        top = Entry(self.name, "the file", table)
        top.only(*FIRST)
        sections = self.each(top, "section", self.section)
        additions = [key for key in self.cited if not is_of_article(key)]
        handout = Handout(
            name=self.name,
            language=top.text("language"),
            translates="",
            version=top.text("version"),
            digest=digest_of({self.name: text}),
            texts={self.name: text},
            for_guardian=top.condition("for_guardian", self.protocol.findings),
            titles=self.each(top, "titles", self.heading),
            labels=top.labels("labels", LABELS),
            levels=top.labels("levels", LEVELS),
            sections=sections,
            cite=top.labels("cite", additions),
            tell=self.plain_words(top, "tell"),
            open=self.plain_words(top, "open"),
            topics=self.topics(top),
        )
        known = {*handout.tell, *handout.open}
        for rule in self.protocol.rules:
            for name in rule.when.names:
                if name not in known:
                    top.refuse(f"has no plain words in [tell] or [open] for {name!r}")
        return handout

    def section(self, entry: Entry) -> Section:
        entry.only(*SECTION)
        entry.name = f"section {entry.text('id')!r}"
        shape = entry.one_of("shape", SHAPES)
        sentence = self.sentence(shape)
        return Section(
            id=self.once(entry),
            shape=shape,
            only=self.when(entry),
            headings=self.each(entry, "headings", self.heading, optional=True),
            intro=self.each(entry, "intro", sentence, optional=True),
            blocks=self.each(entry, "block", self.block(shape)),
            outro=self.each(entry, "outro", sentence, optional=True),
            most=self.most(entry),
        )

    def block(self, shape: str) -> Callable[[Entry], Block]:
        def read(entry: Entry) -> Block:
            entry.only(*BLOCK)
            entry.name = f"block {entry.text('id')!r}"
            filled = entry.has("fill")
            sentence = self.sentence(shape, addition=entry.flag("addition"))
            return Block(
                id=self.once(entry),
                only=self.when(entry),
                icon=entry.one_of("icon", ICONS) if entry.has("icon") else "",
                fill=entry.one_of("fill", ("told", "open")) if filled else "",
                most=self.most(entry),
                order=self.some(entry, "order", self.protocol.families),
                more=self.each(entry, "more", sentence, optional=True),
                about=self.some(entry, "about", self.protocol.findings),
                columns=self.some(entry, "columns"),
                foot=entry.flag("foot"),
                sentences=self.each(entry, "sentences", sentence, optional=filled),
            )

        return read

    def most(self, entry: Entry) -> int:
        if not entry.has("most"):
            return 0
        value: int = entry.need("most", int, "a whole number")
        if value < 1:
            entry.refuse("'most' is not above 0")
        return value

    def once(self, entry: Entry) -> str:
        name = entry.text("id")
        if name in self.ids:
            entry.refuse("is there twice")
        self.ids.add(name)
        return name

    def plain_words(self, top: Entry, key: str) -> dict[str, str]:
        words = Entry(self.name, f"[{key}]", top.need(key, dict, "a table"))
        words.only(*self.protocol.findings)
        return {name: words.text(name) for name in words.table}

    def topics(self, top: Entry) -> dict[str, str]:
        """Give the words of each finding's set; age and sex stand in none."""
        words = top.labels("topics", [each.id for each in self.protocol.sets])
        return {name: words[each.id] for name, each in self.protocol.set_of.items()}
