"""
Reads the sentences of the patient's sheet, and when each is printed.
"""

from collections.abc import Callable, Collection
from typing import TypeVar

from triage.engine.entry import Entry
from triage.engine.expression import Expression
from triage.engine.level import Level
from triage.engine.protocol import Protocol
from triage.engine.reach import Reach
from triage.engine.sheet import PARTICULARS, PLACE, UNMARKED, Only, Sentence

ONLY = (
    *("levels", "when", "unless", "families", "no_families", "needs", "lacks"),
    "changed",
)
LEVELS = tuple(level for level in Level if level is not Level.NONE)

Part = TypeVar("Part")


def is_of_article(key: str) -> bool:
    """Say whether *key* is the article itself; its readers' comments are not."""
    return key.startswith("article") and key != "article-comments"


class SentenceReader:
    """Turns tables of the file called *name* into sentences, or refuses them."""

    def __init__(self, name: str, protocol: Protocol):
        self.name, self.protocol = name, protocol
        self.reach = Reach(protocol.order)
        self.cited: dict[str, None] = {}

    def sentence(
        self, shape: str, *, addition: bool = False
    ) -> Callable[[Entry], Sentence]:
        """Make the reader of the sentences of a section of that *shape*."""

        def read(entry: Entry) -> Sentence:
            entry.only("text", "child", "sources", "strong", "addition", "item", *ONLY)
            sentence = Sentence(
                text=self.placed(entry, "text"),
                child=self.placed(entry, "child") if entry.has("child") else "",
                only=self.when(entry),
                sources=entry.texts("sources"),
                strong=entry.flag("strong"),
                addition=addition or entry.flag("addition"),
                item=entry.flag("item"),
            )
            self.check_sources(entry, sentence, marked=shape not in UNMARKED)
            return sentence

        return read

    def heading(self, entry: Entry) -> Sentence:
        """Read a heading or title: it names what follows and states nothing."""
        entry.only("text", "child", *ONLY)
        return Sentence(
            text=self.placed(entry, "text"),
            child=self.placed(entry, "child") if entry.has("child") else "",
            only=self.when(entry),
        )

    def when(self, entry: Entry) -> Only:
        """Read when a part is printed."""
        families = self.protocol.families
        return Only(
            levels=frozenset(self.some(entry, "levels", LEVELS)),
            when=self.condition(entry, "when"),
            unless=self.condition(entry, "unless"),
            families=frozenset(self.some(entry, "families", families)),
            no_families=frozenset(self.some(entry, "no_families", families)),
            needs=frozenset(self.some(entry, "needs", PARTICULARS)),
            lacks=frozenset(self.some(entry, "lacks", PARTICULARS)),
            changed=entry.flag("changed"),
        )

    def condition(self, entry: Entry, key: str) -> Expression | None:
        """Compile the condition of *key*; one that can never hold is refused."""
        if not entry.has(key):
            return None
        condition = entry.condition(key, self.protocol.findings)
        if self.reach.answers_for(condition) is None:
            entry.refuse(f"{key!r} can never hold: {condition.text}")
        return condition

    def placed(self, entry: Entry, key: str) -> str:
        """Give a text whose {braces} hold particulars only."""
        text = entry.text(key)
        for name in PLACE.findall(text):
            if name not in PARTICULARS:
                entry.refuse(f"{{{name}}} is not a particular of a sheet")
        return text

    def check_sources(self, entry: Entry, sentence: Sentence, *, marked: bool) -> None:
        """Refuse a source that nobody knows, and a mark that is not true."""
        for key in sentence.sources:
            source = self.protocol.sources.get(key)
            if source is None:
                entry.refuse(f"cites {key!r}, which is not in sources.toml")
            if "handout" not in source.cited_in:
                entry.refuse(f"cites {key!r}, which is not cited_in handout")
            self.cited[key] = None
        theirs = [is_of_article(key) for key in sentence.sources]
        if sentence.addition and all(theirs):
            entry.refuse("is marked as an addition, but is the article's alone")
        if marked and not sentence.addition and not any(theirs):
            entry.refuse("is not in the article: mark it as an addition")

    def each(
        self,
        entry: Entry,
        key: str,
        read: Callable[[Entry], Part],
        *,
        optional: bool = False,
    ) -> tuple[Part, ...]:
        """Read every table of the list *key*; an empty list is refused."""
        if optional and not entry.has(key):
            return ()
        tables = entry.need(key, list, "a list")
        if not tables:
            entry.refuse(f"{key!r} is empty: nothing would stand there")
        return tuple(
            read(Entry(self.name, f"{entry.name}, {key} {number}", table))
            for number, table in enumerate(tables, 1)
        )

    def some(
        self, entry: Entry, key: str, allowed: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """Give the texts of *key*, or none where it is left out."""
        return entry.texts(key, allowed) if entry.has(key) else ()
