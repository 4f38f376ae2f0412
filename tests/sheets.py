"""Sheets of imagined patients, composed without a database."""

import hashlib
import re
import unicodedata
from pathlib import Path

from triage.examples import example_sheet
from triage.library import handouts

RUN = 6
ARTICLE_RUNS = frozenset(
    (Path(__file__).parent / "cases" / "article_runs.txt").read_text("ascii").split()
)


def sheet(
    answers,
    *,
    level=None,
    size="normal",
    paper="letter",
    banners=(),
    language="en",
    **said,
):
    """The words of a patient's sheet; *said* replaces particulars, None removes one."""
    return example_sheet(
        handouts()[language],
        answers,
        level=level,
        size=size,
        paper=paper,
        banners=banners,
        said=said,
    )


def section(words, name):
    """The section called *name*, or None where the sheet has none."""
    named = {each["id"]: each for each in words.content["sections"]}
    return named.get(name)


def ids(words):
    """Every section and block on the sheet."""
    return {
        name
        for section in words.content["sections"]
        for name in (section["id"], *(block["id"] for block in section["blocks"]))
    }


def said_in(block_or_section):
    """All that a block, or a section with its blocks, says, as one text."""
    parts = [block_or_section, *block_or_section.get("blocks", ())]
    return " ".join(
        sentence["text"]
        for part in parts
        for key in ("intro", "sentences", "outro")
        for sentence in part.get(key, ())
    )


def whole_text(words):
    """Everything on the sheet as one text."""
    heads = (each["heading"] for each in words.content["sections"])
    bodies = (said_in(each) for each in words.content["sections"])
    return " ".join([words.content["title"], *heads, *bodies])


def runs(text):
    """Every run of six words of *text*, as the digest that the article is kept by."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("’", "'")
    words = re.findall(r"[a-z0-9]+(?:'[a-z]+)?", plain)
    return {
        hashlib.sha256(" ".join(words[n : n + RUN]).encode()).hexdigest()[:12]
        for n in range(len(words) - RUN + 1)
    }
