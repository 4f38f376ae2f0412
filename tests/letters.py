"""Letters about referrals, kept as staff keep them, and what they say."""

import json

from tests.factories import UserFactory
from triage.actions.letter import keep_letter, letter_words

FORM = {"to": "St. Brendan’s, fax 555-0162", "way": "fax", "paper": "letter"}


def kept(referral, *, by=None, **form):
    return keep_letter(
        referral=referral, by=by or UserFactory(group="Staff"), **FORM | form
    )


def said(outcome, **form):
    """What a letter kept now would say, as Python values."""
    form = {"paper": "letter", "to": FORM["to"]} | form
    return letter_words(referral=outcome.referral, **form).content


def row(content, label):
    """The row of the table on page one that tells of *label*."""
    rows = [*content["rows"], *content["more"], *content["gaps"]]
    return next(each for each in rows if label in each["question"])


def part(content, name):
    """One of S, B, A and R as running text."""
    return " ".join(each["text"] for run in content["sbar"][name] for each in run)


def head(content):
    return dict(content["head"])


def in_full(content, heading):
    """The rows under *heading* of the later pages."""
    parts = [*content["full"]["rules"], *content["full"]["answers"]]
    return next(each["rows"] for each in parts if each["heading"] == heading)


def everything(content):
    return json.dumps(content, ensure_ascii=False)
