"""What no code can make the database keep, by the names of its constraints."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from tests import factories
from triage.models import (
    AuditEntry,
    OpeningHours,
    PatientToken,
    Release,
    Review,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 9, 1, 10, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


def entry(**columns):
    filled = {"seq": 1, "at": NOW, "username": "maya", "action": "looked"}
    AuditEntry.objects.create(**filled | columns)


def hours(opens, closes, weekday=0):
    OpeningHours.objects.create(
        weekday=weekday, opens=dt.time(opens), closes=dt.time(closes)
    )


def merged_into_itself():
    patient = factories.PatientFactory()
    patient.merged_into = patient
    patient.save()


def twice(factory, **columns):
    """A second row that has these *columns* in common with the first."""
    first = factory(**columns)
    factory(**{name: getattr(first, name) for name in columns})


def intake(**columns):
    return lambda: factories.IntakeFactory(**columns)


def referral(**columns):
    return lambda: factories.ReferralFactory(**columns)


def corrected_in_two_drafts():
    first = factories.IntakeFactory(submitted=True)
    twice(factories.IntakeFactory, corrects=first)


# Each constraint by its name, with rows that it refuses.
REFUSED = {
    "intake_is_corrected_in_one_draft": [corrected_in_two_drafts],
    "answer_of_a_page_is_kept_once": [
        lambda: twice(
            factories.AnswerFactory,
            intake=factories.IntakeFactory(),
            finding="chest_pain",
            page="a",
            counter=1,
        )
    ],
    "audit_entry_names_its_actor": [
        lambda: entry(username=""),
        lambda: entry(action=""),
    ],
    "clinic_is_one_row": [lambda: factories.ClinicFactory(pk=2)],
    "duty_does_not_end_before_it_begins": [
        lambda: factories.DutyFactory(from_at=LATER, until_at=NOW)
    ],
    "flag_of_a_rule_is_raised_once": [
        lambda: twice(
            factories.RaisedFlagFactory, outcome=factories.OutcomeFactory(), rule="x"
        )
    ],
    "flag_that_fired_holds_its_own_level": [
        lambda: factories.RaisedFlagFactory(fired=True, level="urgent", held="soon")
    ],
    "follow_up_leaves_the_list_with_a_reason": [
        lambda: factories.FollowUpFactory(closed_at=NOW),
        lambda: factories.FollowUpFactory(closed_because="reached"),
        lambda: factories.FollowUpFactory(closed=True, closed_by=None),
    ],
    "follow_up_window_is_in_order": [
        lambda: factories.FollowUpFactory(due_at=LATER, latest_at=NOW)
    ],
    "intake_discarded_by_somebody": [
        intake(discarded=True, discarded_by=None),
        intake(discarded=True, discarded_at=None),
    ],
    "intake_identifiers_confirmed_by_somebody": [
        intake(identifiers_confirmed_at=NOW),
        lambda: factories.IntakeFactory(
            identifiers_confirmed_by=factories.UserFactory()
        ),
    ],
    "intake_is_submitted_or_discarded_not_both": [
        intake(submitted=True, discarded=True)
    ],
    "intake_level_so_far_has_its_time": [
        intake(so_far="urgent"),
        intake(reached_at=NOW),
    ],
    "intake_submitted_by_somebody": [
        intake(submitted=True, submitted_by=None),
        intake(submitted=True, submitted_at=None),
    ],
    "intake_unfinished_only_when_submitted": [intake(unfinished_reason="too_ill")],
    "opening_hours_begin_once": [lambda: (hours(9, 12), hours(9, 17))],
    "opening_hours_end_after_they_begin": [lambda: hours(17, 9), lambda: hours(9, 9)],
    "override_changes_the_level": [
        lambda: factories.OverrideFactory(from_level="urgent", to_level="urgent")
    ],
    "override_says_why": [
        lambda: factories.OverrideFactory(reason="x" * 19),
        lambda: factories.OverrideFactory(reason=""),
    ],
    "patient_has_a_name": [
        lambda: factories.PatientFactory(name="", sort_name="Delgado"),
        lambda: factories.PatientFactory(sort_name=""),
    ],
    "patient_is_not_merged_into_itself": [merged_into_itself],
    "patient_record_number_is_not_empty": [
        lambda: factories.PatientFactory(record_number="")
    ],
    "patient_token_is_kept_once": [
        lambda: twice(
            PatientToken.objects.create, patient=factories.PatientFactory(), token="x"
        )
    ],
    "referral_closes_with_what_was_found": [
        referral(closed=True, found=""),
        referral(closed=True, closed_at=None),
        referral(found="nothing_found"),
        referral(closed_at=NOW),
    ],
    "referral_has_a_next_step_until_closed": [
        referral(next_step=""),
        referral(due_at=None),
        referral(closed=True, next_step="Close"),
        referral(closed=True, due_at=LATER),
    ],
    "referral_is_never_for_self_care": [referral(level="self_care")],
    "release_language_is_the_handouts": [
        lambda: factories.ReleaseFactory(language="en"),
        lambda: factories.ReleaseFactory(kind=Release.Kind.HANDOUT),
    ],
    "retraction_says_why": [lambda: factories.RetractionFactory(reason="")],
    "review_once_by_each_person": [
        lambda: twice(
            factories.ReviewFactory,
            outcome=factories.OutcomeFactory(),
            by=factories.UserFactory(),
        )
    ],
    "review_that_disagrees_says_why": [
        lambda: factories.ReviewFactory(verdict=Review.Verdict.HIGHER)
    ],
    "signoff_names_who_signed": [
        lambda: factories.SignoffFactory(name=""),
        lambda: factories.SignoffFactory(registration=""),
    ],
    "signoff_withdrawal_says_why": [
        lambda: factories.SignoffWithdrawalFactory(reason="Too short a reason."),
        lambda: factories.SignoffWithdrawalFactory(reason=""),
    ],
    "user_has_a_username": [lambda: factories.UserFactory(username="")],
}
CONSTRAINTS = {
    constraint.name: (model, constraint)
    for model in apps.get_app_config("triage").get_models()
    for constraint in model._meta.constraints
}


def test_every_constraint_is_tried():
    assert set(REFUSED) == set(CONSTRAINTS)


@pytest.mark.parametrize(
    ("name", "row"),
    [(name, row) for name, rows in REFUSED.items() for row in rows],
    ids=[f"{name}-{n}" for name, rows in REFUSED.items() for n, _ in enumerate(rows)],
)
def test_the_database_refuses(name, row):
    model, constraint = CONSTRAINTS[name]
    # SQLite names the columns of a key instead, and protection may speak before it.
    says = (
        f"{name}|UNIQUE constraint failed: {model._meta.db_table}|replaced"
        if isinstance(constraint, models.UniqueConstraint)
        else name
    )

    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        row()


def test_answers_without_a_page_may_be_alike():
    """What the server writes from the record has no page to count on."""
    intake = factories.IntakeFactory()

    for _ in range(2):
        factories.AnswerFactory(intake=intake, finding="age", page="", counter=0)

    assert intake.answers.count() == 2


def test_patients_without_a_record_number_are_many():
    factories.PatientFactory(record_number=None)
    factories.PatientFactory(record_number=None)


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"submitted": True},
        {"discarded": True},
        {"so_far": "urgent", "reached_at": NOW},
        {"submitted": True, "unfinished_reason": "too_ill"},
    ],
)
def test_an_intake_in_each_of_its_states_is_kept(columns):
    assert factories.IntakeFactory(**columns).pk


@pytest.mark.parametrize("trait", ["taken", "late", "closed"])
def test_a_referral_in_each_of_its_states_is_kept(trait):
    assert factories.ReferralFactory(**{trait: True}).pk


def test_a_flag_that_is_open_may_hold_less_than_its_own_level():
    flag = factories.RaisedFlagFactory(fired=False, level="urgent", held="soon")

    assert flag.pk


def test_the_plainest_duty_and_call_are_kept():
    assert factories.DutyFactory(from_at=NOW, until_at=NOW).pk
    assert factories.FollowUpFactory(closed=True, due_at=timezone.now()).pk
