"""The blank paper intake of an imagined clinic, and a nurse who has nothing else."""

import io

import pypdf

from triage.engine import Level, applies
from triage.engine.pack import compose_pack, help_box
from triage.library import current_protocol, handouts
from triage.paper import pack_pdf

PROTOCOL = current_protocol()
UNITS = {
    "C": ["°F", "°C"],
    "days": ["days ago", "weeks ago", "months ago", "years ago"],
    "years": ["years"],
}


def pack(language="en", paper="letter", **particulars):
    """What the pack prints in *language*; *particulars* are the clinic's own."""
    return {
        **compose_pack(PROTOCOL, language=language, units=UNITS),
        "signed": "draft: needs clinician sign-off",
        "help": help_box(handouts()["en"], PROTOCOL, "911"),
        "clinic": {
            "name": "Harbor Street Clinic",
            "address": "42 Harbor Street, Port Ellis",
            "lines": [["Phone", "(555) 555-0100"], ["Emergency", "911"]],
        },
        "emergency": "911",
        "banners": [],
        "paper": paper,
        "at": "2026-11-24T10:42:00+00:00",
        "printed": "November 24, 2026",
        "form": {
            "sexes": ["Female", "Male", "Other"],
            "channels": ["Face to face", "By phone"],
            "informants": ["The patient", "A parent or guardian", "Somebody else"],
            "interpreters": ["No interpreter", "Professional interpreter", "Family"],
            "days": 7,
        },
        **particulars,
    }


def printed(content):
    """The PDF of *content*, read back."""
    return pypdf.PdfReader(io.BytesIO(pack_pdf(content)))


def questions(content):
    """Every question of the pack, in its order."""
    return [
        question
        for group in content["groups"]
        for each in group["sets"]
        for question in each["questions"]
    ]


def decided_on_paper(content, answers):
    """
    The level that a nurse finds who has only the paper, and *answers* on it.

    She asks what "Only if" tells her to, takes no tick for not sure, reads the shapes
    beside her ticks and then each rule of the table; the highest level wins.
    """
    facts = PROTOCOL.facts(answers)
    rules = {rule.id: rule for rule in PROTOCOL.rules}
    found = [Level.SELF_CARE]
    for question in questions(content):
        if applies(question["name"], answers, PROTOCOL) is not False:
            found += _beside(question, answers, facts)
    for table in content["rules"]:
        for line in table["rules"]:
            holds = rules[line["id"]].when.holds(facts)
            if holds:
                found.append(table["level"])
            elif holds is None and line["held"]:
                found.append(line["held"]["level"])
    return max(map(Level, found))


def _beside(question, answers, facts):
    """The levels that stand beside the answer to *question*."""
    name = question["name"]
    given = answers.get(name)
    if isinstance(given, int | float):
        lone = [rule for rule in PROTOCOL.rules if rule.when.names == (name,)]
        return [rule.level for rule in lone if rule.when.holds(facts)]
    unsure = question["boxes"][-1]["answer"]
    if PROTOCOL.findings[name].kind == "answer":
        unsure = "unsure"
    beside = {box["answer"]: box.get("level") for box in question["boxes"]}
    level = beside[given or unsure]
    return [level] if level else []
