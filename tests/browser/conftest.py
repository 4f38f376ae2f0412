"""
A browser, a server, and a watch over both.

A test asks for `open_page` and says who looks and how wide the screen is. It fails on
any console error, script error, violation of the security policy, and on a patient's
surname, birth date or number in an address, a title or a line of the server's log.
"""

import os

import pytest
from django.conf import settings
from django.test import Client

from tests.browser.chromium import find_chromium, flags
from tests.browser.watch import Watch
from tests.required import lacking
from triage.models import Patient


def pytest_collection_modifyitems(items):
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = find_chromium()
    if not found:
        lacking("No Chromium was found: install it, or name it in CHROMIUM.")
    return browser_type_launch_args | {"executable_path": found, "args": flags()}


@pytest.fixture(scope="session")
def base_url():
    """Nothing fixed: pytest warns of the plugin's own, and each test has its server."""


@pytest.fixture
def watch():
    """What the browser and the server did; judged when the test is over."""
    with Watch().log() as watch:
        yield watch


@pytest.fixture
def open_page(live_server, new_context, watch):
    """
    Open a page: `open_page(user, width=390)`.

    *user* is signed in; None is a visitor. Each call is a browser of its own, so that
    two people can work at the same time. Nothing fades: a colour on its way from one to
    another is no colour of the page.
    """

    def open_page(user=None, *, width=1280, height=900, **options):
        context = new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            **{"reduced_motion": "reduce", **options},
        )
        context.set_default_timeout(15_000)
        watch.follow(context)
        if user:
            context.add_cookies([_session(user, live_server.url)])
        return context.new_page()

    yield open_page
    assert watch.problems == []
    assert watch.found(Patient.objects.all()) == []


@pytest.fixture
def page(open_page):
    """A visitor's page on a wide screen."""
    return open_page()


def _session(user, url):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
