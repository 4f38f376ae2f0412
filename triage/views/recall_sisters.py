"""
The other releases in which the fault of a release may stand: its sisters.

What is printed, when, and from which source has one home, the file of the original. A
translation is made from it and keeps its text beside the words of its own, so releases
that keep the same original are of one family.
"""

import json
from typing import NamedTuple

from django.db.models import Value
from django.db.models.functions import StrIndex

from triage.actions.audit import canonical
from triage.library import handouts
from triage.models import Release, language_name


class Sister(NamedTuple):
    """A *release* that shares the original, and in words how."""

    release: Release
    in_words: str


def sisters(release: Release) -> list[Sister]:
    """The other releases that keep the original of *release*, newest first: a query."""
    texts = _texts(release)
    original = _original(texts, release.language)
    if original not in texts:
        return []
    # As it stands in a kept text: whole, from the name to the closing quotation mark.
    held = canonical({original: texts[original]})[1:-1]
    family = (
        Release.objects.filter(kind=Release.Kind.HANDOUT)
        .exclude(digest=release.digest)
        .alias(place=StrIndex("text", Value(held)))
        .filter(place__gt=0)
        .defer("text")
    )
    return [Sister(each, _in_words(each, release, original)) for each in family]


def _texts(release: Release) -> dict[str, str]:
    """The files of *release* by name; of one that is in use and not kept, as read."""
    if release.pk is None:
        return dict(handouts()[release.language].texts)
    return json.loads(release.text)


def _original(texts: dict[str, str], language: str) -> str:
    """Which of the files *texts* the words in *language* were made from."""
    others = [name for name in texts if name != _file(language)]
    return others[0] if others else _file(language)


def _file(language: str) -> str:
    return f"handout.{language}.toml"


def _in_words(sister: Release, release: Release, original: str) -> str:
    sheet = f"The {language_name(sister.language)} sheet {sister.version}"
    if original == _file(release.language):
        return f"{sheet} was made from these words"
    if original == _file(sister.language):
        return f"These words were made from {sheet[0].lower()}{sheet[1:]}"
    return f"{sheet} was made from the same words"
