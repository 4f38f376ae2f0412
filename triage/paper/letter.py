"""
How much of a letter stands on its first page, so that the page holds it all.

The spacing gives way first, then the further rows (they stand overleaf too), then the
type, a little. The same words give the same page.
"""

from collections.abc import Mapping
from typing import Any

from triage.paper.typesetter import lay_out, to_pdf

ALL = 999.0
# Spacing, further rows and scale of the type, the roomiest first.
FITS = (
    (1.0, ALL, 1.0),
    (0.6, ALL, 1.0),
    (0.2, ALL, 1.0),
    (0.0, ALL, 0.94),
    (0.0, 6.0, 0.94),
    (0.0, 3.0, 0.94),
    (0.0, 0.0, 0.94),
    (0.0, 0.0, 0.88),
    (-0.2, 0.0, 0.82),
)


def set_letter(words: Mapping[str, Any], system_fonts: bool) -> bytes:
    """Set the letter of *words* the roomiest way in which page one holds it."""
    for spacing, more, scale in FITS:
        laid_out, taken = lay_out(
            "letter.typ", words, system_fonts, spacing=spacing, more=more, type=scale
        )
        if taken["first"] <= 1:
            break
    return to_pdf(laid_out, words["at"])
