"""One press on a page: whether it may be kept, and as what."""

from dataclasses import dataclass

from triage.actions.errors import AnswerRefused, Conflict
from triage.actions.state import IntakeState
from triage.engine import Protocol, from_text, to_text
from triage.models import Answer, Intake
from triage.models.phone import NOT_A_PHONE, is_phone

LONGEST_DETAIL = {
    "callback_number": 40,
    "place": 200,
    "own_words": 4000,
    "medicines": 2000,
    "allergies": 2000,
}
CHOICES = {"informant": Intake.Informant, "interpreter": Intake.Interpreter}
RECORD_KNOWS = "The patient's record says this. Where it is wrong, change it there."


@dataclass(frozen=True, kw_only=True)
class Press:
    """
    One answer as a page sends it.

    *value* is the canonical text, None to withdraw; *seen* the id of the last line of
    this finding that the page knew, None if it knew none; *counter* counts the presses
    of *page*.
    """

    finding: str
    value: str | None
    page: str
    counter: int
    seen: int | None = None


def judge(state: IntakeState, press: Press) -> Answer | None:
    """
    Say which line *press* would write; None if its page has pressed again since.

    Raises AnswerRefused for a value or a line that cannot be and for what the patient's
    record knows otherwise, Conflict where another page answered since.
    """
    value = canonical_value(state.protocol, press.finding, press.value)
    mine = [row for row in state.log if row.finding == press.finding]
    if press.seen is not None and press.seen not in {row.pk for row in mine}:
        raise AnswerRefused(
            press.finding, "This page belongs to another intake. Open it again."
        )
    if any(row.page == press.page and row.counter > press.counter for row in mine):
        return None
    last = mine[-1] if mine else None
    for row in mine:
        if (row.page, row.counter) == (press.page, press.counter):
            if row.value == value:
                return None
            raise Conflict([last], {press.finding: value})
    if last and last.source == Answer.Source.RECORD and last.value is not None:
        if last.value == value:
            return None
        raise AnswerRefused(press.finding, RECORD_KNOWS)
    if last and last.pk != press.seen and last.page != press.page:
        if last.value == value:
            return None
        raise Conflict([last], {press.finding: value})
    return Answer(
        finding=press.finding, value=value, page=press.page, counter=press.counter
    )


def canonical_value(protocol: Protocol, finding: str, value: str | None) -> str | None:
    """
    Return *value* as it is stored.

    Refuses an unknown finding and a value that its kind, its limits or its choices do
    not allow; a detail is cut of surrounding space, and refused when too long or, as a
    number to call back, when nobody could call it.
    """
    if finding in Answer.DETAILS:
        return _detail(finding, value)
    if finding not in protocol.findings:
        raise AnswerRefused(finding, "There is no such question.")
    if value is None:
        return None
    asked = protocol.findings[finding]
    try:
        return to_text(asked, from_text(asked, value))
    except ValueError as error:
        raise AnswerRefused(finding, str(error)) from None


def _detail(name, value):
    text = (value or "").replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise AnswerRefused(name, "This text has a character that cannot be kept.")
    if name in CHOICES:
        if text not in CHOICES[name].values:
            raise AnswerRefused(name, "Choose one of these.")
    elif len(text) > LONGEST_DETAIL[name]:
        raise AnswerRefused(
            name, f"Shorten this to {LONGEST_DETAIL[name]} characters or fewer."
        )
    elif name == "callback_number" and text and not is_phone(text):
        raise AnswerRefused(name, NOT_A_PHONE)
    return text
