"""
The intake as one form: what stands above the sets, then every question of the protocol.

The same form reads a single press of a live page and the whole of a plain one. It gives
what was given as presses for the action, and never an answer that nobody gave.
"""

import re
from dataclasses import replace
from functools import cached_property, lru_cache

from django import forms
from django.core.exceptions import ValidationError

from triage.actions.press import Press
from triage.actions.state import IntakeState
from triage.engine import Protocol
from triage.forms.answer_fields import Number, question
from triage.forms.detail_fields import Detail, details
from triage.forms.layout import from_record, helper_of, nav_section
from triage.forms.tally import SectionTally, Tally, tallies
from triage.forms.tint import fired_lines

SEEN = re.compile(r"([a-z][a-z0-9_]{0,59}):([0-9]{1,18})")
# Of two answers the one that a plain page chose, and the line that it chose it over.
CHOICE = re.compile(r"(mine|theirs):([0-9]{1,18})")
OLD_PAGE = "This page cannot be read any more. Open the intake again."


class IntakeForm(forms.Form):
    """
    One page of one intake.

    *state* is how the intake stands (None for a form that only reads), *page* the name
    under which this page's answers are counted, *script* the language read aloud (en or
    es). Made by the class that `form_of` gives.
    """

    protocol: Protocol

    def __init__(self, state: IntakeState | None, *, data=None, page="", script="en"):
        super().__init__(data)
        self.script, self.counter = script, 1
        self.clashes, self.todo = {}, {}
        self.seen, self.given_way = {}, set()
        if state is not None:
            self.renew(state, page)
        if data is not None:
            self.page = data.get("page", "")

    @property
    def helper(self):
        """How crispy lays the form out: the sets of the protocol, in their order."""
        return helper_of(self.protocol)

    @cached_property
    def asked(self) -> dict[str, None]:
        """The questions on the page, in its order, without what the record knows."""
        known = from_record(self.state)
        return dict.fromkeys(name for name in self.state.shown if name not in known)

    @cached_property
    def fired(self) -> dict[str, dict]:
        """The line under each question whose answer made a rule fire."""
        return fired_lines(self.state.assessment, self.protocol)

    @cached_property
    def sections(self) -> list[SectionTally]:
        """How far each section and each of its sets is answered."""
        return tallies(self)

    @property
    def nav(self) -> list[str]:
        """The way through the sections, each drawn."""
        return [nav_section(section) for section in self.sections]

    def tally(self, question_set) -> Tally:
        """How far one set is answered."""
        return next(
            tally
            for section in self.sections
            for tally in section.sets
            if tally.id == question_set.id
        )

    @property
    def details(self) -> list[dict]:
        """The lines above the sets, as their template draws them."""
        return [
            {
                "name": name,
                "label": field.label,
                "choices": getattr(field.widget, "choices", ()),
                "value": self.shows(name),
                "errors": self.errors.get(name, ()) if self.is_bound else (),
                "todo": self.todo.get(name),
                "clash": self.clashes.get(name),
                **field.widget.attrs,
            }
            for name, field in self.fields.items()
            if isinstance(field, Detail)
        ]

    @property
    def seen_rows(self):
        """The last line of each answer that this page shows, as its hidden field."""
        return " ".join(f"{name}:{pk}" for name, pk in self.seen.items())

    def clean(self):
        """Read what the page knew: its counter, and the lines that it had seen."""
        found = [SEEN.fullmatch(pair) for pair in self.data.get("seen", "").split()]
        counter = self.data.get("counter", "")
        if not all(found) or not re.fullmatch(r"[0-9]{1,9}", counter):
            raise ValidationError(OLD_PAGE)
        self.seen = {match[1]: int(match[2]) for match in found}
        self.counter = int(counter)
        for name in self.fields:
            if chosen := CHOICE.fullmatch(self.data.get(f"choose-{name}", "")):
                self.seen[name] = int(chosen[2])
                if chosen[1] == "theirs":
                    self.given_way.add(name)

    def only(self, name: str) -> Press:
        """The one press of *name* that a live page sends, or ValidationError."""
        self.clean()
        if name not in self.fields:
            raise ValidationError("There is no such question.")
        field = self.fields[name]
        sent = field.widget.value_from_datadict(self.data, {}, name)
        self.cleaned_data = {name: field.clean(sent)}
        return self.press(name)

    def renew(self, state: IntakeState, page: str) -> None:
        """
        Make this the form of a new page: what was sent stays in its fields, and all
        that is kept now has been seen, but for what somebody has yet to choose.
        """
        self.state, self.page = state, page
        before = {n: pk for n, pk in self.seen.items() if n in self.clashes}
        rows = state.rows.items()
        self.seen = {n: row.pk for n, row in rows if n not in self.clashes} | before

    def press(self, name: str) -> Press:
        """What the page says of *name* now; withdrawn where its field is empty."""
        return Press(
            finding=name,
            value=self.cleaned_data.get(name),
            page=self.page,
            counter=self.counter,
            seen=self.seen.get(name),
        )

    def presses(self) -> list[Press]:
        """
        All that the page shows, in its order.

        A field that is empty withdraws an answer that the page had shown, where it can
        be emptied; otherwise it says nothing, nor where another's answer was chosen.
        """
        given = []
        for name, value in self.cleaned_data.items():
            if name in self.given_way:
                continue
            emptied = self.was_emptied(name) if value is None else name in self.seen
            if value or emptied:
                press = self.press(name)
                given.append(replace(press, value=self.untouched(name) or value))
        return given

    def untouched(self, name: str) -> str | None:
        """What is kept of *name* where the page still shows it: a number is rounded."""
        row, field = self.state.rows.get(name), self.fields[name]
        if row is None or not isinstance(field, Number):
            return None
        return row.value if self[name].data == field.display(row.value) else None

    def was_emptied(self, name: str) -> bool:
        """Whether the page showed a typed number of *name* that is no longer there."""
        return (
            isinstance(self.fields[name], Number)
            and name in self.data
            and name in self.seen
        )

    def typed(self) -> dict[str, str]:
        """
        The numbers that cannot be, as they were typed, by finding; and one under which
        nobody can be called.
        """
        found = {
            name: self.fields[name].said(self[name].data)
            for name in self.errors
            if isinstance(self.fields.get(name), Number) and self[name].data.text
        }
        if "callback_number" in self.errors:
            found["callback_number"] = self["callback_number"].data[:40].strip()
        return found

    def shows(self, name: str):
        """What the field of *name* holds: what was sent, else what is kept."""
        is_sent = self.is_bound and name not in self.given_way
        if is_sent and (sent := self[name].data):
            return sent
        row = self.state.rows.get(name)
        kept = row.value if row else None
        field = self.fields[name]
        return (kept or "") if isinstance(field, Detail) else field.display(kept)


@lru_cache(maxsize=32)
def form_of(protocol: Protocol, clinic_unit: str) -> type[IntakeForm]:
    """
    The class of form that asks *protocol*; its fields are shared by all its forms.

    *clinic_unit* is the clinic's unit of temperature, "F" or "C".
    """
    fields = details(protocol) | {
        finding.name: question(finding, protocol, clinic_unit)
        for finding in protocol.order
    }
    fields |= {"protocol": protocol, "__module__": __name__}
    return type("IntakeForm", (IntakeForm,), fields)
