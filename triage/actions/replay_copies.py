"""Look at every copy of the sheet again: are its words still those that were given?"""

import hashlib
import json
from collections.abc import Iterator

from triage.actions.replay import CHUNK, Replayed
from triage.engine.digest import digest_of
from triage.models import HandoutIssued, Release


def replay_copies() -> Iterator[Replayed]:
    """
    Compare each copy with the digest of its words and with its release, the oldest
    first; named by the code of its intake. Reads in chunks and keeps nothing.
    """
    releases: dict[int, bool] = {}
    last = 0
    while copies := _after(last):
        for copy in copies:
            code = f"I-{copy.outcome.intake_id}"
            yield Replayed(code, _differences(copy, releases))
        last = copies[-1].pk


def _after(last):
    kept = HandoutIssued.objects.order_by("pk").select_related("outcome", "release")
    return list(
        kept.only("words", "digest", "outcome__intake_id", "release__digest").filter(
            pk__gt=last
        )[:CHUNK]
    )


def _differences(copy, releases) -> list[str]:
    differences = []
    if hashlib.sha256(copy.words.encode()).hexdigest() != copy.digest:
        differences.append("the words of a handout are not those that were given")
    elif json.loads(copy.words)["handout"] != copy.release.digest:
        differences.append("a handout names another release than its words do")
    if copy.release_id not in releases:
        releases[copy.release_id] = _is_whole(copy.release_id)
    if not releases[copy.release_id]:
        differences.append("the release of a handout is not its digest")
    return differences


def _is_whole(pk):
    release = Release.objects.get(pk=pk)
    try:
        return digest_of(json.loads(release.text)) == release.digest
    except (ValueError, AttributeError):
        return False
