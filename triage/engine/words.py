"""
The words of one printed sheet: frozen, named by their digest, and nothing else printed.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Words:
    """Everything that a sheet prints, as canonical JSON. Equal words, equal digest."""

    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def content(self) -> dict[str, Any]:
        """The text as Python values."""
        content: dict[str, Any] = json.loads(self.text)
        return content


def freeze(content: Mapping[str, Any]) -> Words:
    """Write *content* as canonical JSON: keys sorted, no spaces, every script."""
    return Words(
        json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    )


def passages(words: Words) -> Iterator[str]:
    """
    Give what is read, passage by passage in the order of the paper, to be graded.

    A line of a list is a passage of its own and ends with a full stop, as a voice does.
    """
    return (text for _, text in placed_passages(words))


def placed_passages(words: Words) -> Iterator[tuple[str, str]]:
    """Give the passages, each with the section or block of the file that it is of."""
    content = words.content
    yield "title", stopped(content["title"])
    for section in content["sections"]:
        yield section["id"], stopped(section["heading"])
        yield section["id"], _run(section["intro"])
        for block in section["blocks"]:
            said = block["sentences"]
            yield block["id"], _run([each for each in said if not each.get("item")])
            for each in said:
                if each.get("item"):
                    yield block["id"], stopped(each["text"])
        yield section["id"], _run(section["outro"])


def _run(sentences: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(stopped(each["text"]) for each in sentences)


def stopped(text: str) -> str:
    """End *text* as a voice ends it, where it is a line of a list or a heading."""
    return text if not text or text[-1] in ".?!:" else f"{text}."
