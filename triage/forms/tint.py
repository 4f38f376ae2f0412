"""
What an answer would mean, and what it has meant: the colour and the line of a question.
"""

from functools import lru_cache

from triage.engine import Assessment, Level, Protocol, shown
from triage.engine.alone import ELSE_WELL, Led, alone


@lru_cache(maxsize=32)
def tints(protocol: Protocol) -> dict[str, Level | None]:
    """The level to which a lone yes to each question can lead; None where to none."""
    return {
        name: _tint(answers.get("yes")) for name, answers in alone(protocol).items()
    }


def _tint(yes: Led | None) -> Level | None:
    return yes.most if yes and yes.most != Level.NONE else None


@lru_cache(maxsize=32)
def openers(protocol: Protocol) -> dict[str, str]:
    """
    For each question the answers, as words, upon which another may be asked next; "*"
    where a number decides. A hint for where the cursor waits, not for what is asked.
    """
    parents = {name for f in protocol.order if f.asked_if for name in f.asked_if.names}
    return {
        f.name: "" if f.name not in parents else _opening(f, protocol)
        for f in protocol.order
    }


def _opening(finding, protocol):
    if finding.kind == "number":
        return "*"
    before = set(shown(ELSE_WELL, protocol))
    return " ".join(
        str(word)
        for word in finding.words
        if set(shown(ELSE_WELL | {finding.name: word}, protocol)) - before
    )


def fired_lines(assessment: Assessment, protocol: Protocol) -> dict[str, dict]:
    """For each question whose answer made a rule fire: the highest level and rule."""
    lines: dict[str, dict] = {}
    for rule, because in assessment.fired:
        for name in because:
            line = lines.get(name)
            if line is None or rule.level > line["level"]:
                words = protocol.levels[rule.level]
                least = rule.level != Level.EMERGENCY
                lines[name] = {
                    "name": name,
                    "level": rule.level,
                    "words": f"At least {words.tag.lower()}" if least else words.label,
                    "rule": rule.id,
                }
    return lines
