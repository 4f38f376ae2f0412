"""What was told beside the questions, decided and done, as a letter tells it."""

from triage.actions.letter_known import NOT_RECORDED, Json, Known, Sending, moment
from triage.actions.letter_told import told_lines
from triage.models import ReferralEvent


def beside(known: Known, frozen: Json, sending: Sending) -> Json:
    """What was told beside the questions, the decisions, and what happened, in full."""
    details, typed = frozen["details"], frozen["typed"]
    rows = [
        ["Own words", details["own_words"] or NOT_RECORDED, ""],
        ["Medicines", details["medicines"] or NOT_RECORDED, ""],
        ["Allergies", details["allergies"] or NOT_RECORDED, ""],
        ["Where the patient was", details["place"] or NOT_RECORDED, ""],
        ["Call-back number", _number(details, typed), ""],
        *(
            [
                f"{_label(frozen, o.from_level)} to {_label(frozen, o.to_level)}",
                o.reason,
                _by(o),
            ]
            for o in known.referral.outcome.overrides.all()
        ),
        *([["Asked besides", sending.asked, ""]] if sending.asked else []),
        *(
            ["Told to the patient", line, ""]
            for line in told_lines(known.handouts, known.events)
        ),
        *(
            [event.get_kind_display(), _happened(event), _by(event)]
            for event in known.events
            if event.kind != ReferralEvent.Kind.TOLD
        ),
    ]
    return {
        "heading": "Told, decided and done",
        "head": ["What", "Words", "When, and by whom"],
        "rows": rows,
    }


def _label(frozen, level):
    return frozen["levels"][level]["label"]


def _number(details, typed):
    text = typed.get("callback_number")
    number = details["callback_number"] or NOT_RECORDED
    return f"{number} (“{text}” was typed, and is no phone number)" if text else number


def _by(row):
    return f"{moment(row.at)}, {row.by}"


def _happened(event):
    parts = [
        f"to {event.receiver}" if event.receiver else "",
        event.get_way_display().lower(),
        f"spoke to {event.spoke_to}" if event.spoke_to else "",
        event.note,
    ]
    return "; ".join(part for part in parts if part)
