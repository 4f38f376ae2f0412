"""What was recorded stays: the database refuses what our code never asks for."""

# ruff: noqa: S608 (the names in these statements are those of our own tables)

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from tests import factories
from triage.actions import audit
from triage.models import Answer, Clinic, Intake, protection

pytestmark = pytest.mark.django_db

# One row of each protected table that may never change again.
ROWS = {
    "Answer": factories.AnswerFactory,
    "AuditEntry": lambda: audit.record("looked", by=factories.UserFactory()),
    "FollowUpCall": factories.FollowUpCallFactory,
    "HandoutIssued": factories.HandoutIssuedFactory,
    "Letter": factories.LetterFactory,
    "Outcome": factories.OutcomeFactory,
    "Override": factories.OverrideFactory,
    "RaisedFlag": factories.RaisedFlagFactory,
    "ReferralEvent": factories.ReferralEventFactory,
    "Release": factories.ReleaseFactory,
    "Retraction": factories.RetractionFactory,
    "Review": factories.ReviewFactory,
    "Signoff": factories.SignoffFactory,
    "SignoffWithdrawal": factories.SignoffWithdrawalFactory,
    "TeachBack": factories.TeachBackFactory,
    "Intake": lambda: factories.IntakeFactory(submitted=True),
    "Clinic": lambda: factories.ClinicFactory(is_demo=True),
}
every_table = pytest.mark.parametrize("name", ROWS)
on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="Only SQLite has REPLACE."
)
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="Only PostgreSQL has it."
)


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def rows_of(model):
    return list(model.objects.order_by("pk").values_list())


def assert_refused(model, *statements, why="is protected"):
    """Each statement is refused by name, and every row is as it was before."""
    connection.check_constraints()  # PostgreSQL empties no table that waits for one
    before = rows_of(model)
    for statement in statements:
        with (
            pytest.raises(IntegrityError, match=f"{model._meta.db_table}.*{why}"),
            transaction.atomic(),
        ):
            run(statement)
        assert rows_of(model) == before


def test_every_table_of_the_record_is_protected():
    assert {each.model for each in protection.PROTECTED} == set(ROWS)


@every_table
def test_a_recorded_row_is_never_changed(name):
    row = ROWS[name]()
    table, column = row._meta.db_table, row._meta.fields[1].column
    change = f'"{column}" = "{column}"' if name != "Clinic" else "is_demo = NOT is_demo"

    assert_refused(type(row), f"UPDATE {table} SET {change}")


@every_table
def test_a_recorded_row_is_never_deleted(name):
    row = ROWS[name]()

    assert_refused(type(row), f"DELETE FROM {row._meta.db_table}")


@on_postgresql
@every_table
def test_a_recorded_table_is_never_emptied(name):
    row = ROWS[name]()

    assert_refused(type(row), f"TRUNCATE {row._meta.db_table} CASCADE")


@on_postgresql
def test_nothing_recorded_goes_with_the_table_of_its_patients():
    row = factories.OutcomeFactory()
    connection.check_constraints()

    with pytest.raises(IntegrityError, match="is protected"), transaction.atomic():
        run("TRUNCATE triage_patient CASCADE")

    assert rows_of(type(row))


@on_sqlite
@every_table
def test_no_other_row_takes_the_place_of_a_recorded_one(name):
    """REPLACE deletes the row in its way, and fires no trigger for that."""
    row = ROWS[name]()
    keys = unique_keys(row._meta.db_table)
    assert ("rowid",) in keys

    assert_refused(
        type(row), *(replacing(row, keys - {key}) for key in keys), why="replaced"
    )


# The key of a draft that corrects: no finished intake stands in it.
OF_DRAFTS = ("corrects_id",)


