"""
Chooses the words of one patient's sheet.

`compose` is pure. What it returns is kept with every copy that is given, so the clinic
can say years later what a patient read, and from which source each sentence came.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from triage.engine.facts import Facts
from triage.engine.phrases import Flag, Phrases
from triage.engine.sheet import PLACE, Block, Handout, Moment, Section, Sentence
from triage.engine.words import Words, freeze

Json = dict[str, Any]

FORMAT = 1
# Here the clinic's additions stand under a line that says so, or speak of no illness.
WITHOUT_MARKS = {"result", "stop", "open", "card", "fine"}


def compose(
    handout: Handout,
    *,
    facts: Facts,
    level: str,
    computed: str,
    flags: Sequence[Flag],
    particulars: Mapping[str, str],
    clinic: Mapping[str, Any],
    size: str,
    paper: str,
    at: str,
    banners: Sequence[str] = (),
) -> Words:
    """
    Choose and freeze the words of one sheet.

    *facts* are the answers read against the protocol; *level* is in force, *computed*
    what the rules alone gave; *flags* stand in the order of the protocol. *particulars*
    fill the {braces}: a sentence whose particular is missing or empty is left out.
    *clinic* (name, address, lines of label and number) is printed as it is, and so are
    *banners*: names of labels, such as "preview". *at* is when it was made, ISO 8601.
    """
    fired = frozenset(flag.family for flag in flags if flag.fired)
    said = {name: text for name, text in particulars.items() if text}
    said["computed"] = handout.levels[computed]
    said["sheet"] = f"{handout.version}-{handout.language}-{handout.digest[:8]}"
    moment = Moment(level, computed, facts, fired, frozenset(said))
    writer = _Writer(handout, moment, flags, said, size == "large")
    return freeze(
        {
            "format": FORMAT,
            "language": handout.language,
            "size": size,
            "paper": paper,
            "at": at,
            "level": level,
            "computed": computed,
            "handout": handout.digest,
            "clinic": dict(clinic),
            "banners": [handout.labels[each] for each in banners],
            "title": writer.first(handout.titles),
            "for": writer.addressee(said),
            "for_code": writer.addressee({"name": said.get("code", "")}),
            "date": said.get("date", ""),
            "labels": dict(handout.labels),
            "sections": writer.sections(),
        }
    )


class _Writer:
    """Holds what every part of one sheet is chosen by."""

    def __init__(
        self,
        handout: Handout,
        moment: Moment,
        flags: Sequence[Flag],
        particulars: dict[str, str],
        is_large: bool,
    ):
        self.handout, self.moment, self.particulars = handout, moment, particulars
        self.is_large = is_large
        self.phrases = Phrases(handout, flags)
        self.child = handout.for_guardian.holds(moment.facts) is True

    def sections(self) -> list[Json]:
        """Give the sections that have something to say."""
        written: list[Json] = []
        for section in self.handout.sections:
            if section.only.holds(self.moment):
                # so the small print, which comes last, names the sources of the rest
                self.particulars["added"] = self.added(written)
                made = self.section(section)
                written += [made] if made["blocks"] else []
        return written

    def section(self, section: Section) -> Json:
        marked = section.shape not in WITHOUT_MARKS
        blocks = [made for each in section.blocks if (made := self.block(each, marked))]
        return {
            "id": section.id,
            "shape": section.shape,
            "heading": self.first(section.headings),
            "intro": self.run(section.intro, marked),
            "blocks": blocks[: section.most or None],
            "outro": self.run(section.outro, marked),
        }

    def block(self, block: Block, marked: bool) -> Json | None:
        """Give one block, or None where nothing of it is printed."""
        if not block.only.holds(self.moment):
            return None
        sentences = self.run(block.sentences, marked)
        if block.fill:
            sentences += self.filled(block)
        if not sentences:
            return None
        made: Json = {"id": block.id, "sentences": sentences}
        if all(each.get("addition") for each in sentences):
            made["addition"] = True
        for key in ("icon", "columns", "foot"):
            if value := getattr(block, key):
                made[key] = value
        return made

    def filled(self, block: Block) -> list[Json]:
        """Give what the intake brings to *block*, and say so where there is more."""
        phrases, is_cut = self.phrases.of(block)
        if block.fill == "told" and self.is_large and phrases:
            # line by line it would push the box for emergencies off the first page
            phrases = [_as_one(phrases)]
        more = self.run(block.more, marked=False) if is_cut else []
        return phrases + more[:1]

    def run(self, sentences: Sequence[Sentence], marked: bool) -> list[Json]:
        """Give the sentences that hold; the first of several additions is marked."""
        made: list[Json] = []
        before = False
        for sentence in sentences:
            if (text := self.say(sentence)) is None:
                continue
            kept: Json = {"text": text, "sources": list(sentence.sources)}
            for key in ("strong", "addition", "item"):
                if getattr(sentence, key):
                    kept[key] = True
            if marked and sentence.addition and not before:
                kept["mark"] = True
            before = sentence.addition
            made.append(kept)
        return made

    def say(self, sentence: Sentence) -> str | None:
        """Give the words of *sentence*, or None where it does not hold."""
        if not sentence.only.holds(self.moment):
            return None
        text = sentence.said(self.child)
        if not all(self.particulars.get(name) for name in PLACE.findall(text)):
            return None
        return PLACE.sub(lambda place: self.particulars[place[1]], text)

    def first(self, sentences: Sequence[Sentence]) -> str:
        """Give the first of *sentences* that holds, else nothing."""
        return next((text for each in sentences if (text := self.say(each))), "")

    def addressee(self, said: Mapping[str, str]) -> str:
        """Say whom the sheet is for; a child's speaks to the guardian."""
        key = "for"
        if self.child:
            key = "for_guardian" if said.get("guardian") else "for_child"
        return PLACE.sub(lambda place: said.get(place[1], ""), self.handout.labels[key])

    def added(self, sections: Sequence[Json]) -> str:
        """Name the sources of the clinic's additions in *sections*, each once."""
        sentences = [
            sentence
            for section in sections
            for run in (
                section["intro"],
                *(block["sentences"] for block in section["blocks"]),
                section["outro"],
            )
            for sentence in run
            if sentence.get("addition") and not sentence.get("item")
        ]
        names = [self.handout.cite.get(k) for s in sentences for k in s["sources"]]
        return ". ".join(dict.fromkeys(name for name in names if name))


def _as_one(phrases: Sequence[Json]) -> Json:
    """Run *phrases* on in one line, with the sources of them all."""
    text = "; ".join(each["text"] for each in phrases)
    sources = dict.fromkeys(key for each in phrases for key in each["sources"])
    return {**phrases[0], "text": text, "sources": list(sources)}
