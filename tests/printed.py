"""Sheets on paper, read back: what stands on which page."""

import io

import pypdf

from tests.lawful import WELL
from tests.sheets import section
from triage.library import handouts
from triage.paper import MOST_PAGES, handout_pdf

LEVELS = ("emergency", "urgent", "soon", "self_care")
LANGUAGES = tuple(handouts())
FORMS = [(size, form) for size in MOST_PAGES for form in ("a4", "letter")]
CHILD = WELL | {"age": 9}
# Whatever can make a sheet long, said yes to.
LONG = (
    *("recurrent", "episodes_getting_more_frequent", "interferes_with_daily_life"),
    *("repeat_contact", "pain_on_breathing", "lack_of_exercise", "weak_core", "smoker"),
    *("overweight", "poor_posture_or_lifting", "previous_back_injury", "arthritis"),
    *("heat_tried", "ice_tried", "pain_reliever_taken", "resting_in_bed", "skin_band"),
    *("lives_alone", "anticoagulant", "diabetes", "pregnant"),
)
FULL = (
    WELL
    | dict.fromkeys(LONG, "yes")
    | {"onset_days_ago": 60, "episode_pattern": "momentary"}
)
# What was not asked is named on the sheet too, so this is longer still.
FULLEST = {name: FULL[name] for name in (*LONG, "onset_days_ago", "episode_pattern")}


def printed(words):
    """The PDF of *words*, read back."""
    return pypdf.PdfReader(io.BytesIO(handout_pdf(words.text)))


def text_of(page):
    """What stands on *page*, in its reading order."""
    return " ".join(page.extract_text().split())


def headings(reader):
    """The levels of the headings that an assistive reader is given, in its order."""
    found = []

    def walk(node):
        node = node.get_object()
        if not hasattr(node, "get"):
            return
        if (kind := str(node.get("/S", ""))).startswith("/H") and kind[2:].isdigit():
            found.append(int(kind[2:]))
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            if not isinstance(child, int):
                walk(child)

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def plain(text):
    """The letters of *text* alone: no marks, however it is broken into lines."""
    return "".join(text.replace("◆", "").replace("•", "").split())


def _said(sentences):
    running = [each["text"] for each in sentences if not each.get("item")]
    return [
        " ".join(running),
        *(each["text"] for each in sentences if each.get("item")),
    ]


def _wholes(words):
    """All that no page may part: paragraphs, tiles, steps, lines of a list."""
    for part in words.content["sections"]:
        yield from _said(part["intro"])
        for block in part["blocks"]:
            yield from _said(block["sentences"])
        yield from _said(part["outro"])


def _starts(words):
    """Each heading of the body with the first words that follow it."""
    for part in words.content["sections"]:
        if part["heading"] and part["shape"] != "card":
            first = [*part["intro"], *part["blocks"][0]["sentences"]][0]
            yield f"{part['heading']} {first['text']}"


def assert_well_printed(words):
    """The sheet keeps to its pages, and nothing on it is parted or stands empty."""
    said = words.content
    where = (said["language"], said["level"], said["size"], said["paper"])
    pages = [plain(text_of(page)) for page in printed(words).pages]

    assert len(pages) <= MOST_PAGES[said["size"]], (where, len(pages))
    number = said["labels"]["page"].format(page=len(pages), pages=len(pages))
    assert plain(number) in pages[-1], where
    for text in (*_wholes(words), *_starts(words)):
        assert any(plain(text) in page for page in pages), (where, text)
    for text in _help_on_page_one(words):
        assert plain(text) in pages[0], (where, text)


def _help_on_page_one(words):
    """
    The help box, whole; but who is sent away has the way there above it, and so in
    large print only what is told first of it: up to the numbness of the saddle.
    """
    box = section(words, "help")
    blocks = box["blocks"]
    yield box["heading"]
    if words.content["size"] == "large" and section(words, "going"):
        ids = [block["id"] for block in blocks]
        blocks = blocks[: ids.index("help-saddle") + 1]
    else:
        yield from _said(box["outro"])
    for block in blocks:
        yield from _said(block["sentences"])
