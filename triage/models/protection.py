"""
What the database itself refuses: to change, delete or replace what was recorded.

Triggers on SQLite and PostgreSQL, made by migrations, so that our own code, the admin,
a shell and any other program are refused alike: Django's IntegrityError, with a message
that names the table. They stop mistakes, and everybody who may only use the tables.
The owner of the database can still drop them or, on PostgreSQL, switch them off (ALTER
TABLE ... DISABLE TRIGGER; a superuser by session_replication_role too). So every start
compares what is installed with this list, word for word, and the audit chain shows what
happened in between.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps as current
from django.db.migrations.operations.base import Operation
from django.db.models import UniqueConstraint
from django.db.transaction import atomic

from triage.models.trigger import Trigger, dialect_of


@dataclass(frozen=True)
class Protected:
    """
    The table of *model*, and when a row of it may not be *changed* or *deleted*.

    Both are SQL over OLD and NEW that the databases understand alike.
    """

    model: str
    changed: str = "TRUE"
    deleted: str = "TRUE"


PROTECTED = (
    Protected("Answer"),
    Protected("AuditEntry"),
    Protected("FollowUpCall"),
    Protected("HandoutIssued"),
    Protected("Letter"),
    Protected("Outcome"),
    Protected("Override"),
    Protected("RaisedFlag"),
    Protected("ReferralEvent"),
    Protected("Release"),
    Protected("Retraction"),
    Protected("Review"),
    Protected("Signoff"),
    Protected("SignoffWithdrawal"),
    Protected("TeachBack"),
    # A draft is worked on, but nobody deletes it or puts another in its place.
    Protected(
        "Intake",
        changed="OLD.submitted_at IS NOT NULL OR OLD.discarded_at IS NOT NULL "
        "OR NEW.id <> OLD.id OR NEW.uuid <> OLD.uuid",
    ),
    # What was once a demonstration holds invented people for good.
    Protected(
        "Clinic", changed="OLD.is_demo AND NOT NEW.is_demo", deleted="OLD.is_demo"
    ),
)

IS_NO_DRAFT = (
    "NOT EXISTS (SELECT 1 FROM triage_intake WHERE id = NEW.intake_id "
    "AND submitted_at IS NULL AND discarded_at IS NULL{lock})"
)


def install(connection, apps=current):
    """Protect every table of the list, in the shape that it has in *apps*."""
    dialect = dialect_of(connection)
    with atomic(using=connection.alias), connection.cursor() as cursor:
        remove(connection)
        for trigger in _triggers(connection, apps):
            cursor.execute(dialect.create(trigger))


def remove(connection):
    """
    Take away all protection: for migrations, bulk loads, and tests that clean up.

    Whoever does so installs it again last, in the same transaction where there is one.
    """
    dialect = dialect_of(connection)
    with atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in dialect.drops(cursor):
            cursor.execute(statement)


def faults(connection) -> list[str]:
    """Say of each trigger that is not installed word for word what is wrong with it."""
    dialect = dialect_of(connection)
    with connection.cursor() as cursor:
        installed = set(dialect.installed(cursor))
    names = {name for name, _ in installed}
    return [
        f"{trigger.name} is {'not as written' if trigger.name in names else 'missing'}."
        for trigger in _triggers(connection, current)
        if (trigger.name, dialect.text(trigger)) not in installed
    ]


def _triggers(connection, apps) -> Iterator[Trigger]:
    dialect = dialect_of(connection)
    for protected in PROTECTED:
        try:
            model = apps.get_model("triage", protected.model)
        except LookupError:  # in a migration older than the table
            continue
        for trigger in _refusals(protected, model, connection):
            if trigger.purpose in dialect.purposes:
                yield trigger


def _refusals(protected, model, connection) -> Iterator[Trigger]:
    table = model._meta.db_table
    kept = protected.deleted.replace("OLD.", "")

    def there(condition):
        rows = f"SELECT 1 FROM {table} WHERE {condition} AND {kept}"  # noqa: S608
        return f"EXISTS ({rows})"

    def refuse(purpose, condition, why):
        return Trigger(table, purpose, condition, f"{table} is protected: {why}")

    yield refuse("update", protected.changed, "this row is never changed")
    yield refuse("delete", protected.deleted, "this row is never deleted")
    yield refuse(
        "truncate",
        kept if kept == "TRUE" else there("TRUE"),
        "it is never emptied",
    )
    yield refuse(
        "replace",
        " OR ".join(there(place) for place in _places(model, connection)),
        "a row is there already and is never replaced",
    )
    if protected.model == "Answer":
        yield refuse(
            "insert",
            IS_NO_DRAFT.format(lock=dialect_of(connection).lock),
            "an intake that is no draft takes no more answers",
        )


def _places(model, connection) -> Iterator[str]:
    """Say, as SQL, in which ways a row NEW can take the place of one of *model*."""
    quote, meta = connection.ops.quote_name, model._meta

    def same(fields):
        columns = [quote(field.column) for field in fields]
        return " AND ".join(f"{column} = NEW.{column}" for column in columns)

    yield "rowid = NEW.rowid"
    for field in meta.local_concrete_fields:
        if field.unique:
            yield same([field])
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            place = same(meta.get_field(name) for name in constraint.fields)
            where = constraint._get_condition_sql(model, connection.schema_editor())
            yield f"{place} AND {where}" if where else place


class Install(Operation):
    """
    Protect the tables as the migration leaves them: the last operation of every
    migration that touches one, for SQLite drops its triggers when it builds a table
    anew. Such a migration begins with `Remove`: the triggers name other tables too.
    """

    reduces_to_sql = False  # so that `sqlmigrate` shows it, and does nothing

    def state_forwards(self, app_label, state):
        """Nothing that a model knows of."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        install(schema_editor.connection, to_state.apps)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        remove(schema_editor.connection)

    def describe(self):
        return "Protect what was recorded"


class Remove(Install):
    """Take protection away until the `Install` at the end of the same migration."""

    database_forwards = Install.database_backwards
    database_backwards = Install.database_forwards

    def describe(self):
        return "Lift the protection until the end of this migration"
