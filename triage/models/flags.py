"""The raised flags of an outcome in the order in which every page shows them."""

from collections.abc import Iterable

from triage.models.level import Level
from triage.models.outcome import RaisedFlag


def by_weight(flags: Iterable[RaisedFlag]) -> list[RaisedFlag]:
    """*flags*, the one that holds the most urgent level first."""
    return sorted(flags, key=lambda flag: (-Level(flag.held).rank, flag.pk))
