"""People, signed in, and the clinic that they work at."""

import os

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from hypothesis import settings as hypothesis

from tests.factories import ClinicFactory, UserFactory
from tests.protected import clean_up_to
from triage.views import content_reading

hypothesis.register_profile("suite", deadline=None, derandomize=True)
hypothesis.register_profile("deep", deadline=None, max_examples=2000)
hypothesis.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_collection_modifyitems(config, items):
    """Run what asks no database once: on SQLite, where the suite runs first."""
    if connection.vendor == "postgresql":
        asks = [each for each in items if _asks_the_database(each)]
        config.hook.pytest_deselected(items=list(set(items) - set(asks)))
        items[:] = asks


def _asks_the_database(test):
    fixtures = {"db", "transactional_db"}.intersection(test.fixturenames)
    return bool(fixtures) or test.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """
    The database as the migrations leave it, before and after each test.

    A test that commits (`transaction=True`, `live_server`) cleans up by itself.
    """
    with django_db_blocker.unblock():
        clean_up = clean_up_to(connection.creation.serialize_db_to_string())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", clean_up)
        yield


@pytest.fixture
def quickly_measured(db, monkeypatch):
    """Reading figures without a process of their own: 5.4 for every text."""
    cache.clear()
    monkeypatch.setattr(
        content_reading, "measured", lambda texts, language: [5.4] * len(texts)
    )


@pytest.fixture
def clinic(db):
    """The clinic's particulars."""
    return ClinicFactory()


@pytest.fixture
def staff(db):
    return UserFactory(username="staff", group="Staff")


@pytest.fixture
def clinician(db):
    return UserFactory(username="clinician", group="Clinician")


@pytest.fixture
def manager(db):
    return UserFactory(username="manager", group="Manager")


@pytest.fixture
def as_staff(staff):
    return signed_in(staff)


@pytest.fixture
def as_clinician(clinician):
    return signed_in(clinician)


@pytest.fixture
def as_manager(manager):
    return signed_in(manager)


def signed_in(user):
    """A client of its own for *user*, so that two people can be in one test."""
    client = Client()
    client.force_login(user)
    return client
