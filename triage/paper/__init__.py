"""
Paper: frozen words in, PDF out.

The templates are typst. Data reaches them as JSON, never as source, and every PDF is
tagged and checked while it is made (PDF/A-2a and PDF/UA-1). The same words give the
same bytes, whenever and wherever they are printed.
"""

import datetime as dt
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fontpkg_noto_sans
import typst

FOLDER = Path(__file__).parent
FONTS = Path(fontpkg_noto_sans.__file__).parent / "files"
STANDARDS = ["a-2a", "ua-1"]
# Pages of a sheet by print size, and how far it may be drawn together to keep to them.
MOST_PAGES = {"normal": 2, "large": 5}
# The blank intake: an odd number, so that the patient's page is a leaf of its own.
PACK_PAGES = 11
# First without the fonts of this machine, so that every machine prints the same.
FONTS_OF_THIS_MACHINE = (False, True)
SPACINGS = (1.0, 0.88, 0.76, 0.64, 0.54)

_kept = threading.local()


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
            return _fitted(_compiler("handout.typ", system_fonts), content)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    raise PaperError(
        "The sheet has letters that no font on this machine can print: print it from "
        "the browser, or have a font with these letters installed."
    )


def pack_pdf(content: Mapping[str, Any]) -> bytes:
    """
    Set the blank paper intake as a PDF; its *content* is what `pack_of` makes.

    Raises PaperError where the clinic's own particulars cannot be written.
    """
    for system_fonts in FONTS_OF_THIS_MACHINE:
        try:
            return _drawn_together(_compiler("pack.typ", system_fonts), content)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    raise PaperError(
        "The clinic's name or address has letters that no font on this machine can "
        "print: have a font with these letters installed."
    )


def _drawn_together(compiler, content) -> bytes:
    """Compile at the widest spacing that keeps to the pages of the pack."""
    for spacing in SPACINGS:
        pdf = _compile(compiler, content, spacing)
        pages = int(compiler.query("<pages>", field="value", one=True))
        if pages <= PACK_PAGES:
            break
    return pdf


def _fitted(compiler, words) -> bytes:
    """Compile at the widest spacing that keeps to the pages, help on the first."""
    for spacing in SPACINGS:
        pdf = _compile(compiler, words, spacing)
        pages, help_on = (
            int(compiler.query(label, field="value", one=True))
            for label in ("<pages>", "<help>")
        )
        if pages <= MOST_PAGES[words["size"]] and help_on == 1:
            break
    return pdf


def _compile(compiler, words, spacing) -> bytes:
    return compiler.compile(
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=dt.datetime.fromisoformat(words["at"]),
        sys_inputs={
            "words": json.dumps(words, ensure_ascii=False),
            "spacing": str(spacing),
        },
    )


def _compiler(template, system_fonts):
    """Give this thread's compiler of *template*: one is not shared between threads."""
    key = (template, system_fonts)
    compilers = _kept.__dict__.setdefault("compilers", {})
    if key not in compilers:
        compilers[key] = typst.Compiler(
            input=FOLDER / template,
            root=FOLDER,
            font_paths=[FONTS],
            ignore_system_fonts=not system_fonts,
        )
    return compilers[key]
