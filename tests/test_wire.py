"""What every answer carries, and what no log line does."""

import logging

import pytest
from django.db import OperationalError
from django.test import Client

from clinic.logs import QuietFormatter
from tests.factories import ClinicFactory

INVENTED = "Invented patients"
ROW = "Key (name)=(Rosa Delgado) already exists."

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/settings/", "/no/such/page", "/healthz"]
)
def test_every_answer_is_kept_from_caches_frames_and_strangers(path, client):
    response = client.get(path)

    policy = response["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} == POLICY
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_the_icon_is_where_browsers_look_for_it(client):
    response = client.get("/favicon.ico")

    assert response.url.endswith("favicon.svg")
    assert "max-age" in response["Cache-Control"]


@pytest.mark.django_db
def test_healthz_says_ok_to_anybody(client):
    response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok")


def test_healthz_says_when_the_database_does_not_answer(client, monkeypatch):
    monkeypatch.setattr("clinic.views.connection.cursor", _broken)

    assert client.get("/healthz").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/no/such/page", "There is no such page"),
        ("/admin/", "does not open this page"),
    ],
)
def test_error_pages_say_what_to_do(path, words, as_staff):
    response = as_staff.get(path, follow=True)

    assert words in response.text
    assert "Go to Today" in response.text


@pytest.fixture
def broken(client, monkeypatch):
    """A page of ours that breaks."""
    client.raise_request_exception = False
    monkeypatch.setattr(
        "django.contrib.sessions.backends.db.SessionStore.load", _broken
    )
    client.cookies["sessionid"] = "x" * 32
    return lambda: client.get("/accounts/settings/")


@pytest.mark.django_db
def test_an_error_page_needs_no_database(broken, monkeypatch):
    monkeypatch.setattr("triage.templatetags.look.Clinic.objects.filter", _broken)

    response = broken()

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text


@pytest.mark.django_db
@pytest.mark.parametrize("is_demo", [True, False])
def test_a_demonstration_says_so_when_it_breaks(broken, is_demo):
    ClinicFactory(is_demo=is_demo)

    assert (INVENTED in broken().text) == is_demo


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/", "/referrals/", "/accounts/settings/", "/accounts/logout/", "/nowhere/"],
)
@pytest.mark.parametrize("is_demo", [True, False])
def test_every_page_of_a_demonstration_says_so(address, is_demo, as_staff):
    """On paper too: the bar is not among what a printer leaves out."""
    ClinicFactory(is_demo=is_demo)

    html = as_staff.get(address).text

    assert (INVENTED in html) == is_demo
    assert "bk-invented bk-noprint" not in html


@pytest.mark.django_db
def test_so_does_the_page_of_a_visitor(client):
    ClinicFactory(is_demo=True)

    assert INVENTED in client.get("/accounts/login/").text


@pytest.mark.django_db
def test_an_old_page_is_told_so():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/accounts/login/", {"login": "a", "password": "b"})

    assert response.status_code == 403
    assert "open for too long" in response.text


def test_a_log_line_carries_no_query():
    record = logging.makeLogRecord(
        {"msg": '"%s" %s', "args": ("GET /patients/?q=Delgado HTTP/1.1", 200)}
    )

    assert QuietFormatter().format(record) == '"GET /patients/ HTTP/1.1" 200'


def test_a_logged_error_does_not_quote_the_row():
    """PostgreSQL puts the values of a refused row into its message."""
    try:
        try:
            raise ValueError(ROW)
        except ValueError as error:
            raise RuntimeError(ROW) from error
    except RuntimeError as error:
        record = logging.makeLogRecord(
            {
                "msg": "Internal Server Error: /patients/",
                "exc_info": (type(error), error, error.__traceback__),
            }
        )

    text = QuietFormatter().format(record)

    assert "Delgado" not in text
    assert "ValueError" in text
    assert "test_wire.py" in text
    assert text.endswith("RuntimeError")


def _broken(*args, **kwargs):
    raise OperationalError("The database is away.")
