"""
A nurse who has nothing but the paper intake: she reads its words and no rule of ours.

`Nurse.decides` follows the first page: ask what "Only if" tells, count no tick as not
sure, take the shapes beside the ticks and each line of the tables; the highest level
wins. The words are read back here, so whoever prints other words than the rules mean
is found out.
"""

import re
from functools import cache

from tests.packs import questions
from triage.engine import Level

NAME = re.compile(r"(?:Age |Sex at birth )?\(?Q(\d+)\)?")
SAID = re.compile(rf"(({NAME.pattern}(?:, | or | and )?)+) (?:is|are) (.+)")
AMOUNT = re.compile(
    r"(?P<before>less than |more than |exactly )?(?P<number>[\d.]+)"
    r"(?: years| days| °C \((?P<fahrenheit>[\d.]+) °F\))?"
    r"(?P<after> or more| or less)?"
)
COMPARE = {
    "less than ": lambda given, number: given < number,
    "more than ": lambda given, number: given > number,
    "exactly ": lambda given, number: given == number,
    " or more": lambda given, number: given >= number,
    " or less": lambda given, number: given <= number,
}


class Nurse:
    """She has the paper *content*, as it is printed."""

    def __init__(self, content):
        self.questions = {each["number"]: each for each in questions(content)}
        self.tables = content["rules"]
        self.labels = {
            number: {f"“{box['label']}”": box["answer"] for box in question["boxes"]}
            for number, question in self.questions.items()
        }

    def decides(self, answers):
        """The level that she finds for *answers*, by the name of their question."""
        ticks = self.ticks(answers)
        found = [Level.SELF_CARE]
        for number, question in self.questions.items():
            if number in ticks.asked:
                found += self.beside(question, ticks)
        for table in self.tables:
            for line in table["rules"]:
                holds = read_line(line)(ticks)
                if holds:
                    found.append(table["level"])
                elif holds is None and line["held"]:
                    found.append(line["held"]["level"])
        return max(map(Level, found))

    def ticks(self, answers):
        """What stands on the paper when *answers* are ticked; None where nothing."""
        ticks = Ticks(self.labels)
        for number, question in self.questions.items():
            if question["only"] and read(question["only"])(ticks) is False:
                ticks[number] = "no"
            else:
                ticks.asked.add(number)
                given = answers.get(question["name"])
                ticks[number] = None if given == "unsure" else given
        return ticks

    def beside(self, question, ticks):
        """The levels that stand beside the answer to *question*."""
        given = ticks[question["number"]]
        if isinstance(given, int | float):
            leads = question["leads"]
            return [e["level"] for e in leads if compared(e["text"])(given)]
        unsure = question["boxes"][-1]["answer"]
        if question["kind"] == "answer":
            unsure = "unsure"
        beside = {box["answer"]: box.get("level") for box in question["boxes"]}
        level = beside[given or unsure]
        return [level] if level else []


class Ticks(dict):
    """The answer of each question by its number, and the words beside its boxes."""

    def __init__(self, labels):
        super().__init__()
        self.labels, self.asked = labels, set()


def read_line(line):
    """What a line of the tables says: one of its parts is enough."""
    return any_of([read(part) for part in line["when"]])


@cache
def read(words):
    """What *words* say of ticks: true, false, or None while it cannot be told."""
    for joined, whole in (("or", any_of), ("and", all_of)):
        parts = split(words, f", {joined} ")
        if len(parts) > 1:
            return whole([read(part) for part in parts])
    if words.startswith("not ("):
        inner = read(unwrapped(words.removeprefix("not ")))
        return lambda ticks: negated(inner(ticks))
    if words.startswith("("):
        return read(unwrapped(words))
    return answered(words)


def answered(words):
    """Read "Q3, Q4 or Q5 is yes": several questions with the same answer."""
    said = SAID.fullmatch(words)
    assert said, words
    names, answer = said[1], said[4]
    numbers = [int(number) for number in NAME.findall(names)]
    whole = all_of if " and " in names else any_of
    return whole([one(number, answer) for number in numbers])


def one(number, answer):
    """Read one answer of one question."""
    if answer == "not sure":
        return lambda ticks: ticks[number] is None
    if answer.startswith("not "):
        inner = one(number, answer.removeprefix("not "))
        return lambda ticks: negated(inner(ticks))
    if answer == "yes":
        return lambda ticks: known(ticks[number], lambda given: given == "yes")
    if answer.startswith("“"):
        return lambda ticks: known(
            ticks[number], lambda given: given == ticks.labels[number][answer]
        )
    holds = compared(answer)
    return lambda ticks: known(
        ticks[number], lambda given: given != "no" and holds(given)
    )


def compared(words):
    """Read "60 years or more"; a temperature must say the same in both units."""
    amount = AMOUNT.fullmatch(words)
    assert amount, words
    number = float(amount["number"])
    if amount["fahrenheit"]:
        assert abs((float(amount["fahrenheit"]) - 32) * 5 / 9 - number) < 0.03, words
    compare = COMPARE[amount["before"] or amount["after"]]
    return lambda given: compare(given, number)


def known(given, holds):
    return None if given is None else holds(given)


def negated(truth):
    return None if truth is None else not truth


def any_of(parts):
    def holds(ticks):
        truths = [part(ticks) for part in parts]
        return True if True in truths else None if None in truths else False

    return holds


def all_of(parts):
    def holds(ticks):
        truths = [part(ticks) for part in parts]
        return False if False in truths else None if None in truths else True

    return holds


def split(words, mark):
    """Split at *mark*, but not within brackets or quotation marks."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(words):
        depth += (letter in "(“") - (letter in ")”")
        if depth == 0 and words.startswith(mark, place):
            parts.append(words[start:place])
            start = place + len(mark)
    return [*parts, words[start:]]


def unwrapped(words):
    """Take away the one pair of brackets around all of *words*."""
    inner = words[1:-1]
    assert words == f"({inner})", words
    return inner