def unique_keys(table):
    """The columns of each key; `id` is another name of SQLite's own row number."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table).values()
    keys = [key["columns"] for key in found if key["unique"] or key["primary_key"]]
    return {tuple(keys) for keys in [*keys, ["rowid"]]} - {("id",), OF_DRAFTS}


def replacing(row, others):
    """Put a row in the place of *row* that has nothing of its keys *others*."""
    random = {"uuid": "hex(randomblob(16))", "digest": "hex(randomblob(32))"}
    table, anew = row._meta.db_table, {other[-1] for other in others}
    columns = ["rowid", *(f.column for f in row._meta.fields if f.column != "id")]
    values = [
        random.get(name, f'"{name}" + 1000') if name in anew else f'"{name}"'
        for name in columns
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    return f"REPLACE INTO {table} ({names}) SELECT {', '.join(values)} FROM {table}"


@on_sqlite
@pytest.mark.parametrize("column", ["id", "uuid"])
def test_no_draft_takes_the_place_of_a_finished_intake(column):
    finished = factories.IntakeFactory(submitted=True)
    draft = factories.IntakeFactory()

    assert_refused(
        Intake,
        f"UPDATE OR REPLACE triage_intake SET {column} = "
        f"(SELECT {column} FROM triage_intake WHERE id = {finished.pk}) "
        f"WHERE id = {draft.pk}",
    )


@on_sqlite
def test_no_draft_takes_the_place_of_another_that_corrects_the_same():
    draft = factories.IntakeFactory(corrects=factories.IntakeFactory(submitted=True))
    keys = {("rowid",), ("uuid",)}

    assert_refused(Intake, replacing(draft, keys) + f" WHERE id = {draft.pk}")


def test_an_upsert_changes_no_recorded_row():
    row = factories.AnswerFactory(value="no")

    assert_refused(
        Answer,
        "INSERT INTO triage_answer SELECT * FROM triage_answer WHERE TRUE "
        "ON CONFLICT (id) DO UPDATE SET value = 'yes'",
    )
    assert row.intake.answers.get().value == "no"


def test_a_draft_is_worked_on_until_it_is_finished():
    draft = factories.IntakeFactory()

    draft.place = "At home"
    draft.save()
    draft.submitted_at, draft.submitted_by = draft.started_at, draft.started_by
    draft.save()

    assert_refused(
        Intake, "UPDATE triage_intake SET submitted_at = NULL, submitted_by_id = NULL"
    )


def test_a_draft_is_never_deleted_but_a_discarded_one_is_closed_for_good():
    draft = factories.IntakeFactory()
    assert_refused(Intake, f"DELETE FROM triage_intake WHERE id = {draft.pk}")

    discarded = factories.IntakeFactory(discarded=True)
    assert_refused(
        Intake,
        f"UPDATE triage_intake SET place = 'x' WHERE id = {discarded.pk}",
        f"DELETE FROM triage_intake WHERE id = {discarded.pk}",
    )


@pytest.mark.parametrize("state", ["submitted", "discarded"])
def test_no_answer_is_added_after_the_end_of_an_intake(state):
    intake = factories.IntakeFactory(**{state: True})

    with pytest.raises(IntegrityError, match="takes no more answers"):
        factories.AnswerFactory(intake=intake)


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_waits_for_the_finish_is_refused():
    """Whoever answers while another finishes comes before it, or not at all."""
    draft = factories.IntakeFactory()
    refused = []

    def answer():
        try:
            run(
                "INSERT INTO triage_answer (intake_id, finding, value, at, by_id, "
                "source, page, counter) VALUES (%s, 'fever', 'yes', %s, %s, 'asked', "
                "'', 0)",
                draft.pk,
                draft.started_at,
                draft.started_by_id,
            )
        except IntegrityError as error:
            refused.append(str(error))
        finally:
            connection.close()

    other = threading.Thread(target=answer)
    with transaction.atomic():
        Intake.objects.filter(pk=draft.pk).update(
            submitted_at=draft.started_at, submitted_by=draft.started_by
        )
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()
    other.join()

    assert "takes no more answers" in refused[0]
    assert not draft.answers.exists()


def test_a_demonstration_stays_one_but_may_be_renamed():
    clinic = factories.ClinicFactory(is_demo=True)

    clinic.name = "Harbor Street"
    clinic.save()

    assert Clinic.objects.get().name == "Harbor Street"
    assert_refused(
        Clinic,
        "UPDATE triage_clinic SET is_demo = FALSE",
        "DELETE FROM triage_clinic",
    )


def test_a_clinic_that_is_no_demonstration_is_its_own_to_change():
    clinic = factories.ClinicFactory()
    clinic.is_demo = True
    clinic.save()
    clinic.refresh_from_db()

    assert clinic.is_demo
