"""
The product's own data, loaded once: the protocol of this installation, and any release.

The text of every release that judged a patient is kept in a `Release` row, so a
protocol is always compiled from text, and cached by its digest. The words of the
handout have a digest of their own for each language; their loading stands beside these
functions and follows the same pattern.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from triage.engine import FILES, Protocol, ProtocolError, digest_of, load_protocol
from triage.engine.handout_file import read_handout
from triage.engine.handout_translation import read_translation
from triage.engine.sheet import Handout

FOLDER = Path(__file__).parent / "protocols" / "back_spasm"
PATIENTS = "patients.json"
# The sheet that the others translate: the one home of its structure and sources.
HANDOUT = "handout.en.toml"
KEPT = 16

_compiled: dict[str, Protocol] = {}
_lock = Lock()


def texts_of(folder: Path, files: tuple[str, ...] = FILES) -> dict[str, str]:
    """Read *files* of *folder*, byte for byte; ProtocolError where that fails."""
    texts = {}
    for name in files:
        try:
            texts[name] = (folder / name).read_bytes().decode()
        except OSError as error:
            raise ProtocolError(name, "the file", f"cannot be read: {error}") from None
        except UnicodeDecodeError:
            raise ProtocolError(name, "the file", "is not UTF-8") from None
    return texts


@cache
def current_protocol() -> Protocol:
    """The protocol that new intakes are opened with, read once in a process."""
    return protocol_from_text(texts_of(FOLDER))


def protocol_from_text(texts: Mapping[str, str]) -> Protocol:
    """
    Compile the four files of *texts* (name -> text), or take it from the cache.

    Raises ProtocolError. The newest 16 releases are kept, whatever is in the database.
    """
    digest = digest_of({name: texts[name] for name in FILES if name in texts})
    with _lock:
        protocol = _compiled.pop(digest, None)
    protocol = protocol or load_protocol(texts)
    with _lock:
        _compiled[digest] = protocol
        while len(_compiled) > KEPT:
            del _compiled[next(iter(_compiled))]
    return protocol


def release_text(folder: Path = FOLDER) -> str:
    """Give the four files of *folder* as the one canonical JSON text of a release."""
    return json.dumps(
        texts_of(folder), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def protocol_from_release(text: str) -> Protocol:
    """Compile the text that a `Release` row keeps."""
    return protocol_from_text(json.loads(text))


def protocol_of(release) -> Protocol:
    """
    Give the compiled protocol of a `Release` row.

    Its text is read from the row only when this process has not compiled it yet, and
    refused when it is not the text that the row's digest names.
    """
    with _lock:
        protocol = _compiled.get(release.digest)
    protocol = protocol or protocol_from_release(release.text)
    if protocol.digest != release.digest:
        problem = "the text that is kept is not the one that its digest names"
        raise ProtocolError("release", release.digest[:12], problem)
    return protocol


@cache
def handouts() -> dict[str, Handout]:
    """
    The patient's sheet by language, read once: the original and its translations.

    Checked against the current protocol; ProtocolError where one must not be printed.
    """
    protocol = current_protocol()
    names = sorted(path.name for path in FOLDER.glob("handout.*.toml"))
    texts = texts_of(FOLDER, (HANDOUT, *(name for name in names if name != HANDOUT)))
    original = read_handout(HANDOUT, texts.pop(HANDOUT), protocol=protocol)
    sheets = [original]
    for name, text in texts.items():
        sheets.append(
            read_translation(name, text, original=original, protocol=protocol)
        )
    for sheet in sheets:
        if sheet.name != f"handout.{sheet.language}.toml":
            problem = f"says that its language is {sheet.language!r}"
            raise ProtocolError(sheet.name, "the file", problem)
    return {sheet.language: sheet for sheet in sheets}


@cache
def example_patients() -> list[dict[str, Any]]:
    """
    The imagined patients that are shipped with the rules, each with its `id`, `answers`
    and the `expected` level, told in its `text`; read once, and no part of a release.
    """
    patients: list[dict[str, Any]] = json.loads(texts_of(FOLDER, (PATIENTS,))[PATIENTS])
    return patients
