"""How much each page asks: as much in a clinic of many years as in a new one."""

import datetime as dt
import itertools

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.asked import FRAME, asked, same_and_at_most, shown
from tests.factories import (
    AnswerFactory,
    DutyFactory,
    FollowUpCallFactory,
    FollowUpFactory,
    HandoutIssuedFactory,
    IntakeFactory,
    OutcomeFactory,
    OverrideFactory,
    RaisedFlagFactory,
    ReferralEventFactory,
    ReferralFactory,
    ReleaseFactory,
    RetractionFactory,
)
from tests.intake_pages import page_of, press, url
from tests.intakes import answer, finished, open_one, well
from tests.letters import kept
from triage.actions.patient import add_patient
from triage.actions.release import current_release
from triage.actions.retraction import correct_intake
from triage.models import FollowUpCall, Level, Outcome, Release

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clinic"),
]

LIST, ANSWER, FINISH = FRAME + 8, FRAME + 6, FRAME + 14
# The record of one patient: what stands above every page (3), and nine queries.
RECORD = FRAME + 3 + 9
# A sheet is put together from the whole record, and says who answers for its words.
SHEET = FRAME + 3 + 17
# A letter tells what happened and what was told as well.
LETTER = SHEET
# It also takes the old call off the list and moves the old referral.
CORRECTION = FINISH + 5
MANY = 55  # more than a page of any list

names = itertools.count(1)


@transaction.atomic
def add_to_lists(n, *, by, patient=None):
    """*n* more of everything that a list shows, of *patient* or of new ones."""
    now, release = timezone.now(), current_release()
    for _ in range(n):
        who = patient or add_patient(by=by, name=f"Rosa {next(names)} Delgado")
        kept = {"patient": who, "started_by": by, "release": release}
        reached = IntakeFactory(so_far=Level.EMERGENCY, reached_at=now, **kept)
        AnswerFactory(intake=reached, finding="urinary_retention", value="yes")
        IntakeFactory(touched_at=now - dt.timedelta(hours=1), **kept)
        outcome = OutcomeFactory(intake=IntakeFactory(submitted=True, **kept))
        add_to_outcome(1, outcome)
        ReferralFactory(outcome=outcome, late=True)
        ReferralFactory(taken=True, outcome__intake__patient=who)
        call = FollowUpFactory(outcome=outcome, due_at=now - dt.timedelta(hours=1))
        FollowUpCallFactory(follow_up=call, result=FollowUpCall.Result.NOT_REACHED)
        IntakeFactory(corrects=outcome.intake, **kept)
        RetractionFactory(intake__patient=who)
        DutyFactory()


def add_to_outcome(n, outcome):
    """*n* more flags, decisions and copies of the sheet."""
    for _ in range(n):
        RaisedFlagFactory(outcome=outcome)
        OverrideFactory(outcome=outcome, to_level=Level.URGENT)
        HandoutIssuedFactory(outcome=outcome)


def test_a_list(as_staff, as_clinician, staff):
    for client in (as_staff, as_clinician):
        add_to_lists(2, by=staff)
        few = lists(client)
        add_to_lists(MANY, by=staff)
        same_and_at_most(LIST, few, lists(client))


def lists(client):
    """What each list asks for."""
    pages = {
        name: shown(client, reverse(f"triage:{name}"))
        for name in ("today", "today_live", "referral_list", "referral_live")
    }
    search = reverse("triage:patient_search")
    return pages | {"search": asked(lambda: client.post(search, {"q": "delg rosa"}))}


def test_the_content_of_the_sheet(as_manager, staff):
    def content():
        address = reverse("triage:handout_content", args=["en"])
        example = reverse("triage:handout_example", args=["en", "V003"])
        return {
            "content": shown(as_manager, address),
            "level": shown(as_manager, f"{address}?level=soon"),
            "example": shown(as_manager, example),
        }

    few = content()
    add_to_lists(2, by=staff)
    for n in range(MANY):
        ReleaseFactory(kind=Release.Kind.HANDOUT, language="en", version=f"2020.{n}")

    same_and_at_most(LIST, few, content())


def test_the_record_of_one_patient(as_staff, as_clinician, staff):
    short, long = (finished(by=staff, chest_pain="yes") for _ in range(2))
    for outcome, n in ((short, 1), (long, 22)):
        add_to_lists(n, by=staff, patient=outcome.intake.patient)
        add_to_outcome(n, outcome)
        ReferralEventFactory.create_batch(n, referral=outcome.referral)
        FollowUpCallFactory.create_batch(n, follow_up=outcome.follow_up)

    for client in (as_staff, as_clinician):
        same_and_at_most(RECORD, records(client, short), records(client, long))


