"""
Who is concerned by a step that is late: a ladder of three rungs.

The owner at once; clinicians on duty after a while; managers after more. A step whose
owner cannot act (nobody has taken it, or the owner works here no more) begins at the
clinicians on duty, and where nobody is on duty it goes at once to all clinicians and to
the managers: no rung is ever empty.

The minutes are the clinic's way of working, not medicine: no source gives them, and
they change no deadline. Whoever answers for the protocol judges them too.

Pure: how late in, who out. Nothing of it is stored, so it is right whenever it is read.
"""

from datetime import timedelta
from enum import IntEnum, StrEnum

from triage.engine.level import Level


class Rung(IntEnum):
    """How far up the ladder a late step has come."""

    OWNER = 1
    ON_DUTY = 2
    MANAGERS = 3

    @property
    def note(self) -> str:
        """The rung as the record of who was told keeps it, and is read again."""
        return f"Step {self.value} of {len(Rung)}"


class Circle(StrEnum):
    """The people of one kind whom a late step concerns."""

    OWNER = "its owner"
    ON_DUTY = "clinicians on duty"
    CLINICIANS = "all clinicians"
    MANAGERS = "managers"


# From how late on a rung is reached, by the level of the referral.
AFTER = {
    Rung.ON_DUTY: {
        Level.EMERGENCY: timedelta(minutes=5),
        Level.URGENT: timedelta(minutes=15),
        Level.SOON: timedelta(days=1),
    },
    Rung.MANAGERS: {
        Level.EMERGENCY: timedelta(minutes=15),
        Level.URGENT: timedelta(minutes=60),
        Level.SOON: timedelta(days=3),
    },
}


def rung(level: str, late: timedelta, *, owner_acts: bool, is_covered: bool) -> Rung:
    """
    The rung of a step at *level* that is *late*.

    *owner_acts*: its owner is a clinician who works here. *is_covered*: somebody is on
    duty.
    """
    if late >= AFTER[Rung.MANAGERS][Level(level)]:
        return Rung.MANAGERS
    if late >= AFTER[Rung.ON_DUTY][Level(level)] or not owner_acts:
        return Rung.ON_DUTY if is_covered else Rung.MANAGERS
    return Rung.OWNER


def concerned(at: Rung, *, owner_acts: bool, is_covered: bool) -> list[Circle]:
    """Who is concerned on the rung *at*, the nearest first; never nobody."""
    circles = [Circle.OWNER] if owner_acts else []
    if at >= Rung.ON_DUTY:
        circles.append(Circle.ON_DUTY if is_covered else Circle.CLINICIANS)
    if at >= Rung.MANAGERS:
        circles.append(Circle.MANAGERS)
    return circles
