"""Sheets of imagined patients, composed without a database."""

import hashlib
import re
import unicodedata
from pathlib import Path

from triage.engine import assess
from triage.engine.handout import compose
from triage.engine.phrases import Flag
from triage.library import current_protocol, handouts

RUN = 6
ARTICLE_RUNS = frozenset(
    (Path(__file__).parent / "cases" / "article_runs.txt").read_text("ascii").split()
)
PARTICULARS = {
    "name": "Ioan Petrescu",
    "code": "P-12",
    "phone": "(555) 555-0100",
    "emergency": "911",
    "crisis_line": "988",
    "visit_by": "Monday, December 1",
    "call_day": "on Wednesday, November 26, from 9 AM to noon",
    "call_number": "12",
    "receiver": "Port Ellis General, emergency department",
    "intake": "I-4398",
    "date": "November 24, 2025",
}
CLINIC = {
    "name": "Harbor Street Clinic",
    "address": "42 Harbor Street, Port Ellis",
    "lines": [["Phone", "(555) 555-0100"], ["Emergency", "911"]],
}


def flags_of(assessment):
    """The rules that fired and those still open, as a sheet needs them."""
    return [
        Flag(
            rule=each.rule.id,
            level=each.rule.level,
            family=each.rule.family,
            fired=fired,
            answers=each.because if fired else dict.fromkeys(each.findings),
            sources=each.rule.sources,
        )
        for fired, rules in ((True, assessment.fired), (False, assessment.open))
        for each in rules
    ]


def sheet(answers, *, level=None, size="normal", paper="letter", banners=(), **said):
    """The words of a patient's sheet; *said* replaces particulars, None removes one."""
    protocol = current_protocol()
    assessment = assess(answers, protocol)
    particulars = PARTICULARS | said
    return compose(
        handouts()["en"],
        facts=protocol.facts(answers),
        level=level or assessment.disposition,
        computed=assessment.disposition,
        flags=flags_of(assessment),
        particulars={name: text for name, text in particulars.items() if text},
        clinic=CLINIC,
        size=size,
        paper=paper,
        at="2025-11-24T15:00:00+00:00",
        banners=banners,
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
