"""What the browser tests watch for is found when it is there."""

import datetime as dt
import logging

import pytest

from tests.browser.watch import Watch
from triage.models import Patient

ROSA = Patient(
    name="Rosa Delgado",
    birth_date=dt.date(1979, 6, 14),
    phone="(503) 555-0131",
    record_number="204-118-7",
)


@pytest.mark.parametrize(
    "words",
    [
        "delgado",
        "Rosa Delgado",
        "born Jun 14, 1979",
        "1979-06-14",
        "06/14/1979",
        "call 5035550131",
        "503-555-0131",
        "no. 2041187",
    ],
)
def test_a_patient_in_an_address_a_title_or_the_log_is_found(words):
    watch = Watch()
    watch.request_lines.append(f"GET /patients/?q={words.replace(' ', '+')}")
    watch.titles.append(f"{words} – Backstop")
    with watch.log():
        logging.getLogger("triage.actions").info("Saved %s", words)
        logging.getLogger("django.request").warning("Not Found: /%s", words)

    assert len(watch.found([ROSA])) == 4


def test_codes_and_uuids_name_nobody():
    watch = Watch()
    watch.request_lines.append("GET /patients/5e3a5d6e-0000-4000-8000-000000000000/")
    watch.titles.append("Patient P-204 – Backstop")
    with watch.log():
        logging.getLogger("triage.actions").info("2026-11-24 10:42:11,118 I-131 by 7")

    assert watch.found([ROSA]) == []


def test_the_log_is_left_as_it_was():
    logger = logging.getLogger("triage")
    before = logger.level, list(logger.handlers)
    with Watch().log():
        pass

    assert (logger.level, logger.handlers) == before
