"""
How crispy lays out an intake: sections of cards, cards of questions.

Our own templates draw them. A question that shows nothing but its answer looks the same
in every intake under one protocol, so it is drawn once and kept.
"""

from dataclasses import replace
from functools import lru_cache

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from triage.engine import FROM_RECORD, Protocol, QuestionSet
from triage.forms.tint import openers, tints
from triage.models import Answer

# Asked above the first set where the patient's record does not say.
ABOUT = "about"


@lru_cache(maxsize=32)
def helper_of(protocol: Protocol) -> FormHelper:
    """The helper that lays out every intake under *protocol*."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(
        Check(),
        *(Section(protocol, group) for group in protocol.groups),
    )
    return helper


@lru_cache(maxsize=32)
def sets_of(protocol: Protocol, group: str) -> tuple[QuestionSet, ...]:
    """The cards of one section; before the first of all stand age and sex."""
    sets = tuple(each for each in protocol.sets if each.group == group)
    if group != next(iter(protocol.groups)):
        return sets
    about = replace(
        sets[0], id=ABOUT, title="Age and sex", findings=FROM_RECORD, ask="", ask_es=""
    )
    return (about, *sets)


class Check:
    """What stands above the sets: identifiers, and the lines saved alone."""

    def render(self, form, context, **kwargs):
        return render_to_string(
            "triage/_intake_check.html", context.flatten() | {"form": form}
        )


class Section(LayoutObject):
    """One section of the form, with its cards."""

    template = "triage/_section.html"

    def __init__(self, protocol, group):
        self.group, self.title = group, protocol.groups[group]
        self.fields = [Card(protocol, each) for each in sets_of(protocol, group)]

    def render(self, form, context, template_pack="bootstrap5", **kwargs):
        cards = self.get_rendered_fields(form, context, template_pack)
        section = next(s for s in form.sections if s.id == self.group)
        return render_to_string(self.template, {"section": section, "cards": cards})


class Card(LayoutObject):
    """One set of questions, with the sentence to read aloud."""

    template = "triage/_set.html"

    def __init__(self, protocol, question_set):
        self.set = question_set
        self.fields = [Row(protocol, name) for name in question_set.findings]
        self.emergency = question_set.id != ABOUT and any(
            protocol.findings[name].critical for name in question_set.findings
        )

    def render(self, form, context, template_pack="bootstrap5", **kwargs):
        rows = self.get_rendered_fields(form, context, template_pack)
        tally = form.tally(self.set)
        hidden = "" if tally.all else " hidden"
        one_by_one = " bk-one" if self.set.critical else ""
        return SafeString(
            f'<section class="bk-card bk-set{one_by_one}" id="s-{self.set.id}"'
            f' data-group="{self.set.group}" aria-labelledby="t-{self.set.id}"{hidden}>'
            f"{head(self, tally, form.script)}{rows}</section>"
        )


@lru_cache(maxsize=1024)
def head(card, tally, lang: str) -> SafeString:
    """The head of a card: its title, how far it is, and its sentence."""
    ask = card.set.ask_es if lang == "es" else card.set.ask
    return drawn_with(
        "triage/_set.html",
        set=card.set,
        tally=tally,
        emergency=card.emergency,
        ask=ask,
        lang=lang,
    )


@lru_cache(maxsize=512)
def nav_section(section) -> SafeString:
    """A section in the way through the form, with a box for each of its sets."""
    return drawn_with("triage/_intake_nav_section.html", section=section)


class Row:
    """One question, in a wrapper of its own where it may come and go."""

    def __init__(self, protocol, name):
        self.finding = protocol.findings[name]

    def render(self, form, context, **kwargs):
        name = self.finding.name
        html = row(form, name) if name in form.asked else ""
        if self.finding.asked_if is None:
            return html
        return wrapped(name, html)


def wrapped(name: str, html: str) -> SafeString:
    """The place of a question that comes and goes, with or without it."""
    return SafeString(f'<div id="f-{name}">{html}</div>')


def row(form, name: str) -> SafeString:
    """The question *name* as it stands on the page of *form*."""
    value, lang = form.shows(name), form.script
    special = {
        "errors": form.errors.get(name, ()) if form.is_bound else (),
        "fired": form.fired.get(name),
        "clash": form.clashes.get(name),
        "todo": form.todo.get(name),
    }
    field = form.fields[name]
    if any(special.values()):
        return drawn(field, value, lang, **special)
    return plain_row(field, value, lang)


@lru_cache(maxsize=4096)
def plain_row(field, value, lang: str) -> SafeString:
    """A question that shows nothing but its answer."""
    return drawn(field, value, lang)


def drawn(field, value, lang, **special) -> SafeString:
    """Draw one question with its template."""
    finding = field.finding
    return drawn_with(
        "triage/_question.html",
        field=field,
        finding=finding,
        control=f"triage/fields/{field.kind}.html",
        value=value,
        level=tints(field.protocol)[finding.name],
        opens=openers(field.protocol)[finding.name],
        ask=finding.ask_es if lang == "es" else finding.ask,
        lang=lang,
        **special,
    )


def drawn_with(template: str, **context) -> SafeString:
    """Draw a part of the page without the white space around it."""
    return SafeString(render_to_string(template, context).strip())


def from_record(state) -> set[str]:
    """What the patient's record answers, so that it is not asked."""
    return {
        name
        for name in FROM_RECORD
        if (row := state.rows.get(name))
        and row.source == Answer.Source.RECORD
        and row.value is not None
    }
