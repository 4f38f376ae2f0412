"""
The levels of care, ordered: emergency > urgent > soon > self_care > none.
"""

from enum import StrEnum


class Level(StrEnum):
    """
    How quickly a patient is seen; compares by urgency, stores as its own word.

    `none` is not an outcome: it is what an open rule holds when it holds nothing.
    """

    NONE = "none"
    SELF_CARE = "self_care"
    SOON = "soon"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for none, up to 4 for emergency."""
        return RANK[self]

    # A plain string is compared too, so that a level read from the database is never
    # ordered by the alphabet ("emergency" < "soon"); ValueError for any other word.
    def __lt__(self, other: str) -> bool:
        return RANK[self] < RANK[Level(other)]

    def __le__(self, other: str) -> bool:
        return RANK[self] <= RANK[Level(other)]

    def __gt__(self, other: str) -> bool:
        return RANK[self] > RANK[Level(other)]

    def __ge__(self, other: str) -> bool:
        return RANK[self] >= RANK[Level(other)]


RANK = {level: rank for rank, level in enumerate(Level)}

# What an undecided rule holds when it does not say otherwise: one level below its own.
HELD_BY_DEFAULT = {
    Level.EMERGENCY: Level.URGENT,
    Level.URGENT: Level.SOON,
    Level.SOON: Level.NONE,
}
