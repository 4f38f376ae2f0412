"""
The words of a protocol: what is asked, what each answer means, and how soon.

These are plain, frozen values. load.py makes them from the four files of a release and
refuses whatever it cannot trust.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from triage.engine.expression import Expression, compile_expression
from triage.engine.facts import Answers, Facts, read_answers
from triage.engine.finding import Finding
from triage.engine.level import Level

Minutes = int
FollowUp = Literal["working_day"] | tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """Where a sentence of the protocol comes from, and whether it was read there."""

    key: str
    kind: str
    checked: bool
    cited_in: tuple[str, ...]
    title: str = ""
    organisation: str = ""
    authors: str = ""
    year: int = 0
    part_of: str = ""
    paragraph: str = ""
    locator: str = ""
    says: str = ""
    url: str = ""
    doi: str = ""
    via: str = ""

    @property
    def short(self) -> str:
        """Who says it, as a line of small print names it."""
        return self.organisation or self.authors or self.title or self.key


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """A level for a pattern of answers; *held* applies while it is undecided."""

    id: str
    level: Level
    family: str
    when: Expression
    held: Level
    reason: str
    sources: tuple[str, ...]
    rank: int = field(init=False, repr=False)
    held_rank: int = field(init=False, repr=False)
    weight: tuple[int, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rank", self.level.rank)
        object.__setattr__(self, "held_rank", self.held.rank)
        object.__setattr__(self, "weight", (self.rank, self.held_rank))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QuestionSet:
    """One card of the form: its questions, and the sentence to read aloud."""

    id: str
    group: str
    title: str
    findings: tuple[str, ...]
    ask: str
    ask_es: str
    critical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Minutes from the start of the level; "closing" is the end of that day's hours."""

    sent: Minutes
    accepted: Minutes | None
    arrived: Minutes | Literal["closing"]
    outcome: Minutes | Literal["closing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sooner:
    """Whom a level's longer time does not suit: minutes to arrival, and for whom."""

    arrived: Minutes
    when: Expression
    or_open: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LevelEntry:
    """What the protocol says of one level: its names, what staff do, its clock."""

    level: Level
    label: str
    tag: str
    meaning: str
    actions: tuple[str, ...]
    clock: Clock | None
    sooner: Sooner | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Protocol:
    """
    One release of the protocol, compiled.

    *findings* are in the order of the form (age and sex, then the sets); *rules* and
    *sources* in the order of their files; *digest* names the release for ever.
    """

    title: str
    version: str
    digest: str
    levels: Mapping[Level, LevelEntry]
    families: Mapping[str, str]
    follow_up: Mapping[Level, FollowUp]
    groups: Mapping[str, str]
    sets: tuple[QuestionSet, ...]
    findings: Mapping[str, Finding]
    rules: tuple[Rule, ...]
    sources: Mapping[str, Source]
    order: tuple[Finding, ...] = field(init=False, repr=False)
    set_of: Mapping[str, QuestionSet] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        keep = object.__setattr__
        keep(self, "order", tuple(self.findings.values()))
        keep(self, "set_of", {n: each for each in self.sets for n in each.findings})

    @property
    def critical(self) -> tuple[str, ...]:
        """The findings that must not be left open, in the order of the form."""
        return tuple(finding.name for finding in self.order if finding.critical)

    def facts(self, answers: Answers) -> Facts:
        """Read *answers* once, to ask any number of expressions of them."""
        return read_answers(self.order, answers)

    def expression(self, text: str) -> Expression:
        """Compile a condition over this protocol's findings; ExpressionError if not."""
        return compile_expression(text, self.findings)

    def cited(self, key: str) -> str:
        """The source *key* in short; a paragraph by the text in which it stands."""
        source = self.sources[key]
        if not source.part_of:
            return source.short
        return f"{self.sources[source.part_of].short}, par. {source.paragraph}"
