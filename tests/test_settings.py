"""What the environment may say, and what a production start refuses."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from clinic import environment
from clinic.checks import demonstration_is_not_served
from tests.factories import ClinicFactory

ROOT = Path(__file__).parent.parent
PRODUCTION = {"CLINIC_HOSTS": "backstop.clinic.example"}


def manage(*arguments, folder, **variables):
    """Run manage.py as an operator does, with *variables* and little else set."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder), **variables},
        capture_output=True,
        text=True,
    )


def test_production_settings_pass_every_deployment_check(tmp_path):
    done = manage(
        "check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **PRODUCTION
    )

    assert done.returncode == 0, done.stderr


def test_debug_needs_nothing_else_to_migrate(tmp_path):
    done = manage("migrate", folder=tmp_path / "new", CLINIC_DEBUG="1")

    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "CLINIC_HOSTS is empty"),
        ({"CLINIC_HOSTS": "*"}, "must not be open to every name"),
        ({"CLINIC_DEBUG": "yes"}, "CLINIC_DEBUG must be 0 or 1, not 'yes'."),
        ({"CLINIC_TIME_ZONE": "Mars/North"}, "CLINIC_TIME_ZONE must be a time zone"),
        ({"CLINIC_SECRET_KEY": "secret"}, "CLINIC_SECRET_KEY must have 32 characters"),
        ({"DATABASE_URL": "mysql://a/b"}, "DATABASE_URL must be sqlite:///path or"),
    ],
)
def test_a_start_is_refused_with_a_sentence(variables, sentence, tmp_path):
    done = manage("check", "--deploy", folder=tmp_path, **variables)

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_serving_a_demonstration_as_a_clinic_is_refused(db):
    ClinicFactory(is_demo=True)

    (error,) = demonstration_is_not_served(None, databases=["default"])
    assert "demonstration" in error.msg


def test_a_clinic_of_its_own_is_served(db):
    ClinicFactory()

    assert demonstration_is_not_served(None, databases=["default"]) == []


def test_the_server_refuses_what_the_checks_refuse(tmp_path):
    """Also when it is started by hand: gunicorn loads this very module."""
    command = "import clinic.wsgi"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **PRODUCTION},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "The database is not ready." in done.stderr


@pytest.mark.django_db
def test_the_checks_pass():
    assert run_checks(databases=["default"]) == []


def test_a_key_is_made_once_for_everybody_and_for_no_other_eyes(tmp_path, monkeypatch):
    monkeypatch.delenv("CLINIC_SECRET_KEY", raising=False)
    folder = tmp_path / "var" / "keys"

    with ThreadPoolExecutor(16) as pool:
        keys = set(
            pool.map(
                lambda _: environment.key("CLINIC_SECRET_KEY", folder=folder), range(64)
            )
        )

    (key,) = keys
    assert len(key) >= 50
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_key_that_is_given_makes_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("CLINIC_SECRET_KEY", "x" * 40)

    assert environment.key("CLINIC_SECRET_KEY", folder=tmp_path / "keys") == "x" * 40
    assert list(tmp_path.iterdir()) == []


def read_database(url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    return environment.database("DATABASE_URL", default=ROOT / "var" / "b.sqlite3")


def test_sqlite_waits_and_keeps_what_it_acknowledged(monkeypatch):
    options = read_database("", monkeypatch)["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]


def test_the_options_hold_on_a_connection(db):
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("About SQLite.")
    with connection.cursor() as cursor:
        facts = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert facts == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
    }


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///b.sqlite3", ROOT / "var" / "b.sqlite3"),
        ("sqlite:////srv/my%20clinic/b.sqlite3", Path("/srv/my clinic/b.sqlite3")),
    ],
)
def test_a_sqlite_url_names_a_file(url, name, monkeypatch):
    assert read_database(url, monkeypatch)["NAME"] == name


def test_a_postgresql_url_is_read_whole(monkeypatch):
    database = read_database(
        "postgresql://bob:p%40ss@db.example:5433/clinic?sslmode=require", monkeypatch
    )

    assert database["ENGINE"].endswith("postgresql")
    assert (database["USER"], database["PASSWORD"]) == ("bob", "p@ss")
    assert (database["HOST"], database["PORT"]) == ("db.example", 5433)
    assert database["NAME"] == "clinic"
    assert database["CONN_MAX_AGE"] == 0
    assert database["OPTIONS"] == {"pool": True, "sslmode": "require"}


def test_a_postgresql_url_may_name_a_socket(monkeypatch):
    database = read_database("postgresql://bob@/clinic?host=/run/pg", monkeypatch)

    assert database["HOST"] == "/run/pg"


def test_a_bad_database_url_is_not_repeated(monkeypatch):
    """It may hold a password."""
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_database("mysql://bob:secret@db/clinic", monkeypatch)

    assert "secret" not in str(refusal.value)
