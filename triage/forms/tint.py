"""
What an answer would mean, and what it has meant: the colour and the line of a question.
"""

from functools import lru_cache

from triage.engine import Assessment, Finding, Level, Protocol, assess, shown

# An adult in whom nothing else is wrong: what one yes adds to that is its own doing.
ELSE_WELL = {"age": 40, "sex": "female"}


@lru_cache(maxsize=32)
def tints(protocol: Protocol) -> dict[str, Level | None]:
    """The level to which a lone yes to each question would lead; None where to none."""
    well = ELSE_WELL | {f.name: "no" for f in protocol.order if f.kind == "answer"}
    return {f.name: _tint(f, well, protocol) for f in protocol.order}


def _tint(finding: Finding, well, protocol):
    if finding.kind != "answer":
        return None
    parents = finding.asked_if.names if finding.asked_if else ()
    answers = well | {
        name: "yes" for name in parents if protocol.findings[name].kind == "answer"
    }
    before = _levels(assess(answers, protocol))
    after = _levels(assess(answers | {finding.name: "yes"}, protocol))
    return max((after[rule] for rule in after.keys() - before), default=None)


def _levels(assessment):
    """The level of each rule that fired, and what each open one holds."""
    held = {opened.rule.id: opened.level for opened in assessment.open}
    return held | {fired.rule.id: fired.rule.level for fired in assessment.fired}


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
