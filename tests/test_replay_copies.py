"""Each copy of the sheet still has the words that the patient was given."""

import json

import pytest

from tests.intakes import finished
from tests.test_replay import replay, tamper
from triage.actions import replay_copies as replaying
from triage.actions.handout import issue_handout
from triage.models import HandoutIssued, Release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]


def give(outcome=None):
    outcome = outcome or finished()
    return issue_handout(
        outcome=outcome, language="en", size="normal", paper="letter", by=outcome.by
    )


def test_copies_that_were_given_have_their_words():
    give()
    give()

    said, failed = replay()

    assert "2 handouts: 2 the same.\n" in said
    assert failed is None


def test_changed_words_are_found_with_the_code_of_the_intake():
    give()
    copy = give()
    words = copy.words.replace("heat", "ice")
    assert words != copy.words
    tamper(HandoutIssued, copy.pk, words=words)

    said, failed = replay()

    assert f"{copy.outcome.intake.code}: the words of a handout are not those" in said
    assert failed == "1 of 2 handouts are not what was kept."


def test_a_copy_under_another_release_is_found():
    copy = give()
    words = copy.words.replace(copy.release.digest, "0" * 64)
    again = replaying.hashlib.sha256(words.encode()).hexdigest()
    tamper(HandoutIssued, copy.pk, words=words, digest=again)

    assert "names another release than its words do" in replay()[0]


@pytest.mark.parametrize("break_it", ["text", "json"])
def test_a_release_that_is_not_its_digest_is_found(break_it):
    copy = give()
    texts = {name: f"{text}#" for name, text in json.loads(copy.release.text).items()}
    broken = json.dumps(texts) if break_it == "text" else "not JSON"
    tamper(Release, copy.release_id, text=broken)

    said, failed = replay()

    assert "the release of a handout is not its digest" in said
    assert failed


def test_copies_are_read_in_chunks(monkeypatch, django_assert_max_num_queries):
    outcome = finished()
    for size in ("normal", "large"):
        for paper in ("letter", "a4"):
            issue_handout(
                outcome=outcome, language="en", size=size, paper=paper, by=outcome.by
            )
    monkeypatch.setattr(replaying, "CHUNK", 2)

    with django_assert_max_num_queries(3 + 1):
        assert [each.differences for each in replaying.replay_copies()] == [[]] * 4
