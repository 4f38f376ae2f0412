"""Every page asks who you are, and what your role is, before anything else."""

import uuid

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from tests.factories import UserFactory

# Whoever comes sees these, and changes nothing by them.
OPEN = {"account_login", "account_logout", "account_inactive", "favicon", "healthz"}
# Everybody who works here sees these, whatever the role.
FOR_ALL = {"account_change_password", "account_settings"}
EXAMPLES = {
    "uuid": uuid.UUID("5e3a5d6e-0000-4000-8000-000000000000"),
    "int": 1,
    "str": "x",
    "slug": "x",
    "path": "x",
}


def pages(patterns=None, namespaces=(), before=""):
    """Walk the URL configuration: the name of each page, and an address of it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + _example(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = ":".join([*namespaces, pattern.name or "unnamed"])
            yield name, "/" + route
        else:
            inner = [pattern.namespace] if pattern.namespace else []
            yield from pages(pattern.url_patterns, [*namespaces, *inner], route)


def _example(pattern):
    if not isinstance(pattern, RoutePattern):
        return ""  # the admin's catch-all, which is an expression
    route = str(pattern)
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        kind = {"string": "str"}.get(kind, kind)
        route = route.replace(f"<{name}>", f"<{kind}:{name}>")
        route = route.replace(f"<{kind}:{name}>", str(EXAMPLES[kind]))
    return route


ALL = [page for page in pages() if not page[0].endswith("unnamed")]
ADMIN = [page for page in ALL if page[0].startswith("admin:")]
OURS = [page for page in ALL if page not in ADMIN and page[0] not in OPEN]


def each(pages):
    return pytest.mark.parametrize(
        "address", [pytest.param(address, id=name) for name, address in pages]
    )


def test_the_walk_finds_the_pages():
    assert {"account_login", "admin:index", "healthz"} <= {n for n, _ in ALL}
    assert reverse("account_settings") in {address for _, address in ALL}


@each(OURS)
@pytest.mark.django_db
def test_a_visitor_is_sent_to_sign_in(address, client):
    for response in (client.get(address), client.post(address)):
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")


@each(page for page in OURS if page[0] not in FOR_ALL)
@pytest.mark.django_db
def test_somebody_without_a_role_is_refused(address, client):
    """
    Before anything is looked up: who may not see a record does not learn if it exists.
    """
    client.force_login(UserFactory())

    codes = {client.get(address).status_code, client.post(address).status_code}

    assert 403 in codes
    assert codes <= {403, 405}


@each(page for page in ADMIN if page[0] != "admin:logout")
@pytest.mark.django_db
def test_the_admin_is_for_those_who_administer(address, as_staff):
    for response in (as_staff.get(address, follow=True), as_staff.post(address)):
        assert response.status_code in {302, 403, 405}
