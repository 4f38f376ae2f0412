"""
The units in which staff type a number; stored are days and °C, as the rules read them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from triage.engine import celsius, days, fahrenheit


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its *code* in the form, its *label*, the way to storage and back."""

    code: str
    label: str
    store: Callable[[float], float]
    show: Callable[[float], float]


def same(number: float) -> float:
    return number


FAHRENHEIT = Unit("F", "°F", partial(celsius, unit="F"), fahrenheit)
CELSIUS = Unit("C", "°C", lambda n: round(n, 2), lambda n: round(n, 1))
DAYS = Unit("days", "days ago", lambda n: days(n, "days"), same)
AGO = (
    DAYS,
    *(
        # Shown again as days: a month that was typed is not kept as one.
        Unit(code, f"{code} ago", partial(days, unit=code), same)
        for code in ("weeks", "months", "years")
    ),
)
YEARS = Unit("years", "years", same, same)


def units_of(stored: str, clinic: str) -> tuple[Unit, ...]:
    """
    The units offered for a number stored in *stored*, the preselected one first.

    *clinic* is the clinic's own unit of temperature, "F" or "C".
    """
    if stored == "C":
        return (FAHRENHEIT, CELSIUS) if clinic == "F" else (CELSIUS, FAHRENHEIT)
    return AGO if stored == "days" else (YEARS,)


def plain(number: float) -> str:
    """Write a number without zeros that say nothing: 37, 98.6."""
    return format(number, ".10g")
