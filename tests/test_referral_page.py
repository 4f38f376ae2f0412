"""The page of one referral: what staff read there, and what a clinician does."""

import datetime as dt
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.conftest import signed_in
from tests.factories import RaisedFlagFactory, ReceiverFactory, UserFactory
from tests.referrals import as_kept, in_state, opened, step
from triage.actions.referral import (
    assign_referral,
    lower_referral,
)
from triage.actions.referral_correction import (
    move_to_outcome,
    note_wrong_patient,
)
from triage.actions.referral_step import note_contact
from triage.models import AuditEntry, Level, Retraction, State
from triage.views.referral_move import MOVES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_clinic(clinic):
    pass


def page_of(referral):
    return reverse("triage:referral_detail", args=[referral.uuid])


def way(referral, move):
    return reverse("triage:referral_move", args=[referral.uuid, move])


def filled(referral, move, **fields):
    """What a browser sends of the form of *move*, as the page shows it now."""
    fields = {"seen": referral.events.last().pk, **fields}
    return {f"{move}-{name}": value for name, value in fields.items()}


def press(client, referral, move, **fields):
    return client.post(way(referral, move), filled(referral, move, **fields))


def offers(response):
    return [name for name, _, _ in response.context["steps"]]


def test_the_page_says_to_whom_why_what_happened_and_what_is_next(as_staff):
    referral = in_state(State.SENT)
    RaisedFlagFactory(outcome=referral.outcome)
    intake = referral.outcome.intake

    page = unescape(as_staff.get(page_of(referral)).text)

    assert f"<title>Referral {referral.code}" in page
    assert intake.patient.name not in page[: page.index("</title>")]
    for words in (
        intake.patient.name,
        intake.patient.phone,
        referral.receiver.name,
        referral.receiver.phone,
        "Weakness: Leg weakness, yes",
        "Get an answer",
        "min left",
        referral.outcome.get_absolute_url(),
        intake.patient.get_absolute_url(),
    ):
        assert words in page


def test_opening_the_page_is_audited(as_staff, staff):
    referral = opened()

    as_staff.get(page_of(referral))

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.username) == ("viewed referral", staff.username)
    assert (entry.patient, entry.record) == (
        referral.outcome.intake.patient.code,
        referral.code,
    )


def test_the_page_is_shown_with_a_bar_when_it_cannot_be_audited(as_staff, monkeypatch):
    monkeypatch.setattr("triage.views.referral.record_view", lambda **_: False)

    assert (
        "could not be entered in the audit log" in as_staff.get(page_of(opened())).text
    )


@pytest.mark.parametrize("role", ["Staff", "Manager"])
def test_whoever_is_no_clinician_reads_only(role):
    referral, client = opened(), signed_in(UserFactory(group=role))
    kept = as_kept(referral)

    response = client.get(page_of(referral))

    assert response.status_code == 200
    assert offers(response) == []
    assert "Only a clinician takes the next step" in response.text
    take = reverse("triage:referral_take", args=[referral.uuid])
    assert client.post(take).status_code == 403
    for move in MOVES:
        assert client.get(way(referral, move)).status_code == 403
        assert client.post(way(referral, move)).status_code == 403
    assert as_kept(referral) == kept


def test_nobody_else_reads_it(client):
    client.force_login(UserFactory())

    assert client.get(page_of(opened())).status_code == 403


def test_an_unknown_referral_or_move_is_not_found(as_clinician):
    referral = opened()
    other = way(referral, "sent").replace(
        str(referral.uuid), str(referral.outcome.uuid)
    )

    assert as_clinician.get(other).status_code == 404
    assert as_clinician.get(way(referral, "raised")).status_code == 404
    assert as_clinician.post(page_of(referral)).status_code == 405


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.OPENED, ["sent", "cancelled", "patient_declined"]),
        (
            State.SENT,
            ["accepted", "declined", "arrived", "cancelled", "patient_declined"],
        ),
        (
            State.NOT_ARRIVED,
            ["contacted", "arrived", "sent", "cancelled", "patient_declined"],
        ),
        (State.ARRIVED, ["outcome_received"]),
        (State.CANCELLED, ["closed"]),
        (State.CLOSED, ["opened"]),
    ],
)
def test_a_clinician_is_offered_what_the_table_allows_the_next_step_first(
    state, expected, as_clinician
):
    response = as_clinician.get(page_of(in_state(state)))

    rest = [] if state == State.CLOSED else ["contacted", "assigned"]
    assert offers(response) == list(dict.fromkeys(expected + rest))


def test_a_replaced_a_lowered_and_a_retracted_referral_say_so(as_clinician, clinician):
    replaced, lowered, retracted = opened(), opened(), in_state(State.SENT)
    outcome = opened(Level.SOON).outcome
    outcome.disposition = Level.SELF_CARE
    move_to_outcome(referral=replaced, outcome=outcome, by=clinician)
    lower_referral(
        started_at=timezone.now(),
        referral=lowered,
        level=Level.SELF_CARE,
        by=clinician,
        note="Well.",
    )
    Retraction.objects.create(
        intake=retracted.outcome.intake, kind="wrong_patient", reason="x", by=clinician
    )
    note_wrong_patient(referral=retracted, by=clinician, note="Twins.")

    pages = [as_clinician.get(page_of(each)) for each in (replaced, lowered, retracted)]

    assert offers(pages[0])[0] == "replaced"
    assert "corrected to one that needs no referral" in pages[0].text
    assert "lowered" in offers(pages[1])
    assert offers(pages[2]) == ["wrong_patient", "contacted", "assigned"]
    assert f"Call {retracted.receiver} back" in unescape(pages[2].text)


