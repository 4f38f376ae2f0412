"""One or many referrals given to a colleague in one press of the handover."""

import pytest

from tests.factories import (
    UserFactory,
)
from tests.handouts import text
from tests.referrals import as_kept, opened, step
from triage.actions.errors import Refused
from triage.actions.referral import assign_referral, take_referral
from triage.actions.referral_handover import assign_many
from triage.models import AuditEntry, Level, Referral, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

HANDOVER = "/referrals/handover/"
ASSIGN = f"{HANDOVER}assign/"


@pytest.fixture
def colleague(db):
    return UserFactory(group="Clinician", first_name="Omar", last_name="Haddad")


def seen(*referrals):
    return {each.pk: each.events.last().pk for each in referrals}


def tokens(*referrals):
    return [f"{key}.{event}" for key, event in seen(*referrals).items()]


def owners(*referrals):
    rows = Referral.objects.in_bulk([each.pk for each in referrals])
    return [rows[each.pk].owner for each in referrals]


def test_many_go_over_at_once_each_with_its_event_and_entry(
    as_clinician, clinician, colleague
):
    rows = [opened(), opened(Level.SOON)]
    stays = opened()

    answer = as_clinician.post(
        ASSIGN, {"chosen": tokens(*rows), "to": colleague.pk, "note": "Both told."}
    )

    assert answer.status_code == 302
    assert owners(*rows, stays) == [colleague, colleague, None]
    for row in rows:
        event = row.events.last()
        assert (event.kind, event.by, event.owner) == ("assigned", clinician, colleague)
        assert event.note == "Both told."
        assert AuditEntry.objects.filter(action="referral assigned", record=row.code)
    assert f"2 referrals handed to {colleague}." in as_clinician.get(HANDOVER).text


def test_all_of_mine_go_over_in_one_press_and_nothing_else(
    as_clinician, clinician, colleague
):
    mine, other = [opened() for _ in range(2)], opened()
    for row in mine:
        take_referral(referral=row, by=clinician)

    as_clinician.post(
        ASSIGN,
        {
            "mine": tokens(*mine),
            "chosen": tokens(other),
            "all_mine": "1",
            "to": colleague.pk,
        },
    )

    assert owners(*mine, other) == [colleague, colleague, None]


def test_what_became_mine_meanwhile_is_told(as_clinician, clinician, colleague):
    mine, newer = opened(), opened()
    take_referral(referral=mine, by=clinician)
    sent = {"mine": tokens(mine), "all_mine": "1", "to": colleague.pk}
    assign_referral(referral=newer, to=clinician, by=colleague)

    answer = as_clinician.post(ASSIGN, sent)

    assert answer.status_code == 409
    assert f"{newer.code} became yours since you opened this page." in answer.text
    assert owners(mine, newer) == [colleague, clinician]


def test_what_changed_since_stays_and_is_told_and_the_others_go(
    as_clinician, colleague
):
    fresh, stale, ended = opened(), opened(), opened()
    sent = tokens(fresh, stale, ended)
    step(stale, State.SENT, by=colleague)
    step(step(ended, State.CANCELLED), State.CLOSED)
    before = [as_kept(stale), as_kept(ended)]

    answer = as_clinician.post(ASSIGN, {"chosen": sent, "to": colleague.pk})

    assert answer.status_code == 409
    page = text(answer)
    assert f"Not all of them were handed to {colleague}" in page
    assert f"Handed over: {fresh.code}." in page
    for row in (stale, ended):
        assert f"{row.code} has changed since you opened this page: " in page
    assert owners(fresh) == [colleague]
    assert [as_kept(stale), as_kept(ended)] == before


def test_one_that_is_theirs_already_is_told(clinician, colleague):
    theirs, free = opened(), opened()
    take_referral(referral=theirs, by=colleague)

    handed = assign_many(seen=seen(theirs, free), to=colleague, by=clinician)

    assert [row.pk for row in handed.moved] == [free.pk]
    assert handed.refused == (f"{theirs.code} is {colleague}'s already.",)


def test_a_referral_that_does_not_exist_is_told(clinician, colleague):
    handed = assign_many(seen={987654: 1}, to=colleague, by=clinician)

    assert (handed.moved, handed.refused) == ((), ("There is no R-987654.",))


@pytest.mark.parametrize("role", ["Staff", "Manager"])
def test_nobody_but_a_clinician_gives_or_gets(role, clinician, colleague):
    referral, other = opened(), UserFactory(group=role)

    for to, by in ((colleague, other), (other, clinician)):
        with pytest.raises(Refused, match="clinician"):
            assign_many(seen=seen(referral), to=to, by=by)
    assert owners(referral) == [None]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"to": ""}, "Choose the clinician."),
        ({"to": "999999"}, "Choose a clinician from the list."),
        ({"chosen": []}, "Choose at least one referral to hand over."),
        ({"chosen": ["x"]}, "This page is out of date."),
        ({"chosen": ["1.2.3"]}, "This page is out of date."),
        ({"chosen": ["²." + "9"]}, "This page is out of date."),
        ({"chosen": [f"{10**30}.1"]}, "This page is out of date."),
        ({"all_mine": "1"}, "Nothing that is open is yours."),
    ],
)
def test_a_bad_press_is_refused_with_a_sentence_and_loses_nothing(
    change, says, as_clinician, colleague
):
    referral = opened()
    (token,) = tokens(referral)
    sent = {"chosen": [token], "to": colleague.pk, "note": "At bed 4."} | change

    answer = as_clinician.post(ASSIGN, sent)

    assert answer.status_code == 422
    assert says in answer.text
    assert "At bed 4." in answer.text
    ticked = f'value="{token}" form="hand" checked' in text(answer)
    assert ticked == (token in sent["chosen"])
    assert owners(referral) == [None]


def test_a_row_that_changed_under_a_refused_press_is_not_ticked_again(
    as_clinician, colleague
):
    referral = opened()
    (token,) = tokens(referral)
    step(referral, State.SENT, by=colleague)

    answer = as_clinician.post(ASSIGN, {"chosen": [token], "to": ""})

    page = text(answer)
    assert "checked" not in page.partition("<tbody")[2]
    assert f"no longer ticked: {referral.code}." in page
