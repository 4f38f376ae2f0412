"""How SQLite and PostgreSQL write a trigger that refuses, and read it back."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Trigger:
    """
    Refuse *event* on *table* with *message* where *condition* (SQL) holds.

    Named after table and purpose, which is the event but for "replace": an insert that
    would take the place of a row.
    """

    table: str
    purpose: str
    condition: str
    message: str

    @property
    def name(self) -> str:
        return f"protect_{self.table}_{self.purpose}"

    @property
    def event(self) -> str:
        return "INSERT" if self.purpose == "replace" else self.purpose.upper()


class SQLite:
    """One statement a trigger, kept by the database as it was written."""

    # REPLACE deletes rows without their delete triggers, unless the client wants them.
    purposes = ("update", "delete", "insert", "replace")
    lock = ""

    @staticmethod
    def create(trigger: Trigger) -> str:
        return (
            f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
            f"WHEN {trigger.condition} "
            f"BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
        )

    text = create

    @staticmethod
    def installed(cursor) -> list[tuple[str, str]]:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master "
            "WHERE type = 'trigger' AND name LIKE 'protect\\_%' ESCAPE '\\'"
        )
        return cursor.fetchall()

    @classmethod
    def drops(cls, cursor) -> Iterator[str]:
        return (f"DROP TRIGGER {name}" for name, _ in cls.installed(cursor))


class PostgreSQL:
    """
    A trigger and a function of the same name.

    The condition stands in the function, whose text the database keeps as it was
    written; a WHEN of the trigger would come back in other words.
    """

    purposes = ("update", "delete", "insert", "truncate")
    # Whoever answers and whoever finishes the intake wait for one another.
    lock = " FOR NO KEY UPDATE"

    @staticmethod
    def _definition(trigger):
        each = "STATEMENT" if trigger.purpose == "truncate" else "ROW"
        return (
            f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
            f"FOR EACH {each} EXECUTE FUNCTION {trigger.name}()"
        )

    @staticmethod
    def _body(trigger):
        return (
            f"BEGIN IF {trigger.condition} THEN RAISE EXCEPTION '{trigger.message}' "
            "USING ERRCODE = 'restrict_violation'; END IF; "
            "RETURN COALESCE(NEW, OLD); END"
        )

    @classmethod
    def create(cls, trigger: Trigger) -> str:
        return (
            f"CREATE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $body${cls._body(trigger)}$body$; {cls._definition(trigger)}"
        )

    @classmethod
    def text(cls, trigger: Trigger) -> str:
        return f"{cls._definition(trigger)} {cls._body(trigger)}"

    @staticmethod
    def installed(cursor) -> list[tuple[str, str]]:
        cursor.execute(
            "SELECT tgname, concat_ws(' ', pg_get_triggerdef(t.oid, true), prosrc,"
            " CASE tgenabled WHEN 'O' THEN NULL ELSE 'switched off' END) "
            "FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid "
            "JOIN pg_class c ON c.oid = tgrelid "
            "WHERE tgname LIKE 'protect\\_%' AND pg_table_is_visible(c.oid)"
        )
        return cursor.fetchall()

    @staticmethod
    def drops(cursor) -> Iterator[str]:
        # No table can be altered while its rows wait for a check at COMMIT.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            "SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) "
            "FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid "
            "WHERE tgname LIKE 'protect\\_%' AND pg_table_is_visible(c.oid) "
            "UNION ALL SELECT format('DROP FUNCTION %s', oid::regprocedure) "
            "FROM pg_proc WHERE proname LIKE 'protect\\_%' "
            "AND pg_function_is_visible(oid)"
        )
        return (statement for (statement,) in cursor.fetchall())


def dialect_of(connection) -> type[SQLite] | type[PostgreSQL]:
    return {"sqlite": SQLite, "postgresql": PostgreSQL}[connection.vendor]