def test_a_clinician_takes_it_and_comes_to_its_page(as_clinician, clinician):
    referral = opened()

    response = as_clinician.post(
        reverse("triage:referral_take", args=[referral.uuid]), follow=True
    )

    assert response.redirect_chain == [(page_of(referral), 302)]
    assert f"{referral.code} is yours. Next: send." in response.text
    assert referral.events.last().owner == clinician


def test_taking_what_a_colleague_has_says_whose_it_is(as_clinician):
    reyes = UserFactory(group="Clinician", first_name="Theo", last_name="Reyes")
    referral = assign_referral(referral=opened(), to=reyes, by=reyes)

    response = as_clinician.post(
        reverse("triage:referral_take", args=[referral.uuid]), follow=True
    )

    assert "is Theo Reyes's already" in unescape(response.text)


def test_a_link_takes_nothing(as_clinician):
    """Only a POST changes anything, so a prefetching browser is harmless."""
    referral = opened()
    kept = as_kept(referral)

    take = reverse("triage:referral_take", args=[referral.uuid])
    assert as_clinician.get(take).status_code == 405
    assert as_clinician.get(way(referral, "sent")).status_code == 200
    assert as_kept(referral) == kept


RECORDED = {
    "sent": {"way": "phone", "spoke_to": "Nurse Abara", "read_back": "no"},
    "accepted": {"spoke_to": "Dr. Osei", "note": "Bed 4."},
    "declined": {"reason": "No scanner tonight.", "spoke_to": ""},
    "arrived": {"spoke_to": ""},
    "not_arrived": {"note": "Not at the desk."},
    "outcome_received": {"note": "Scan is clear."},
    "cancelled": {"reason": "Seen here instead."},
    "patient_declined": {
        "has_capacity": "yes",
        "advice_given": "To go.",
        "safety_net_given": "yes",
    },
    "closed": {"found": "confirmed_serious", "family": "cauda_equina"},
    "opened": {"reason": "Came back."},
    "contacted": {"spoke_to": "The patient", "reached": "no"},
}
BEFORE = {
    "sent": State.OPENED,
    "not_arrived": State.ACCEPTED,
    "outcome_received": State.ARRIVED,
    "cancelled": State.OPENED,
    "patient_declined": State.OPENED,
    "closed": State.OUTCOME_RECEIVED,
    "opened": State.CLOSED,
}


@pytest.mark.parametrize("move", RECORDED)
def test_every_form_saves_what_it_asks(move, as_clinician, clinician):
    referral = in_state(BEFORE.get(move, State.SENT))
    fields = dict(RECORDED[move])
    if move == "sent":
        fields["receiver"] = ReceiverFactory().pk

    response = press(as_clinician, referral, move, **fields)

    assert response.status_code == 302, response.context["form"].errors
    event = referral.events.last()
    assert event.by == clinician
    kept = {"reopened": "opened"}.get(event.kind, event.kind)
    assert kept == move
    for name, value in fields.items():
        name = "note" if name == "reason" else name
        value = {"yes": True, "no": False}.get(value, value)
        stored = getattr(event, f"{name}_id" if name == "receiver" else name)
        assert stored == value


def test_a_referral_is_handed_on_by_its_form(as_clinician):
    referral, colleague = opened(), UserFactory(group="Clinician")

    press(as_clinician, referral, "assigned", to=colleague.pk, note="My day ends.")

    referral.refresh_from_db()
    assert referral.owner == colleague


def test_staff_cannot_be_chosen_as_owner(as_clinician, staff):
    response = press(as_clinician, opened(), "assigned", to=staff.pk)

    assert response.status_code == 422
    assert "Choose a clinician from the list." in response.text


def test_the_short_ways_to_the_end_have_their_forms(as_clinician, clinician):
    lowered = lower_referral(
        started_at=timezone.now(),
        referral=opened(),
        level=Level.SOON,
        by=clinician,
        note="Settled in an hour.",
    )
    retracted = note_wrong_patient(
        referral=in_state(State.SENT), by=clinician, note="Twins."
    )

    press(as_clinician, lowered, "lowered", found="nothing_found")
    press(as_clinician, retracted, "wrong_patient", spoke_to="Nurse Abara")

    for referral, found in [(lowered, "nothing_found"), (retracted, "wrong_patient")]:
        referral.refresh_from_db()
        assert (referral.state, referral.found) == (State.CLOSED, found)


