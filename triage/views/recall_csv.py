"""A recall list as a file for a spreadsheet, written as it is read."""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils import timezone

from triage.models import Patient, Release
from triage.views.recall_list import Line, all_lines

# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    *("Patient", "Name", "Born", "Phone", "Other phone", "Number given at the intake"),
    *("Guardian", "Guardian phone", "Before calling", "Reads", "Needs an interpreter"),
    *("Given", "By", "Level", "Size", "Paper", "Said back", "Intake", "Retracted"),
    *("Recorded as", "Newer release given since", "This release given again", "Words"),
)


def recall_csv(release: Release) -> Iterator[str]:
    """The whole list of *release* as text, a chunk at a time, times in the clinic's."""
    # Without the mark, spreadsheets read names as another alphabet's.
    yield "\ufeff" + _text([COLUMNS])
    for chunk in all_lines(release):
        yield _text(_cells(line) for line in chunk)


def _cells(line: Line) -> list[str]:
    copy, patient = line.copy, line.patient
    return [
        *(patient.code, patient.name, _born(patient)),
        *(patient.phone, patient.other_phone, line.intake.callback_number),
        *(patient.guardian_name, patient.guardian_phone, patient.contact_notes),
        *(patient.reads, "yes" if patient.needs_interpreter else "no"),
        *(_moment(copy.at), str(copy.by), copy.get_level_display()),
        *(copy.get_size_display(), copy.get_paper_display(), copy.heard_in_words),
        *(line.intake.code, line.retracted, line.recorded_as),
        f"{line.newer.release}, {_moment(line.newer.at)}" if line.newer else "",
        _moment(line.again.at) if line.again else "",
        copy.digest,
    ]


def _born(patient: Patient) -> str:
    if patient.birth_date is None:
        return ""
    is_about = patient.birth_date_is_estimated
    return f"about {patient.birth_date.year}" if is_about else str(patient.birth_date)


def _moment(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _text(rows: Iterable[Iterable[str]]) -> str:
    written: list[str] = []
    writer = csv.writer(_Lines(written))
    writer.writerows([[_safe(cell) for cell in row] for row in rows])
    return "".join(written)


class _Lines:
    """What the writer of the standard library takes for a file."""

    def __init__(self, written: list[str]):
        self.write = written.append


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
