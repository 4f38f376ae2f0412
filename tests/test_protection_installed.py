"""The protection is there after every migration, and nothing is served without it."""

import importlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests import factories
from tests.test_protection import on_postgresql, run
from triage.checks import check_protection
from triage.models import AuditEntry, protection

pytestmark = pytest.mark.django_db


def test_the_migrations_leave_the_database_protected():
    assert protection.faults(connection) == []
    assert check_protection() == []


def weaken():
    """Let the trigger that guards answers stand by its name, but refuse nothing."""
    name = "protect_triage_answer_update"
    if connection.vendor == "sqlite":
        run(f"DROP TRIGGER {name}")
        run(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON triage_answer "
            "WHEN FALSE BEGIN SELECT RAISE(ABORT, 'never'); END"
        )
    else:
        run(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN NEW; END'"
        )


def drop():
    on = "" if connection.vendor == "sqlite" else " ON triage_answer"
    run(f"DROP TRIGGER protect_triage_answer_update{on}")


def switch_off():
    run("ALTER TABLE triage_answer DISABLE TRIGGER protect_triage_answer_update")


@pytest.mark.parametrize(
    "tamper", [weaken, drop, pytest.param(switch_off, marks=on_postgresql)]
)
def test_a_weakened_database_is_not_served(tamper):
    tamper()

    with pytest.raises(SystemCheckError, match="protect_triage_answer_update"):
        call_command("check")
    with pytest.raises(SystemCheckError, match="protect_triage_answer_update"):
        call_command("check", databases=["default"])  # as every start asks it


def test_nothing_is_compared_before_the_first_migration():
    """`migrate` itself must run on a new database."""
    protection.remove(connection)
    MigrationRecorder.Migration.objects.filter(app="triage").delete()

    assert check_protection() == []


def test_a_database_that_waits_for_migrations_is_not_served_but_may_migrate():
    """What waits may be the protection itself, or another list of it."""
    protection.remove(connection)
    MigrationRecorder.Migration.objects.filter(
        app="triage", name="0005_protection"
    ).delete()

    assert check_protection(databases=["default"]) == []
    with pytest.raises(SystemCheckError, match="waits for migrations"):
        call_command("check", databases=["default"], deploy=True)


def test_protection_is_put_back_and_the_chain_says_what_was_wrong(capsys):
    drop()
    manager = factories.UserFactory(group="Manager")

    call_command("protect", by=manager.username)

    assert protection.faults(connection) == []
    entry = AuditEntry.objects.get()
    assert entry.action == "protected the database again"
    assert "protect_triage_answer_update is missing" in entry.detail
    assert "protect_triage_answer_update is missing" in capsys.readouterr().out


def test_putting_back_what_is_there_leaves_no_entry():
    call_command("protect", by=factories.UserFactory().username, stdout=StringIO())

    assert not AuditEntry.objects.exists()


def test_nobody_unknown_puts_protection_back():
    drop()

    with pytest.raises(CommandError, match="Nobody with the username 'nobody'"):
        call_command("protect", by="nobody")
    assert protection.faults(connection)


def lacks_protection(migration):
    """Whether *migration* touches a protected table without keeping it protected."""
    tables = {each.model.lower() for each in protection.PROTECTED}
    touched = {
        name.lower()
        for operation in migration.operations
        for name in [getattr(operation, "model_name", getattr(operation, "name", ""))]
    }
    raw = any(isinstance(each, migrations.RunSQL) for each in migration.operations)
    if not raw and not touched & tables:
        return False
    first, last = migration.operations[0], migration.operations[-1]
    return not (
        isinstance(first, protection.Remove) and type(last) is protection.Install
    )


def test_every_migration_that_touches_a_protected_table_protects_it_again():
    """SQLite drops the triggers of a table that it builds anew, without a word."""
    found = MigrationLoader(None).disk_migrations
    first = found["triage", "0005_protection"]
    later = [
        migration
        for (app, name), migration in found.items()
        if app == "triage" and name > "0005_protection"
    ]

    assert type(first.operations[-1]) is protection.Install
    assert [str(each) for each in later if lacks_protection(each)] == []


FINDING = migrations.AlterField("answer", "finding", models.CharField(max_length=61))
NOTE = migrations.AddField("intake", "note", models.TextField(default=""))


@pytest.mark.parametrize(
    ("operations", "lacks"),
    [
        ([protection.Remove(), FINDING, protection.Install()], False),
        ([FINDING, protection.Install()], True),
        ([protection.Remove(), FINDING], True),
        ([protection.Remove(), protection.Install(), FINDING], True),
        ([migrations.RunSQL("DROP TABLE triage_answer")], True),
        ([migrations.RemoveField("patient", "address")], False),
    ],
)
def test_a_migration_that_forgets_protection_is_found(operations, lacks):
    migration = migrations.Migration("0099_later", "triage")
    migration.operations = operations

    assert lacks_protection(migration) is lacks


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", [FINDING, NOTE])
def test_protection_outlives_a_migration_and_its_way_back(operation):
    migration = migrations.Migration("0099_later", "triage")
    migration.operations = [protection.Remove(), operation, protection.Install()]
    before = MigrationLoader(connection).project_state()
    factories.AnswerFactory()

    with connection.schema_editor() as editor:
        migration.apply(before.clone(), editor)
    assert protection.faults(connection) == []

    with connection.schema_editor() as editor:
        migration.unapply(before.clone(), editor)
    assert protection.faults(connection) == []


@pytest.mark.django_db(transaction=True)
def test_the_first_protection_can_be_taken_back():
    state = MigrationLoader(connection).project_state()
    [install] = importlib.import_module(
        "triage.migrations.0005_protection"
    ).Migration.operations

    with connection.schema_editor() as editor:
        install.database_backwards("triage", editor, state, state)
    assert protection.faults(connection)

    with connection.schema_editor() as editor:
        install.database_forwards("triage", editor, state, state)
    assert protection.faults(connection) == []


@pytest.mark.django_db(transaction=True)
def test_reading_a_migration_as_sql_changes_nothing():
    drop()

    call_command("sqlmigrate", "triage", "0005", stdout=StringIO())

    assert protection.faults(connection) == ["protect_triage_answer_update is missing."]
