"""
How much space there is between the lines of a sheet, so that it fills its pages.

A spacing of 1 is what the eye likes; the type never changes. A sheet has two: `first`
down to the end of the help box, which stands on page one, and `spacing` for the rest.
Both are guessed from the letters of the words, which costs nothing, and tightened where
the sheet, once laid out, takes too much paper. The same words give the same spacing.
"""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]
Spacing = dict[str, float]

MOST_PAGES = {"normal": 2, "large": 5}
WIDEST, TIGHTEST = 1.15, -0.1
# A page is left so empty that a sheet not yet set wide may well be.
MUCH_LEFT = 0.24
# The spacing that a sheet without a letter would bear, and what 1,000 letters take off.
# Measured over sheets drawn by chance, in both languages: right for 19 of 20.
GUESSES = {"normal": (2.66, 0.356), "large": (2.85, 0.307)}
# What else takes room, as so many letters. A4 is the longer paper.
A_SECTION, A_DIARY, A_LINE = 40, 350, 137
ROOM_OF_A4 = 150
# Who is sent away has the way there above the box: in large print it runs over, but
# at least so much of it stands on page one.
GOING = {"emergency", "urgent"}
MOST_OF_THE_BOX = 0.6
GUESSES_OF_FIRST = {1: (3.60, 0.95), MOST_OF_THE_BOX: (3.0, 0.6)}


def first_spacing(words: Json) -> Spacing:
    """Guess the spacing of the sheet with these *words*."""
    sections = words["sections"]
    letters = sum(A_SECTION + _letters(each) for each in sections)
    letters += A_DIARY * any(each["shape"] == "diary" for each in sections)
    letters -= 2 * ROOM_OF_A4 * (words["paper"] == "a4")
    spacing = _bounded(_guess(GUESSES[words["size"]], letters))
    if words["size"] == "normal":
        return {"spacing": spacing, "first": spacing}
    return {"spacing": spacing, "first": _first_of_large(words)}


def tighter(spacing: Spacing, taken: Json, words: Json) -> Spacing | None:
    """
    Give the next spacing to try, or None where the sheet keeps to its pages.

    *taken* is how many pages it took: `all` of it, and from its beginning to where the
    help box begins and ends.
    """
    too_long = taken["all"] - MOST_PAGES[words["size"]]
    begins, ends = taken["help_begins"], taken["help_ends"]
    first_too_long = begins + (ends - begins) * _part_of_box(words) - 1
    if words["size"] == "normal":
        too_long = first_too_long = max(too_long, first_too_long)
    next_spacing = {
        "spacing": _less(spacing["spacing"], too_long),
        "first": _less(spacing["first"], first_too_long),
    }
    return None if next_spacing == spacing else next_spacing


def wider(spacing: Spacing, taken: Json, words: Json) -> Spacing | None:
    """
    Give a wider spacing for a sheet in normal print that leaves much of its last page
    empty, or None. It may be too wide: then the first one stands.
    """
    left = MOST_PAGES[words["size"]] - taken["all"]
    if words["size"] != "normal" or left < MUCH_LEFT or spacing["spacing"] >= 0.9:
        return None
    spread = _bounded(spacing["spacing"] + left)
    return {"spacing": spread, "first": spread}


def _first_of_large(words: Json) -> float:
    shapes = [each["shape"] for each in words["sections"]]
    until_help = words["sections"][: shapes.index("stop") + 1]
    letters = len(words["title"]) + len(words["for"])
    letters += sum(_letters(each) + A_LINE * _lines(each) for each in until_help)
    letters -= ROOM_OF_A4 * (words["paper"] == "a4")
    return _bounded(_guess(GUESSES_OF_FIRST[_part_of_box(words)], letters))


def _part_of_box(words: Json) -> float:
    """Say how much of the help box must stand on page one."""
    may_run_over = words["size"] == "large" and words["level"] in GOING
    return MOST_OF_THE_BOX if may_run_over else 1


def _letters(section: Json) -> int:
    runs = (
        section["intro"],
        *(block["sentences"] for block in section["blocks"]),
        section["outro"],
    )
    return sum(len(each["text"]) + 1 for run in runs for each in run)


def _lines(section: Json) -> int:
    """Count what begins on a line of its own."""
    blocks = section["blocks"]
    items = [s for block in blocks for s in block["sentences"] if s.get("item")]
    return len(blocks) + len(items)


def _guess(guess: tuple[float, float], letters: int) -> float:
    empty, thousand = guess
    return empty - thousand * letters / 1000


def _less(spacing: float, too_long: float) -> float:
    return _bounded(spacing - 0.15 - 0.6 * too_long) if too_long > 0 else spacing


def _bounded(spacing: float) -> float:
    return min(max(spacing, TIGHTEST), WIDEST)
