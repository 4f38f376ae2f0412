"""A recall list as a file for a spreadsheet, written as it is read."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.utils import timezone

from triage.actions.errors import Refused
from triage.models import HandoutIssued, Patient, Release
from triage.views.recall_list import Line, all_lines, codes
from triage.views.spreadsheet import MARK, csv_text

NOT_WHOLE = (
    "This list is not whole: the audit log could not be written. Tell a manager."
)
COLUMNS = (
    *("Patient", "Name", "Born", "Phone", "Other phone", "Number given at the intake"),
    *("Guardian", "Guardian phone", "Before calling", "Reads", "Needs an interpreter"),
    *("Given", "By", "Level", "Size", "Paper", "Said back", "Intake", "Retracted"),
    *("Recorded as", "Since", "Newer release given since", "Other release given since"),
    *("This release given again", "Words"),
)


def recall_csv(release: Release, record: Callable[[list[str]], bool]) -> Iterator[str]:
    """
    The whole list of *release* as text, a chunk at a time, times in the clinic's zone.

    *record* takes the codes of a chunk before it leaves, and says whether they are in
    the audit. Where they are not, the list ends with a line that says so, and Refused
    breaks the download off: nobody is to take it for the whole.
    """
    yield MARK + csv_text([COLUMNS])
    for chunk in all_lines(release):
        if not record(codes(chunk)):
            yield csv_text([[NOT_WHOLE]])
            raise Refused(NOT_WHOLE)
        yield csv_text(_cells(line) for line in chunk)


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
        copy.since.label if copy.since else "",
        *(_release(line.newer), _release(line.other)),
        _moment(line.again.at) if line.again else "",
        copy.digest,
    ]


def _release(copy: HandoutIssued | None) -> str:
    return f"{copy.release}, {_moment(copy.at)}" if copy else ""


def _born(patient: Patient) -> str:
    if patient.birth_date is None:
        return ""
    is_about = patient.birth_date_is_estimated
    return f"about {patient.birth_date.year}" if is_about else str(patient.birth_date)


def _moment(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
