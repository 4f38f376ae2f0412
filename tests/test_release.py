"""The text of what judges and advises is kept once, and somebody answers for it."""

import json
import threading

import pytest
from django.db import connection

from tests.factories import ReleaseFactory, UserFactory
from triage import library
from triage.actions.errors import Refused
from triage.actions.release import current_release, handout_release, sign_off
from triage.models import AuditEntry, Release, Signoff

pytestmark = pytest.mark.django_db


def test_the_protocol_of_today_is_kept_with_its_whole_text():
    release = current_release()

    protocol = library.current_protocol()
    assert release.kind == Release.Kind.PROTOCOL
    assert (release.digest, release.version) == (protocol.digest, protocol.version)
    assert sorted(json.loads(release.text)) == [
        "findings.toml",
        "protocol.toml",
        "sets.toml",
        "sources.toml",
    ]


def test_the_kept_text_is_the_protocol_again(monkeypatch):
    release = Release.objects.get(pk=current_release().pk)
    monkeypatch.setattr(library, "_compiled", {})

    assert library.protocol_of(release).digest == release.digest


def test_a_release_is_kept_once_and_found_in_one_query(django_assert_num_queries):
    first = current_release()

    with django_assert_num_queries(1):
        assert current_release() == first
    assert Release.objects.count() == 1


def test_a_protocol_whose_files_changed_meanwhile_is_not_kept(monkeypatch, tmp_path):
    """What runs was read at the start; another text would not be what judges."""
    protocol = library.current_protocol()
    texts = json.loads(library.release_text())
    texts["protocol.toml"] += "# changed\n"
    monkeypatch.setattr(
        "triage.actions.release.release_text", lambda: json.dumps(texts)
    )

    with pytest.raises(Refused, match="Start Backstop again"):
        current_release()
    assert not Release.objects.filter(digest=protocol.digest).exists()


@pytest.mark.django_db(transaction=True)
def test_those_who_keep_it_at_once_keep_the_same():
    together = threading.Barrier(4)
    kept = []

    def keep():
        together.wait()
        try:
            kept.append(current_release().pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=keep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(kept) == 4
    assert len(set(kept)) == 1


def test_the_words_of_a_handout_are_a_release_of_their_own(django_assert_num_queries):
    release = handout_release("en")

    handout = library.handouts()["en"]
    assert (release.kind, release.language) == (Release.Kind.HANDOUT, "en")
    assert release.digest == handout.digest != current_release().digest
    assert json.loads(release.text) == handout.texts
    with django_assert_num_queries(1):
        assert handout_release("en") == release


def test_a_release_is_signed_by_a_named_clinician():
    release = ReleaseFactory(version="2026.1")
    manager = UserFactory(group="Manager")
    assert not release.is_signed

    signoff = sign_off(
        release=release,
        name=" Dr. Ines Marchetti ",
        registration="GMC 7012345",
        by=manager,
        note="All vignettes read.",
    )

    assert release.is_signed
    assert (signoff.name, signoff.recorded_by) == ("Dr. Ines Marchetti", manager)
    entry = AuditEntry.objects.get()
    assert entry.action == "signed off release"
    assert entry.record == f"release {release.digest[:12]}"
    assert "GMC 7012345" in entry.detail


@pytest.mark.parametrize("lacking", [{"name": "  "}, {"registration": ""}])
def test_a_sign_off_that_names_nobody_is_refused(lacking):
    signed = {"name": "Dr. Ines Marchetti", "registration": "GMC 7012345"} | lacking

    with pytest.raises(Refused, match="name and the registration"):
        sign_off(release=ReleaseFactory(), by=UserFactory(), **signed)
    assert not Signoff.objects.exists()
    assert not AuditEntry.objects.exists()
