"""Who gets in, and who does not."""

import time

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from clinic.accounts import SIGNED_IN_AT
from tests.factories import UserFactory
from triage.models import User

PASSWORD = "correct horse 99"
LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"


@pytest.fixture
def maya(db):
    cache.clear()
    user = UserFactory(username="maya", last_name="Lindqvist-Diallo", group="Staff")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": "maya", "password": password}, **extra)


def test_a_person_signs_in_by_username_and_password(maya, client):
    response = sign_in(client)

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(maya.pk)


def test_a_wrong_password_is_said_in_a_sentence(maya, client):
    response = sign_in(client, "wrong")

    assert "do not match" in response.text
    assert "_auth_user_id" not in client.session


def test_an_unknown_name_is_refused_in_the_same_words(maya, client):
    """Nobody learns by trying who works here."""
    unknown = client.post(LOGIN, {"login": "nobody", "password": PASSWORD})

    assert "do not match" in unknown.text


def test_what_is_missing_is_named(maya, client):
    response = client.post(LOGIN, {})

    assert "Enter your username." in response.text
    assert "Enter your password." in response.text


def test_a_deactivated_person_is_out_at_the_next_request(maya, client):
    client.force_login(maya)
    maya.is_active = False
    maya.save()

    assert client.get("/accounts/settings/").status_code == 302


def test_guessing_is_slowed_down(maya, client):
    """After five wrong passwords the right one does not get in either."""
    for _ in range(5):
        sign_in(client, "wrong")

    response = sign_in(client)

    assert "Too many tries" in response.text
    assert "_auth_user_id" not in client.session


def test_limits_count_the_browser_behind_a_proxy_on_this_machine(rf):
    from clinic.accounts import AccountAdapter

    adapter = AccountAdapter()
    proxied = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="x, 192.0.2.7")
    pretended = rf.get("/", REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR="192.0.2.7")
    nonsense = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="<script>")

    assert adapter.get_client_ip(proxied) == "192.0.2.7"
    assert adapter.get_client_ip(pretended) == "192.0.2.9"
    assert adapter.get_client_ip(nonsense) == "unknown"


@pytest.mark.parametrize(
    "path",
    [
        "signup",
        "email",
        "confirm-email",
        "password/reset",
        "password/set",
        "login/code",
    ],
)
@pytest.mark.django_db
def test_what_a_clinic_does_not_offer_does_not_exist(path, client):
    assert client.get(f"/accounts/{path}/").status_code == 404


def test_signing_out_needs_a_press(maya, client):
    """A link or an image in some page cannot sign anybody out."""
    client.force_login(maya)

    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session

    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_sign_in_leads_to_no_other_site(maya, client):
    response = client.post(
        LOGIN, {"login": "maya", "password": PASSWORD, "next": "https://evil.example"}
    )

    assert response.url == "/"


def test_a_session_ends_twelve_hours_after_sign_in_however_busy(maya, client):
    sign_in(client)
    session = client.session
    assert time.time() - session[SIGNED_IN_AT] < 60

    session[SIGNED_IN_AT] -= settings.SESSION_COOKIE_AGE + 1
    session.save()

    assert client.get("/accounts/settings/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_cookie_goes_with_the_browser(maya, client):
    sign_in(client)

    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true"},
        {"X-Requested-With": "fetch"},
        {"Accept": "application/json"},
    ],
)
@pytest.mark.django_db
def test_a_script_without_a_session_gets_401(headers, client):
    """It keeps its answers and waits; a sign-in page would be swapped into the form."""
    assert client.get("/accounts/settings/", headers=headers).status_code == 401


@pytest.mark.django_db
def test_a_person_without_a_session_is_sent_to_sign_in_and_back(client):
    response = client.get("/accounts/settings/", headers={"Accept": "text/html,*/*"})

    assert response.url == f"{LOGIN}?next=/accounts/settings/"


def test_a_one_time_password_is_changed_first(maya, client):
    maya.must_change_password = True
    maya.save()
    sign_in(client)

    assert client.get("/accounts/settings/").url == CHANGE
    script = client.get("/accounts/settings/", headers={"HX-Request": "true"})
    assert script.status_code == 401
    assert "Choose your own password" in client.get(CHANGE).text

    client.post(CHANGE, new_password("a lamp under water"))

    maya.refresh_from_db()
    assert not maya.must_change_password
    assert maya.check_password("a lamp under water")
    assert client.get("/accounts/settings/").status_code == 200


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        (PASSWORD, "must differ"),
        ("short", "too short"),
        ("password1234", "too common"),
        ("4839201748392", "entirely numeric"),
        ("lindqvistdiallo", "too similar"),
    ],
)
def test_a_weak_or_old_password_is_refused(maya, client, password, sentence):
    client.force_login(maya)

    response = client.post(CHANGE, new_password(password))

    assert sentence in response.text
    maya.refresh_from_db()
    assert maya.check_password(PASSWORD)


def test_a_new_password_ends_the_other_sessions(maya, client):
    elsewhere = Client()
    elsewhere.force_login(maya)
    client.force_login(maya)

    client.post(CHANGE, new_password("a lamp under water"))

    assert elsewhere.get("/accounts/settings/").status_code == 302
    assert client.get("/accounts/settings/").status_code == 200


def test_the_first_manager_of_a_new_clinic_gets_in(db, client, capsys):
    cache.clear()
    call_command("first_manager", "ada")
    password = capsys.readouterr().out.split()[-1]

    client.post(LOGIN, {"login": "ada", "password": password})

    assert client.get("/accounts/settings/").url == CHANGE
    ada = User.objects.get(username="ada")
    assert (ada.role, ada.is_superuser) == ("Manager", False)
    with pytest.raises(CommandError, match="already somebody called ada"):
        call_command("first_manager", "ada")


def test_single_keys_are_switched_in_my_settings(maya, client):
    client.force_login(maya)

    client.post(reverse("account_settings"), {})
    maya.refresh_from_db()
    assert not maya.single_keys
    assert 'data-single-keys="off"' in client.get("/accounts/settings/").text

    client.post(reverse("account_settings"), {"single_keys": "on"})
    maya.refresh_from_db()
    assert maya.single_keys


def test_rights_come_from_groups_alone(maya, client):
    client.force_login(maya)
    maya.user_permissions.set(Permission.objects.all())

    assert client.get("/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert not User.objects.get(pk=maya.pk).has_perm("triage.add_override")


def test_the_admin_has_no_door_of_its_own(maya, client):
    """Sign-in there is the same, with the same limits."""
    assert client.get("/admin/login/").url.startswith(LOGIN)

    client.force_login(maya)
    assert client.get("/admin/", follow=True).status_code == 403


def new_password(password):
    return {"oldpassword": PASSWORD, "password1": password, "password2": password}
