"""
Reads a translation of the patient's sheet, and refuses one that must not be printed.

A translation holds words only. What is printed, when, in which order and from which
source has one home, the file that it translates: a change there reaches every language,
or stops the start where words are lacking.

Refused, with the file, the entry and what is wrong: a text of the original without its
words; words for a text that the original does not have, or has no longer; a text twice;
{braces} or numbers that are not the original's; the original's own words, unless they
name works ([cite]) or `same` says that both languages share them; anything that nobody
knows.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from triage.engine.digest import digest_of
from triage.engine.entry import Entry, ProtocolError
from triage.engine.handout_sentence import LEVELS
from triage.engine.protocol import Protocol
from triage.engine.sheet import LABELS, PLACE, Block, Handout, Section, Sentence

TABLES = ("labels", "levels", "cite", "tell", "open", "topics")
FIRST = ("language", "translates", "version", "same", "words", *TABLES)
NUMBER = re.compile(r"\d+")


def read_translation(
    name: str, text: str, *, original: Handout, protocol: Protocol
) -> Handout:
    """
    Read the file called *name*: the sheet *original* in the words of another language.

    Its digest covers both files, so a translator answers for the words as they stand
    beside the original's, and signs again when either changes. Raises ProtocolError for
    a file that must not be printed.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(name, "the file", str(error)) from None
    return _TranslationReader(name, original, protocol).handout(table, text)


class _TranslationReader:
    """Puts the words of one file in the place of the original's, or refuses them."""

    def __init__(self, name: str, original: Handout, protocol: Protocol):
        self.name, self.original, self.protocol = name, original, protocol

    def handout(self, table: dict[str, Any], text: str) -> Handout:
        top = Entry(self.name, "the file", table)
        top.only(*FIRST)
        original = self.original
        top.one_of("translates", (original.language,))
        if top.text("language") == original.language:
            top.refuse(f"is in {original.language!r}, the language that it translates")
        self.same = set(top.texts("same")) if top.has("same") else set()
        self.words = self.pairs(top)
        # In the order of their names, as the text of a release is kept.
        texts = dict(sorted({**original.texts, self.name: text}.items()))
        return replace(
            original,
            name=self.name,
            language=top.text("language"),
            translates=original.language,
            version=top.text("version"),
            digest=digest_of(texts),
            texts=texts,
            titles=self.sentences(original.titles),
            labels=self.table(top, "labels", original.labels, LABELS),
            levels=self.table(top, "levels", original.levels, LEVELS),
            sections=tuple(map(self.section, original.sections)),
            cite=self.table(top, "cite", original.cite, original.cite),
            tell=self.table(top, "tell", original.tell, original.tell),
            open=self.table(top, "open", original.open, original.open),
            topics=self.topics(top),
        )

    def pairs(self, top: Entry) -> dict[str, str]:
        """Give the words by the text of the original that each translates."""
        known = set(_texts(self.original))
        words: dict[str, str] = {}
        for number, pair in enumerate(top.need("words", list, "a list"), 1):
            entry = Entry(self.name, f"words {number}", {"pair": pair})
            if not _is_pair(pair):
                entry.refuse("is not a pair of texts: the original's and its words")
            theirs, ours = pair
            entry.name = f"words {number}, {theirs!r}"
            if theirs in words:
                entry.refuse("is there twice")
            if theirs not in known:
                near = get_close_matches(theirs, known, n=1)
                hint = f"; the nearest there is {near[0]!r}" if near else ""
                entry.refuse(f"is not in {self.original.name}{hint}")
            words[theirs] = self.checked(entry, theirs, ours)
        for theirs in _texts(self.original):
            if theirs not in words:
                top.refuse(f"'words' has none for {theirs!r}")
        return words

    def table(
        self,
        top: Entry,
        key: str,
        original: Mapping[str, str],
        names: Collection[str],
    ) -> dict[str, str]:
        """Give the words of the table *key*: for all that the original's has."""
        words = top.labels(key, names)
        for name, theirs in original.items():
            entry = Entry(self.name, f"[{key}], {name}", {})
            self.checked(entry, theirs, words[name], names_works=key == "cite")
        return words

    def topics(self, top: Entry) -> dict[str, str]:
        """Give the words of each finding's set, as the original does."""
        set_of, theirs = self.protocol.set_of, self.original.topics
        by_set = {each.id: theirs[name] for name, each in set_of.items()}
        words = self.table(top, "topics", by_set, by_set)
        return {name: words[each.id] for name, each in set_of.items()}

    def checked(
        self, entry: Entry, theirs: str, ours: str, *, names_works: bool = False
    ) -> str:
        """Give the words *ours*; refused where *theirs* says another number or name."""
        if not ours.strip():
            entry.refuse("has no words")
        for kind, pattern in (("{braces}", PLACE), ("numbers", NUMBER)):
            if _all(pattern, theirs) != _all(pattern, ours):
                entry.refuse(f"{kind} are not those of the original: {ours!r}")
        is_word = any(map(str.isalpha, PLACE.sub("", ours)))
        if ours == theirs and is_word and not names_works and ours not in self.same:
            entry.refuse(f"has the original's own words: {ours!r}")
        return ours

    def said(self, text: str) -> str:
        """Give the words of *text*; nothing, or a particular alone, needs none."""
        return self.words.get(text, text)

    def sentences(self, sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
        return tuple(
            replace(each, text=self.said(each.text), child=self.said(each.child))
            for each in sentences
        )

    def block(self, block: Block) -> Block:
        return replace(
            block,
            sentences=self.sentences(block.sentences),
            more=self.sentences(block.more),
            columns=tuple(map(self.said, block.columns)),
        )

    def section(self, section: Section) -> Section:
        return replace(
            section,
            headings=self.sentences(section.headings),
            intro=self.sentences(section.intro),
            blocks=tuple(map(self.block, section.blocks)),
            outro=self.sentences(section.outro),
        )


def _is_pair(pair: Any) -> bool:
    return (
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(text, str) for text in pair)
    )


def _all(pattern: re.Pattern[str], text: str) -> list[str]:
    return sorted(pattern.findall(text))


def _texts(handout: Handout) -> dict[str, None]:
    """Every text of *handout* that has words of its own, in the order of the sheet."""
    found = [text for each in handout.titles for text in (each.text, each.child)]
    for section in handout.sections:
        sentences = [*section.headings, *section.intro]
        columns: list[str] = []
        for block in section.blocks:
            sentences += [*block.sentences, *block.more]
            columns += block.columns
        for each in [*sentences, *section.outro]:
            found += [each.text, each.child]
        found += columns
    return dict.fromkeys(text for text in found if PLACE.sub("", text).strip())
