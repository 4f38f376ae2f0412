"""
Paper: frozen words in, PDF out.

The templates are typst. Data reaches them as JSON, never as source, and every PDF is
tagged and checked while it is made (PDF/A-2a and PDF/UA-1). The same words give the
same bytes, whenever and wherever they are printed.
"""

import json
from collections.abc import Mapping
from typing import Any

import typst

from triage.paper.letter import set_letter
from triage.paper.spacing import MOST_PAGES, first_spacing, tighter, wider
from triage.paper.typesetter import lay_out, to_pdf

__all__ = [
    "MOST_PAGES",
    "PACK_PAGES",
    "PaperError",
    "handout_pdf",
    "letter_pdf",
    "pack_pdf",
]

# The blank intake: an odd number, so that the patient's page is a leaf of its own.
PACK_PAGES = 11
PACK_SPACINGS = (1.0, 0.94, 0.88, 0.82, 0.76, 0.64)
# First without the fonts of this machine, so that every machine prints the same.
FONTS_OF_THIS_MACHINE = (False, True)


class PaperError(Exception):
    """Raised where no PDF can be made: a sentence for staff."""


def handout_pdf(text: str) -> bytes:
    """
    Set the frozen words *text* of one sheet as a PDF.

    A name that the shipped font cannot write is tried with the fonts of this machine;
    if these cannot either, the patient's code stands in its place. Raises PaperError
    where the clinic's own particulars cannot be written.
    """
    words = json.loads(text)
    by_code = words | {"for": words["for_code"]}
    tries = [(system, words) for system in FONTS_OF_THIS_MACHINE]
    for system_fonts, content in [*tries, (False, by_code)]:
        try:
            return _fitted(content, system_fonts)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    raise PaperError(
        "The sheet has letters that no font on this machine can print: print it from "
        "the browser, or have a font with these letters installed."
    )


def letter_pdf(text: str) -> bytes:
    """
    Set the frozen words *text* of one letter as a PDF: the letter, then all answers.

    Raises PaperError where no font of this machine can write what it says.
    """
    words = json.loads(text)
    for system_fonts in FONTS_OF_THIS_MACHINE:
        try:
            return set_letter(words, system_fonts)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    raise PaperError(
        "The letter has letters that no font on this machine can print: print it from "
        "the browser, or have a font with these letters installed."
    )


def pack_pdf(content: Mapping[str, Any]) -> bytes:
    """
    Set the blank paper intake as a PDF; its *content* is what `pack_of` makes.

    Raises PaperError where the clinic's own particulars cannot be written.
    """
    for system_fonts in FONTS_OF_THIS_MACHINE:
        try:
            return _drawn_together(content, system_fonts)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    raise PaperError(
        "The clinic's name or address has letters that no font on this machine can "
        "print: have a font with these letters installed."
    )


def _fitted(words, system_fonts) -> bytes:
    """Lay the sheet out until it fills its pages and keeps to them: mostly once."""
    spacing = first_spacing(words)
    laid_out, taken = lay_out("handout.typ", words, system_fonts, **spacing)
    if more := wider(spacing, taken, words):
        second, taken = lay_out("handout.typ", words, system_fonts, **more)
        if tighter(more, taken, words) is None:
            laid_out = second
    else:
        while spacing := tighter(spacing, taken, words):
            laid_out, taken = lay_out("handout.typ", words, system_fonts, **spacing)
    return to_pdf(laid_out, words["at"])


def _drawn_together(content, system_fonts) -> bytes:
    """Set the paper intake at the widest spacing that keeps to its pages."""
    for spacing in PACK_SPACINGS:
        laid_out, pages = lay_out("pack.typ", content, system_fonts, spacing=spacing)
        if pages <= PACK_PAGES:
            break
    return to_pdf(laid_out, content["at"])
