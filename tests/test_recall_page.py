"""The page of a recall: which release it is of, who may open it, and from where."""

import re

import pytest
from django.urls import reverse

from tests.conftest import signed_in
from tests.factories import ReleaseFactory, SignoffFactory, UserFactory
from tests.handouts import FORM, text
from tests.intakes import finished
from tests.recalls import exported, given, released, url
from triage.actions.handout import issue_handout
from triage.actions.release import handout_release
from triage.library import handouts
from triage.models import HandoutIssued, Release

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(db):
    return released()


def test_the_head_names_the_release_and_who_answers_for_it(as_manager, release):
    given(release)
    before = text(as_manager.get(url(release)))
    SignoffFactory(release=release)
    after = text(as_manager.get(url(release)))

    assert "Handout in English, version 2026.9, no longer in use: 1 copy" in before
    assert "Nobody has signed it." in before
    assert f'title="{release.digest}"' in before
    assert "Signed by Dr. Ines Marchetti (GMC 7012345)" in after


def test_a_release_in_use_that_nobody_got_yet_is_no_row_and_has_a_page(as_manager):
    digest = handouts()["es"].digest
    page = text(as_manager.get(reverse("triage:handout_release", args=[digest])))

    assert f"Handout in Spanish, version {handouts()['es'].version}, in use" in page
    assert "Nobody has been given a copy of this release." in page
    assert not Release.objects.filter(digest=digest).exists()
    assert exported(as_manager, Release(digest=digest)) == []


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 19, ""])
def test_a_place_that_no_page_gave_is_not_found(as_manager, release, after):
    assert as_manager.get(url(release), {"after": after}).status_code == 404


def test_the_end_of_the_list_says_that_it_is_the_end(as_manager, release):
    given(release)

    assert "This is the end" in text(as_manager.get(url(release), {"after": 1}))


def test_its_addresses_and_its_title_name_no_patient(as_manager, release):
    copy = given(release)
    patient = copy.outcome.intake.patient
    page = text(as_manager.get(url(release)))
    links = re.findall('href="([^"]*)"', page)
    title = page.partition("<title>")[2].partition("</title>")[0]

    assert title.startswith("Who got Handout in English 2026.9")
    for known in (patient.name, patient.name.split()[1]):
        assert known not in title
        assert not [link for link in links if known in link]


@pytest.mark.parametrize("group", ["Staff", "Clinician"])
def test_it_is_for_managers_alone(group, release):
    client = signed_in(UserFactory(group=group))

    for name in ("handout_release", "handout_release_csv"):
        assert client.get(url(release, name)).status_code == 403
    assert client.post(url(release, "handout_release_print")).status_code == 403


def test_what_is_no_release_of_a_handout_is_not_found(as_manager):
    protocol = ReleaseFactory()

    for digest in (protocol.digest, "0" * 63 + "f", "nobody"):
        address = reverse("triage:handout_release", args=[digest])
        assert as_manager.get(address).status_code == 404


def test_managers_find_it_from_a_copy_and_from_the_releases(
    as_manager, as_staff, staff
):
    copy = issue_handout(outcome=finished(), by=staff, **FORM)
    address = url(handout_release("en"))

    releases = text(as_manager.get(reverse("admin:triage_release_changelist")))

    assert address in text(as_manager.get(copy.get_absolute_url()))
    assert address not in text(as_staff.get(copy.get_absolute_url()))
    assert releases.count("Who got this release?") == 1
    assert address in releases
    assert HandoutIssued.objects.count() == 1
