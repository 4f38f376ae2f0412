"""
What the protocol says. Pure Python, standard library only: no Django, no database.
"""

from triage.engine.answer import (
    celsius,
    check_answer,
    days,
    fahrenheit,
    from_text,
    longstanding_label,
    says,
    to_text,
)
from triage.engine.assess import Assessment, Fired, Open, assess
from triage.engine.digest import digest_of
from triage.engine.entry import Entry, ProtocolError
from triage.engine.expression import Expression, ExpressionError, compile_expression
from triage.engine.facts import Answer, Answers, Facts
from triage.engine.finding import FROM_RECORD, LONGSTANDING, Finding
from triage.engine.form import applies, ceasing, shown
from triage.engine.level import Level
from triage.engine.load import FILES, load_protocol
from triage.engine.protocol import LevelEntry, Protocol, QuestionSet, Rule, Source

__all__ = [
    "FILES",
    "FROM_RECORD",
    "LONGSTANDING",
    "Answer",
    "Answers",
    "Assessment",
    "Entry",
    "Expression",
    "ExpressionError",
    "Facts",
    "Finding",
    "Fired",
    "Level",
    "LevelEntry",
    "Open",
    "Protocol",
    "ProtocolError",
    "QuestionSet",
    "Rule",
    "Source",
    "applies",
    "assess",
    "ceasing",
    "celsius",
    "check_answer",
    "compile_expression",
    "days",
    "digest_of",
    "fahrenheit",
    "from_text",
    "load_protocol",
    "longstanding_label",
    "says",
    "shown",
    "to_text",
]
