"""
One question of the catalogue, and what its answers may be.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from triage.engine.expression import Expression

KINDS = ("answer", "number", "choice")
UNITS = ("days", "C", "0-10", "years")
USES = ("rule", "handout", "letter")

# Written by the server from the patient's record; they stand above the first set.
FROM_RECORD = ("age", "sex")

# "yes, but so for long": the kinds of it that a finding may offer, in its own words.
LONGSTANDING = {
    "years": {"en": "For years, unchanged", "es": "Desde hace años, sin cambios"},
    "six_weeks": {
        "en": "Over 6 weeks, unchanged",
        "es": "Más de 6 semanas, sin cambios",
    },
    "months": {
        "en": "For months or years, no different now",
        "es": "Desde hace meses o años, igual que antes",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Finding:
    """
    What is asked, in which words, and which answers are lawful.

    *position* is its place on the form, from 0: age and sex, then the sets in order.
    *asked_if* reads only findings of lower positions.
    """

    name: str
    kind: str
    group: str
    label: str
    ask: str
    ask_es: str
    position: int
    critical: bool = False
    longstanding: str | None = None
    asked_if: Expression | None = None
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    choice_labels: Mapping[str, str] = field(default_factory=dict)
    choice_labels_es: Mapping[str, str] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict)
    used_in: tuple[str, ...] = ()
    bit: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bit", 1 << self.position)

    @property
    def range(self) -> tuple[float, float]:
        """The least and the greatest lawful number."""
        if self.minimum is None or self.maximum is None:
            raise TypeError(f"{self.name} is not a number")
        return self.minimum, self.maximum

    @property
    def number(self) -> int:
        """Its number on paper: its place on the form, from 1."""
        return self.position + 1

    @property
    def from_record(self) -> bool:
        """Whether the patient's record answers it."""
        return self.name in FROM_RECORD

    @property
    def is_follow_up(self) -> bool:
        """Whether another answer than age and sex decides that it is asked."""
        return self.asked_if is not None and any(
            name not in FROM_RECORD for name in self.asked_if.names
        )

    @property
    def offers_unsure(self) -> bool:
        """Whether "unsure" is lawful: not on a choice with its own `not_sure`."""
        return "not_sure" not in self.choices

    @property
    def words(self) -> tuple[str, ...]:
        """The lawful answers that are words, in the order that the form offers them."""
        offered = list(self.choices)
        if self.kind == "answer":
            offered = ["yes", "no"] + ["longstanding"] * bool(self.longstanding)
        return (*offered, *["unsure"] * self.offers_unsure)