def test_the_true_time_is_read_in_the_clinics_zone(as_clinician, settings):
    settings.TIME_ZONE = "America/New_York"
    with timezone.override("America/New_York"):
        referral = in_state(State.OPENED, ago=90)
        at = timezone.localtime() - dt.timedelta(minutes=30)

        response = press(
            as_clinician, referral, "cancelled", reason="x", at=f"{at:%Y-%m-%dT%H:%M}"
        )

    assert response.status_code == 302
    assert referral.events.last().at == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("move", "fields", "says"),
    [
        ("sent", {}, "Choose who receives the patient."),
        ("sent", {"receiver": 999999, "way": "fax"}, "Choose a receiver from the list"),
        ("cancelled", {"reason": " "}, "Say why the referral is cancelled."),
        ("cancelled", {"reason": "x", "at": "yesterday"}, "Give day and time"),
        ("cancelled", {"reason": "x", "at": "2999-01-01T10:00"}, "in the future"),
        ("cancelled", {"reason": "x", "at": "2001-01-01T10:00"}, "before the step"),
        ("cancelled", {"reason": "x", "seen": ""}, "This page is out of date"),
        ("cancelled", {"reason": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    move, fields, says, as_clinician
):
    referral = opened()
    kept = as_kept(referral)

    response = press(as_clinician, referral, move, **{"note": "Kept.", **fields})

    assert response.status_code == 422
    assert says in response.text
    assert response.text.index("Nothing was saved") < response.text.index(says)
    assert "<title>Error: " in response.text
    if move == "sent":
        assert "Kept." in response.text
    assert as_kept(referral) == kept


def test_two_people_with_one_page_do_not_overwrite_each_other(as_clinician):
    """The second sees what changed, keeps what was typed, and may decide again."""
    referral = in_state(State.SENT)
    mine = filled(referral, "arrived", note="Seen in bed 4.")
    reyes = UserFactory(group="Clinician", first_name="Theo", last_name="Reyes")
    step(referral, State.ACCEPTED, by=reyes)

    refused = as_clinician.post(way(referral, "arrived"), mine)

    assert refused.status_code == 409
    assert "has changed since you opened this page: accepted by Theo" in refused.text
    assert "Seen in bed 4." in refused.text
    again = refused.context["form"]["seen"].value()
    response = as_clinician.post(
        way(referral, "arrived"), mine | {"arrived-seen": again}
    )
    assert response.status_code == 302
    referral.refresh_from_db()
    assert referral.state == State.ARRIVED


def test_what_cannot_be_done_any_more_is_refused_with_what_was_typed(as_clinician):
    referral = in_state(State.SENT)
    mine = filled(referral, "declined", reason="No bed tonight.")
    step(referral, State.ARRIVED)

    response = as_clinician.post(way(referral, "declined"), mine)

    assert response.status_code == 409
    assert "No bed tonight." in response.text
    assert "data-focus" in response.text


def test_the_page_takes_as_many_queries_for_a_long_life(as_clinician, clinician):
    short, long = opened(), in_state(State.ACCEPTED)
    for _ in range(15):
        note_contact(referral=long, spoke_to="The patient", reached=False, by=clinician)
    RaisedFlagFactory.create_batch(7, outcome=long.outcome)

    def queries(referral):
        as_clinician.get(page_of(referral))
        with CaptureQueriesContext(connection) as captured:
            as_clinician.get(page_of(referral))
        return [query["sql"] for query in captured]

    few, many = queries(in_state(State.ACCEPTED)), queries(long)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= 20, "\n".join(many)
    assert len(queries(short)) <= 20


@pytest.mark.parametrize(
    ("lacking", "says"),
    [
        ({"has_capacity": "no"}, "not able to make this decision"),
        ({"safety_net_given": "no"}, "warning signs were not given"),
    ],
)
def test_a_refusal_that_lacks_something_is_said_twice(as_clinician, lacking, says):
    referral = opened()
    given = {**RECORDED["patient_declined"], **lacking}

    first = press(as_clinician, referral, "patient_declined", **given)

    assert first.status_code == 422
    assert says in first.text
    assert "To go." in first.text
    assert referral.events.last().kind == "opened"

    press(as_clinician, referral, "patient_declined", is_confirmed="on", **given)
    assert referral.events.last().kind == "patient_declined"


def test_the_receivers_that_fit_the_level_stand_first(as_clinician):
    kinds = ["clinician", "emergency", "other", "out_of_hours"]
    receivers = {kind: ReceiverFactory(kind=kind) for kind in kinds}

    for level, kind in [(Level.EMERGENCY, "emergency"), (Level.URGENT, "clinician")]:
        response = as_clinician.get(page_of(opened(level)))
        form = next(form for name, _, form in response.context["steps"])
        assert form.fields["receiver"].queryset.first() == receivers[kind]


def test_who_did_not_arrive_stands_with_number_and_tries(as_clinician, clinician):
    referral = in_state(State.NOT_ARRIVED)
    number = referral.outcome.intake.patient.phone
    page = as_clinician.get(page_of(referral)).text
    assert f"{number}</a></b>" in page
    assert "Nobody has tried to reach them yet." in page

    note_contact(referral=referral, spoke_to="Her son", reached=False, by=clinician)

    assert "Her son, not reached" in as_clinician.get(page_of(referral)).text
