"""The parts of the sheet's content, as the managers' page shows them."""

from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from triage.engine.handout_sentence import is_of_article
from triage.engine.sheet import PLACE, Block, Section, Sentence
from triage.library import current_protocol
from triage.views.content_when import (
    PARTICULARS,
    conditions_of,
    levels_of,
    may_print,
)

SHAPES = {
    "result": "one line in a frame",
    "tiles": "tiles with icons",
    "stop": "the box with the thick edge",
    "note": "a note",
    "call": "a list in two columns",
    "text": "running text",
    "diary": "a table to fill in",
    "steps": "numbered steps",
    "list": "a list",
    "open": "a list",
    "card": "the card to cut out",
    "fine": "small print",
}


@dataclass(frozen=True)
class Run:
    """A piece of a sentence: its words, or what is filled in there."""

    text: str
    is_filled: bool = False


def runs(text: str) -> list[Run]:
    """Split *text* at its {braces}, which are said in plain words."""
    pieces = PLACE.split(text)
    return [
        Run(PARTICULARS[piece], is_filled=True) if odd % 2 else Run(piece)
        for odd, piece in enumerate(pieces)
        if piece
    ]


class Part:
    """What can be printed or not: when it is, beside the level and in plain words."""

    def __init__(self, part):
        self.levels = levels_of(part.only)
        self.conditions = conditions_of(part.only)


class SentenceShown(Part):
    """
    One sentence or heading, and the *original*'s where it is of a translation.

    *kind* says what a line is that states nothing: "Title" or "Heading".
    """

    def __init__(self, sentence: Sentence, original: Sentence | None, kind: str = ""):
        super().__init__(sentence)
        self.sentence, self.kind = sentence, kind
        self.text, self.child = runs(sentence.text), runs(sentence.child)
        self.english = runs(original.text) if original else []
        self.english_child = runs(original.child) if original else []

    @property
    def origin(self):
        """Whose words they are; '' of a heading, which states nothing."""
        keys = self.sentence.sources
        if not keys:
            return ""
        if self.sentence.addition:
            return "addition"
        return "article" if any(map(is_of_article, keys)) else "sheet"

    @property
    def sources(self):
        """Each source, and its short name."""
        protocol = current_protocol()
        return [
            (protocol.sources[key], protocol.cited(key))
            for key in self.sentence.sources
        ]


class BlockShown(Part):
    """One block, with what it says at *level* and how hard that reads."""

    def __init__(self, block: Block, original: Block | None, level: str, graded):
        super().__init__(block)
        self.block, self.graded = block, graded
        self.sentences = said(
            (*block.sentences, *block.more),
            (*original.sentences, *original.more) if original else (),
            level,
        )
        self.columns = [
            (column, theirs)
            for column, theirs in zip_longest(
                block.columns, original.columns if original else ()
            )
        ]

    @property
    def about(self):
        """The questions whose danger this line of the help box covers."""
        findings = current_protocol().findings
        return [findings[name].label for name in self.block.about]


class SectionShown(Part):
    """One section with the blocks that can be printed at *level*."""

    def __init__(self, section: Section, original: Section | None, level: str, graded):
        super().__init__(section)
        self.section, self.shape = section, SHAPES[section.shape]
        theirs = original or _Nothing
        self.headings = said(section.headings, theirs.headings, level, "Heading")
        self.intro = said(section.intro, theirs.intro, level)
        self.outro = said(section.outro, theirs.outro, level)
        self.blocks = [
            BlockShown(block, their, level, graded.get(block.id))
            for block, their in zip_longest(section.blocks, theirs.blocks)
            if may_print(block.only, level)
        ]

    @cached_property
    def name(self):
        """What it is called here: its plainest heading, else its name in the file."""
        *_, last = [said.english or said.text for said in self.headings] or [[]]
        words = "".join(run.text for run in last if not run.is_filled)
        return words.rstrip(" :") or self.section.id.replace("-", " ").capitalize()


class _Nothing:
    """Stands for a section of the original, where this is the original itself."""

    headings = intro = outro = blocks = ()


def said(sentences, originals, level, kind=""):
    """The *sentences* that can be printed at *level*, each beside its original."""
    return [
        SentenceShown(sentence, original, kind)
        for sentence, original in zip_longest(sentences, originals)
        if may_print(sentence.only, level)
    ]
