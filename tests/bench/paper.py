"""
How long the paper takes: python -m tests.bench.paper [SHEETS]

Sheets are drawn by chance, each with other words, in every language, level, print size
and paper, and printed one after the other on a warm compiler.
"""

import random
import statistics
import sys
import time

from tests.lawful import mostly_no
from tests.sheets import sheet
from triage.library import handouts
from triage.paper import MOST_PAGES, handout_pdf

LEVELS = ("emergency", "urgent", "soon", "self_care")


def measure(count=500, seed="paper"):
    """Print *count* drawn sheets; give the milliseconds of each, shortest first."""
    rng = random.Random(seed)
    drawn = [_draw(rng, number) for number in range(count + 1)]
    handout_pdf(drawn.pop().text)
    return sorted(_milliseconds(words) for words in drawn)


def _draw(rng, number):
    return sheet(
        mostly_no(rng),
        level=rng.choice([None, *LEVELS]),
        size=rng.choice([*MOST_PAGES]),
        paper=rng.choice(["a4", "letter"]),
        language=rng.choice([*handouts()]),
        name=f"Patient {number}",
    )


def _milliseconds(words):
    start = time.perf_counter()
    handout_pdf(words.text)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    taken = measure(*map(int, sys.argv[1:]))
    median, p95 = statistics.median(taken), taken[int(len(taken) * 0.95)]
    sys.stdout.write(
        f"{len(taken)} sheets as PDF: median {median:.0f} ms, 95 in 100 under "
        f"{p95:.0f} ms, longest {taken[-1]:.0f} ms\n"
    )
