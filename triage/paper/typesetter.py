"""Typst as each paper uses it: our fonts, words as data, every PDF checked."""

import datetime as dt
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg_noto_sans
import typst

FOLDER = Path(__file__).parent
FONTS = Path(fontpkg_noto_sans.__file__).parent / "files"
STANDARDS = ["a-2a", "ua-1"]
# Typst remembers what it laid out until so many later papers push it out.
PUSHES = 5


@lru_cache
def _fonts(system_fonts: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=system_fonts, font_paths=[FONTS])


def lay_out(
    template: str, words: Mapping[str, Any], system_fonts: bool, **spacing: float
) -> tuple[typst.Compiler, Any]:
    """
    Lay *words* out by *template*, and give the compiler with what is `<taken>` there.

    Nothing is written yet: a layout that takes too much paper costs half of a PDF.
    """
    laid_out = typst.Compiler(
        input=FOLDER / template,
        root=FOLDER,
        font_paths=_fonts(system_fonts),
        ignore_system_fonts=not system_fonts,
        sys_inputs={
            "words": json.dumps(words, ensure_ascii=False),
            **{name: f"{value:.3f}" for name, value in spacing.items()},
        },
    )
    return laid_out, json.loads(laid_out.query("<taken>", field="value", one=True))


def to_pdf(laid_out: typst.Compiler, at: str) -> bytes:
    """Write what was laid out as a PDF that was made *at* an ISO 8601 moment."""
    # its inputs are those of the layout, which typst remembers
    pdf: bytes = laid_out.compile(
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=dt.datetime.fromisoformat(at),
    )
    _forget()
    return pdf


def _forget() -> None:
    """Set empty papers, so that a web worker does not keep 60 MB of past ones."""
    for _ in range(PUSHES):
        typst.Compiler(input=b"", font_paths=_fonts(False)).compile(format="svg")
