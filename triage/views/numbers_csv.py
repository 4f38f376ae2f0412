"""The numbers of the referrals as a file for a spreadsheet."""

from collections.abc import Iterator

from triage.library import current_protocol
from triage.views.numbers_page import Numbers, Part
from triage.views.spreadsheet import MARK, csv_text

COLUMNS = (
    *("Counted by", "Which", "Level", "Referrals", "Did not arrive", "Step"),
    *("Came to it", "Median minutes", "90th percentile minutes", "Late"),
    *("Open without it", "Ended without it"),
)


def numbers_csv(numbers: Numbers) -> str:
    """A line for each step, by level, by month and level, and by receiver."""
    rows = [COLUMNS]
    for counted_by, parts in (
        ("all", [numbers.all]),
        ("level", numbers.levels),
        ("month", numbers.months),
        ("receiver", numbers.receivers),
    ):
        for part in parts:
            rows += _rows(counted_by, part)
    return MARK + csv_text(rows)


def _rows(counted_by: str, part: Part) -> Iterator[tuple[str, ...]]:
    levels = current_protocol().levels
    level = levels[part.level].tag if part.level else ""
    which = level if counted_by == "level" else part.name
    missed = sum(each.did_not_arrive for each in part.lives)
    for row in part.rows:
        m = row.measure
        yield (
            *(counted_by, which, level, str(len(part.lives)), str(missed), row.step),
            *(str(m.count), _minutes(m.median), _minutes(m.ninetieth), str(m.late)),
            *(str(m.waiting), str(m.without)),
        )


def _minutes(minutes: float | None) -> str:
    return "" if minutes is None else f"{minutes:.1f}"
