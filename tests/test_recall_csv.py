"""The list of a recall as a file for a spreadsheet."""

import csv
import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.asked import OF_THE_FRAME
from tests.factories import (
    HandoutIssuedFactory,
    PatientFactory,
    ReleaseFactory,
    TeachBackFactory,
)
from tests.handouts import FORM
from tests.intakes import finished, open_one
from tests.recalls import exported, given, released, to, url
from triage.actions.handout import issue_handout
from triage.views import recall_list
from triage.views.recall_csv import COLUMNS
from triage.views.spreadsheet import FORMULA

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(db):
    return released()


def test_the_file_has_everybody_and_every_column(as_manager, staff):
    patient = PatientFactory(name="Ольга Петрова", language="other")
    patient.other_language = "Russian"
    patient.save()
    outcome = finished(intake=open_one(patient=patient, callback_number="555-0190"))
    with time_machine.travel("2026-11-24 10:42:31+00:00", tick=False):
        copy = issue_handout(outcome=outcome, by=staff, **FORM)
    TeachBackFactory(handout=copy)

    response = as_manager.get(url(copy.release, "handout_release_csv"))
    content = b"".join(response.streaming_content)
    (line,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert content.startswith(b"\xef\xbb\xbf")
    assert tuple(line) == COLUMNS
    assert line == {
        "Patient": patient.code,
        "Name": "Ольга Петрова",
        "Born": "1979-06-14",
        "Phone": "555-0142",
        "Other phone": "",
        "Number given at the intake": "555-0190",
        "Guardian": "",
        "Guardian phone": "",
        "Before calling": "",
        "Reads": "Russian",
        "Needs an interpreter": "no",
        "Given": "2026-11-24 10:42",
        "By": str(staff),
        "Level": "Self-care",
        "Size": "Normal",
        "Paper": "US Letter",
        "Said back": "Understood",
        "Intake": outcome.intake.code,
        "Retracted": "",
        "Recorded as": "",
        "Since": "",
        "Newer release given since": "",
        "Other release given since": "",
        "This release given again": "",
        "Words": copy.digest,
    }


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({"birth_date": None}, ""),
        ({"birth_date_is_estimated": True}, "about 1979"),
    ],
)
def test_an_age_that_is_not_known_is_not_made_up(as_manager, release, known, says):
    to(PatientFactory(**known), release)

    assert exported(as_manager, release)[0]["Born"] == says


def test_no_cell_is_a_formula(as_manager, release):
    """A spreadsheet would run it, with what the manager may do."""
    for number, sign in enumerate(FORMULA):
        names = {"name": f"{sign}HYPERLINK({number})", "sort_name": "x"}
        to(PatientFactory(phone=f"{sign}1 555", **names), release)

    lines = exported(as_manager, release)

    assert len(lines) == len(FORMULA)
    for line, sign in zip(reversed(lines), FORMULA, strict=True):
        assert line["Name"].startswith(f"'{sign}HYPERLINK")
        assert line["Phone"] == f"'{sign}1 555"
    assert not [cell for line in lines for cell in line.values() if cell[:1] in FORMULA]


def test_the_file_is_written_chunk_by_chunk(as_manager, release, monkeypatch):
    HandoutIssuedFactory.create_batch(5, release=release)
    monkeypatch.setattr(recall_list.all_lines, "__defaults__", (2,))

    response = as_manager.get(url(release, "handout_release_csv"))
    with CaptureQueriesContext(connection) as asked:
        pieces = list(response.streaming_content)
    reads = [sql for sql in asked if not OF_THE_FRAME.search(sql["sql"])]

    assert response.streaming
    assert [piece.count(b"\r\n") for piece in pieces] == [1, 2, 2, 1]
    # Each chunk is two queries; one more finds nothing more.
    assert len(reads) == 3 * 2 + 1


def test_the_file_is_named_by_the_release_and_by_no_patient(as_manager):
    release = ReleaseFactory(
        kind="handout", language="es", version="2026.9 “draft”/../x", digest="ab" * 32
    )
    copy = given(release)

    response = as_manager.get(url(release, "handout_release_csv"))
    list(response.streaming_content)

    name = response["Content-Disposition"]
    assert name == (
        'attachment; filename="handout-es-2026.9--draft--..-x-abababababab.csv"'
    )
    assert copy.outcome.intake.patient.name not in str(response.headers)
