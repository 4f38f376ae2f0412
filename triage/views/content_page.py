"""The sheet's content in one language, as it is in use: for managers to read."""

from functools import cached_property

from triage.actions.release import answered
from triage.engine.sheet import Handout
from triage.forms.example import ExampleForm
from triage.library import current_protocol, example_patients, handouts
from triage.models import Clinic, Release, language_name
from triage.views.content_part import SectionShown, may_print, said
from triage.views.content_reading import ContentReading
from triage.views.example_page import usual_form


class ContentPage:
    """
    The content of *handout*, at *level* or, where that is '', at any.

    A query each: who signed, which releases there were, the clinic's paper, the grades.
    """

    def __init__(self, handout: Handout, level: str = ""):
        self.handout, self.level = handout, level
        self.original = handouts().get(handout.translates)
        self.signoff, self.withdrawal = answered(handout.digest)
        self.reading = ContentReading(handout)
        usual = usual_form(Clinic.objects.first())
        self.chooser = ExampleForm(initial={"level": level} | usual)

    @property
    def first_example(self):
        """Whose sheet the chooser offers first."""
        return example_patients()[0]["id"]

    @property
    def language_name(self):
        return language_name(self.handout.language)

    @property
    def original_name(self):
        return language_name(self.handout.translates)

    @property
    def languages(self):
        """Every language in which there is a sheet: its code and name."""
        return [(code, language_name(code)) for code in handouts()]

    @property
    def levels(self):
        """The levels that the page can be narrowed to."""
        return list(current_protocol().levels)

    @cached_property
    def releases(self):
        """The releases of this language that were kept, the newest first."""
        kept = Release.objects.filter(
            kind=Release.Kind.HANDOUT, language=self.handout.language
        ).defer("text")
        return list(kept)

    @property
    def is_kept(self):
        """Whether anybody was ever given, or signed for, what is in use."""
        return any(each.digest == self.handout.digest for each in self.releases)

    @cached_property
    def titles(self):
        theirs = self.original.titles if self.original else ()
        return said(self.handout.titles, theirs, self.level, "Title")

    @cached_property
    def sections(self):
        """The sections in the order of the paper, each with something to say."""
        theirs = self.original.sections if self.original else self.handout.sections
        shown = (
            SectionShown(
                section,
                their if self.original else None,
                self.level,
                self.reading.blocks,
            )
            for section, their in zip(self.handout.sections, theirs, strict=True)
            if may_print(section.only, self.level)
        )
        return [section for section in shown if section.blocks]

    @property
    def phrases(self):
        """The patient's words for each finding: told, and where it stayed open."""
        sheet, original = self.handout, self.original
        return [
            {
                "label": finding.label,
                "tell": sheet.tell.get(finding.name, ""),
                "open": sheet.open.get(finding.name, ""),
                "english_tell": original.tell.get(finding.name, "") if original else "",
                "english_open": original.open.get(finding.name, "") if original else "",
            }
            for finding in current_protocol().order
            if finding.name in sheet.tell or finding.name in sheet.open
        ]

    @property
    def topics(self):
        """The patient's words for each set of questions: (title, words, original)."""
        theirs = self.original.topics if self.original else {}
        rows = []
        for each in current_protocol().sets:
            first = each.findings[0]
            words = self.handout.topics[first]
            rows.append((each.title, words, theirs.get(first, "")))
        return rows

    @cached_property
    def sources(self):
        """Every source that the sheet cites, in the order of sources.toml."""
        cited = {key for each in self.handout.sentences() for key in each.sources}
        return [Cited(key) for key in current_protocol().sources if key in cited]


class Cited:
    """One source, and the *whole* of which it is a part, if it is one."""

    def __init__(self, key: str):
        protocol = current_protocol()
        self.source, self.name = protocol.sources[key], protocol.cited(key)
        self.whole = protocol.sources.get(self.source.part_of)

    @property
    def title(self):
        """What it is called or, of a part, what it says; '' where the name says it."""
        title = self.source.title or self.source.says
        return "" if title == self.name else title

    @property
    def authors(self):
        """Who wrote it, where the name does not say so."""
        source = self.source
        return source.authors if source.organisation else ""
