"""
The patient's sheet as data: sections, blocks, sentences, and when each is printed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from triage.engine.expression import Expression
from triage.engine.facts import Facts

SHAPES = (
    *("result", "tiles", "stop", "note", "call", "text", "diary", "steps", "list"),
    *("open", "card", "fine"),
)
# What stands here speaks of the clinic or of the sheet itself: no mark is needed.
UNMARKED = {"result", "open", "fine"}
ICONS = ("go", "bag", "say", "phone", "heat", "pill", "rest", "noice")
# What may stand in {braces}: text that the clinic and the patient's record give.
PARTICULARS = (
    *("name", "guardian", "phone", "emergency", "crisis_line", "receiver", "visit_by"),
    *("call_day", "call_number", "computed", "intake", "date", "added", "code"),
    *("sheet", "closed", "out_of_hours", "elsewhere", "signed_by"),
)
PLACE = re.compile(r"\{(.*?)\}")
LABELS = (
    *("for", "for_guardian", "for_child", "phone", "closed", "emergency", "added"),
    *("card_added", "mark", "cut", "page", "preview", "unapproved", "demo"),
    *("longstanding", "unsure", "fallback", "date", "day", "call_on", "call_between"),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """
    What a sheet is made for: the level in force and the computed one, the answers, the
    families of the rules that fired, and the particulars that are known.
    """

    level: str
    computed: str
    facts: Facts
    families: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Only:
    """When a part of the sheet is printed. All that is given must hold."""

    levels: frozenset[str] = frozenset()
    when: Expression | None = None
    unless: Expression | None = None
    families: frozenset[str] = frozenset()
    no_families: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    changed: bool = False

    def holds(self, moment: Moment) -> bool:
        """Say whether to print at *moment*; what is not known never hides `unless`."""
        return not (
            (self.levels and moment.level not in self.levels)
            or self.needs - moment.known
            or self.lacks & moment.known
            or (self.changed and moment.level == moment.computed)
            or (self.families and not self.families & moment.families)
            or (self.no_families & moment.families)
            or (self.when and not self.when.holds(moment.facts))
            or (self.unless and self.unless.holds(moment.facts))
        )


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, what it says to a guardian instead, and where it comes from."""

    text: str
    only: Only
    child: str = ""
    sources: tuple[str, ...] = ()
    strong: bool = False
    addition: bool = False
    item: bool = False

    def said(self, child: bool) -> str:
        """Give the words for the patient, or for the guardian of a *child*."""
        return self.child if child and self.child else self.text


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that the sheet says, under the heading of its section."""

    id: str
    only: Only
    sentences: tuple[Sentence, ...]
    icon: str = ""
    fill: str = ""
    most: int = 0
    order: tuple[str, ...] = ()
    more: tuple[Sentence, ...] = ()
    about: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    foot: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the sheet: left out whole when none of its blocks is printed."""

    id: str
    shape: str
    only: Only
    blocks: tuple[Block, ...]
    headings: tuple[Sentence, ...] = ()
    intro: tuple[Sentence, ...] = ()
    outro: tuple[Sentence, ...] = ()
    most: int = 0


@dataclass(frozen=True)
class Handout:
    """
    The sheet in one language, checked against the protocol that it goes with.

    *translates* is the language whose words and structure it translates, "" for the
    original. *texts* (file name -> text) is all that it was made from, and *digest* is
    theirs: of a translation, its own file's and the original's.
    """

    name: str
    language: str
    translates: str
    version: str
    digest: str
    texts: Mapping[str, str] = field(repr=False)
    for_guardian: Expression
    titles: tuple[Sentence, ...]
    labels: Mapping[str, str]
    levels: Mapping[str, str]
    sections: tuple[Section, ...]
    cite: Mapping[str, str]
    tell: Mapping[str, str]
    open: Mapping[str, str]
    topics: Mapping[str, str]

    def sentences(self) -> Iterator[Sentence]:
        """Give every sentence that states something, in the order of the file."""
        for section in self.sections:
            yield from section.intro
            for block in section.blocks:
                yield from block.sentences
                yield from block.more
            yield from section.outro
