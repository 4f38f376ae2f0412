"""What a patient was told, as a letter says it: sheets, said back, warning signs."""

from collections.abc import Iterable, Iterator

from triage.actions.letter_known import moment
from triage.models import HandoutIssued, ReferralEvent

NOTHING = "NOT RECORDED: no sheet was given out by Backstop before this letter."


def told_lines(
    handouts: Iterable[HandoutIssued], events: Iterable[ReferralEvent]
) -> list[str]:
    """Each sheet with what was said back, and each advice; NOTHING where none is."""
    return [*_sheets(handouts), *_advice(events)] or [NOTHING]


def told_shortly(handouts: list[HandoutIssued], events: list[ReferralEvent]) -> str:
    """The last sheet and the last advice, and how many more sheets there were."""
    sheets, advice = list(_sheets(handouts)), list(_advice(events))
    parts = [*sheets[:1], *advice[-1:]]
    if len(sheets) > 1:
        parts.append(f"{len(sheets) - 1} more before.")
    return " ".join(parts) or NOTHING


def _sheets(handouts) -> Iterator[str]:
    """The newest first, as *handouts* gives them."""
    for copy in handouts:
        heard = copy.heard_in_words.lower() or "NOT RECORDED"
        old = f" ({copy.since.label})" if copy.since else ""
        yield (
            f"Sheet with the warning signs in {copy.language_name} given "
            f"{moment(copy.at)} by {copy.by}{old}; said back: {heard}."
        )


def _advice(events) -> Iterator[str]:
    words = {True: "given", False: "NOT GIVEN"}
    for event in events:
        if event.safety_net_given is None and not event.advice_given:
            continue
        signs = words.get(event.safety_net_given, "NOT RECORDED")
        advice = f"Advised: {event.advice_given} " if event.advice_given else ""
        yield f"{advice}Warning signs {signs}, {moment(event.at)}."
