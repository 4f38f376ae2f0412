"""What the patient said back is recorded once, and a mistake in it loses nothing."""

import datetime as dt
import re

import pytest
import time_machine

from tests.handouts import actions, address, given, text
from tests.intakes import finished
from triage.actions.errors import Refused
from triage.actions.handout import record_teach_back
from triage.actions.retraction import retract_intake
from triage.models import TeachBack

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


def test_what_the_patient_said_back_is_recorded(as_staff, staff):
    copy = given()

    response = as_staff.post(
        address("teach_back", copy),
        {"result": "partly", "note": "Named two of the signs."},
        follow=True,
    )

    heard = TeachBack.objects.get()
    assert (heard.handout, heard.by, heard.result) == (copy, staff, "partly")
    assert "Understood in part, explained again" in text(response)
    assert "Named two of the signs." in text(response)
    assert "recorded teach-back" in actions()


def test_a_result_that_is_none_of_ours_is_refused(as_staff):
    copy = given()

    with pytest.raises(Refused):
        record_teach_back(handout=copy, result="perhaps", by=copy.by)
    assert not TeachBack.objects.exists()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"note": "Named two."}, "Choose what the patient said back."),
        ({"note": "Named two.", "result": "perhaps"}, "Choose what the patient said"),
        (
            {"note": "Named two. " * 60, "result": "partly"},
            "Shorten the note to 500 characters. It has 659.",
        ),
    ],
)
def test_a_mistake_comes_back_with_what_was_typed(as_staff, sent, says):
    copy = given()

    response = as_staff.post(address("teach_back", copy), sent)
    page = text(response)

    assert response.status_code == 422
    assert page.count(says) == 2  # above all, and at the field
    summary = page[page.index("bk-errors") :].partition("</div>")[0]
    for field in re.findall('href="#([^"]*)"', summary):
        assert f'id="{field}"' in page
    assert f'value="{sent["note"].strip()}' in page
    assert "<title>Error: Handout for" in page
    assert ('value="partly" autocomplete="off" checked' in page) == ("Shorten" in says)
    assert "Your answers point to care at home." in page
    assert not TeachBack.objects.exists()
    assert actions()[-1] == "viewed handout"


def test_pressed_twice_the_same_answer_is_one_record(as_staff, staff):
    copy = given()
    sent = {"result": "partly", "note": "Named two of the signs."}
    for _ in range(2):
        as_staff.post(address("teach_back", copy), sent)

    assert TeachBack.objects.count() == 1
    assert actions().count("recorded teach-back") == 1


def test_another_answer_or_another_time_is_another_record(staff, clinician):
    copy = given()
    said = {"handout": copy, "result": "partly", "note": "Named two.", "by": staff}
    with time_machine.travel(MONDAY, tick=False) as clock:
        record_teach_back(**said)
        record_teach_back(**said | {"note": "Named four."})
        record_teach_back(**said | {"result": "understood"})
        record_teach_back(**said | {"by": clinician})
        record_teach_back(**said)
        clock.shift(31)
        record_teach_back(**said)

    assert TeachBack.objects.count() == 6


def test_every_list_says_how_the_patient_understood(as_staff, staff):
    copy = given()
    record_teach_back(handout=copy, result="not_understood", by=staff)
    record_teach_back(handout=copy, result="understood", by=staff)

    for row in (copy.outcome, copy.outcome.intake.patient):
        page = text(as_staff.get(row.get_absolute_url()))
        assert "said back: understood" in page
        assert f"English · Normal · US Letter · by {copy.by}" in page


def test_nothing_is_said_back_from_a_sheet_of_a_retracted_intake(clinician):
    copy = given(finished())
    retract_intake(
        intake=copy.outcome.intake, kind="test", reason="A trial.", by=clinician
    )

    with pytest.raises(Refused, match="was retracted"):
        record_teach_back(handout=copy, result="understood", by=clinician)

    assert not copy.teach_backs.exists()