def test_the_sheet_of_one_patient(as_staff, staff):
    short, long = (finished(by=staff, chest_pain="yes") for _ in range(2))
    for outcome, n in ((short, 1), (long, 22)):
        add_to_outcome(n, outcome)

    same_and_at_most(SHEET, sheets(as_staff, short), sheets(as_staff, long))


def test_the_letter_of_one_referral(as_staff, staff):
    short, long = (finished(by=staff, chest_pain="yes") for _ in range(2))
    for outcome, n in ((short, 1), (long, 22)):
        add_to_outcome(n, outcome)

    same_and_at_most(LETTER, letters(as_staff, short), letters(as_staff, long))


def letters(client, outcome):
    """What the preview of the letter asks for, and a kept one on screen and paper."""
    referral = outcome.referral
    letter = kept(referral)
    return {
        "referral_letter": shown(
            client, reverse("triage:referral_letter", args=[referral.uuid])
        ),
        **{
            name: shown(client, reverse(f"triage:{name}", args=[letter.uuid]))
            for name in ("letter_detail", "letter_pdf")
        },
    }


def sheets(client, outcome):
    """What the preview of the sheet asks for, on screen and on paper."""
    return {
        name: shown(client, reverse(f"triage:{name}", args=[outcome.uuid]))
        for name in ("handout_preview", "preview_pdf")
    }


def records(client, outcome):
    """What each page about one patient asks for."""
    pages = (outcome, outcome.intake.patient, outcome.referral)
    return {
        page._meta.model_name: shown(client, page.get_absolute_url()) for page in pages
    }


def test_the_page_of_an_intake(as_staff, staff):
    begun, ended = open_one(by=staff), open_one(by=staff)
    answer(ended, **well(ended))
    for intake in (begun, ended):
        answer(intake, chest_pain="yes")

    few, many = (shown(as_staff, url("intake_detail", each)) for each in (begun, ended))

    same_and_at_most(RECORD, {"intake": few}, {"intake": many})


def test_saving_an_answer(as_staff, staff):
    """*yes* to chest pain interrupts: who is on duty is asked for as well."""

    def saved(answers):
        intake = open_one(by=staff)
        answer(intake, **dict(list(well(intake).items())[:answers]))
        return {value: save(as_staff, intake, value) for value in ("no", "yes")}

    add_to_lists(2, by=staff)
    few = saved(answers=2)
    add_to_lists(MANY, by=staff)

    same_and_at_most(ANSWER, few, saved(answers=MANY))


def save(client, intake, value):
    """Answer one question on a page of its own that has seen what stands there."""
    sent = page_of(client, intake)[1]
    given = {"chest_pain": value, "seen": sent["seen"]}
    return asked(lambda: press(client, intake, sent, "chest_pain", **given))


LEVELS = {
    Level.EMERGENCY: {"chest_pain": "yes"},
    Level.URGENT: {"iv_drug_use": "yes"},
    Level.SOON: {"pain_score": "9"},
    Level.SELF_CARE: {},
}


def test_finishing(as_staff, staff):
    def finishing():
        intakes = {level: well_but(LEVELS[level], by=staff) for level in LEVELS}
        return {level: finish(as_staff, intakes[level], level) for level in LEVELS}

    add_to_lists(2, by=staff)
    few = finishing()
    add_to_lists(MANY, by=staff)

    same_and_at_most(FINISH, few, finishing())


def well_but(answers, *, by):
    """A draft in which all is answered, and nothing is amiss but *answers*."""
    intake = open_one(by=by)
    answer(intake, **well(intake, **answers))
    return intake


def test_finishing_a_correction(as_staff, staff):
    def finishing():
        old = [finished(by=staff, **LEVELS[Level.URGENT]).intake for _ in range(2)]
        return {
            level: finish(as_staff, correct_intake(intake=intake, by=staff), level)
            for intake, level in zip(old, [Level.EMERGENCY, Level.URGENT], strict=True)
        }

    add_to_lists(2, by=staff)
    few = finishing()
    add_to_lists(MANY, by=staff)

    same_and_at_most(CORRECTION, few, finishing())


def finish(client, intake, level):
    """Finish with an answer or two that only the page knows yet."""
    sent = page_of(client, intake)[1] | {"smoker": "yes"} | LEVELS[level]
    asks = asked(lambda: client.post(url("intake_finish", intake), sent))
    assert Outcome.objects.get(intake=intake).disposition == level
    return asks
