"""Rows as the text of a CSV file that no spreadsheet runs anything of."""

import csv
import io
from collections.abc import Iterable

# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Without the mark, spreadsheets read names as another alphabet's.
MARK = "\ufeff"


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """*rows* as lines of CSV; what would be a formula is made text."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
