"""
A protocol that cannot be trusted is refused: the file, the entry and what is wrong.
"""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from hypothesis import given
from hypothesis import strategies as st

from triage import library
from triage.checks import check_library
from triage.engine import FILES, ProtocolError, load_protocol
from triage.library import FOLDER, texts_of

SHIPPED = texts_of(FOLDER)


def changed(file, old, new):
    """The shipped texts with the first *old* of *file* replaced."""
    assert old in SHIPPED[file], old
    return SHIPPED | {file: SHIPPED[file].replace(old, new, 1)}


def after(file, mark, old, new):
    """The shipped texts with the first *old* after *mark* replaced."""
    text = SHIPPED[file]
    start = text.index(mark)
    assert old in text[start:], old
    return SHIPPED | {file: text[:start] + text[start:].replace(old, new, 1)}


def refusal(texts):
    with pytest.raises(ProtocolError) as refused:
        load_protocol(texts)
    error = refused.value
    assert str(error) == f"{error.file}: {error.entry}: {error.problem}"
    return error.file, error.entry, error.problem


F, S, P, SRC = FILES
RULE = '[[rule]]\nid = "new-trouble-passing-urine"'
SYNCOPE = 'name = "syncope"'
TRIGGER = 'name = "trigger"'
AGE = 'name = "age"'


def finding_without(key, mark=SYNCOPE):
    text = SHIPPED[F]
    start = text.index(f"\n{key} = ", text.index(mark))
    end = text.index("\n", start + 1)
    return SHIPPED | {F: text[:start] + text[end:]}


REFUSALS = {
    # what safety rule 10 names
    "a misspelt finding in a rule": (
        after(P, RULE, 'when = "urinary_retention"', 'when = "urinary_retension"'),
        (P, "new-trouble-passing-urine",
         "'when': 'urinary_retension' is not a finding; did you mean "
         "'urinary_retention'? (character 1)"),
    ),
    "a missing source": (
        after(P, RULE, '"girft-ces-2023"', '"girft-ces-2032"'),
        (P, "new-trouble-passing-urine",
         "cites 'girft-ces-2032', which is not in sources.toml"),
    ),
    "a rule that cannot fire": (
        after(P, RULE, 'when = "urinary_retention"',
              'when = "urinary_retention and longstanding(urinary_retention)"'),
        (P, "new-trouble-passing-urine", "no lawful answers make it fire"),
    ),
    "a rule that no number can reach": (
        changed(P, 'when = "pain_score >= 8"', 'when = "pain_score >= 11"'),
        (P, "severe-pain", "no lawful answers make it fire"),
    ),
    "a rule whose follow-up is not asked when it would have to be": (
        changed(P, 'when = "weakness_progressive"',
                'when = "weakness_progressive and not leg_weakness and '
                'not weakness_pain_limited"'),
        (P, "weakness-getting-worse", "no lawful answers make it fire"),
    ),
    "an unnamed family": (
        after(P, RULE, 'family = "cauda_equina"', 'family = "cauda"'),
        (P, "new-trouble-passing-urine",
         "its family 'cauda' has no name in [families]"),
    ),
    "a question without its Spanish": (
        finding_without("ask_es"), (F, "syncope", "has no Spanish (ask_es)"),
    ),
    "a question with empty Spanish": (
        after(F, SYNCOPE, 'ask_es = "', 'ask_es = " "#'),
        (F, "syncope", "has no Spanish (ask_es)"),
    ),
    "a set sentence without its Spanish": (
        changed(S, 'ask_es = "Ahora las piernas."\n', ""),
        (S, "legs", "has no Spanish (ask_es)"),
    ),
    # findings
    "a follow-up that reads what is asked later": (
        after(F, 'name = "weakness_progressive"', 'asked_if = "leg_weakness or',
              'asked_if = "smoker or'),
        (F, "weakness_progressive",
         "'asked_if' reads 'smoker', which is asked later"),
    ),
    "a follow-up that reads itself": (
        after(F, 'name = "weakness_progressive"', 'asked_if = "leg_weakness or',
              'asked_if = "weakness_progressive or'),
        (F, "weakness_progressive",
         "'asked_if' reads 'weakness_progressive', which is asked later"),
    ),
    "a follow-up that is never asked": (
        after(F, 'name = "weakness_progressive"',
              'asked_if = "leg_weakness or weakness_pain_limited"',
              'asked_if = "leg_weakness and longstanding(leg_weakness)"'),
        (F, "weakness_progressive",
         "its 'asked_if' can never hold, so it is never asked"),
    ),
    "a misspelt finding in a follow-up": (
        after(F, 'name = "weakness_progressive"', "leg_weakness or", "leg_weekness or"),
        (F, "weakness_progressive",
         "'asked_if': 'leg_weekness' is not a finding; did you mean 'leg_weakness'? "
         "(character 1)"),
    ),
    "a finding in no set": (
        changed(S, '"syncope", ', ""), (F, "syncope", "is in no set of sets.toml"),
    ),
    "a finding in two sets": (
        changed(S, '"both_legs_course"', '"both_legs_course", "smoker"'),
        (S, "habits", "asks 'smoker', which is in the set 'legs' too"),
    ),
    "age in a set": (
        changed(S, '"syncope", ', '"syncope", "age", '),
        (S, "faint_chest_breath",
         "asks 'age', which comes from the patient's record"),
    ),
    "a set that asks what is no finding": (
        changed(S, '"syncope", ', '"sincope", '),
        (S, "faint_chest_breath", "asks 'sincope', which is not a finding"),
    ),
    "a critical finding in a set with a shortcut": (
        after(S, 'id = "faint_chest_breath"', "critical = true", "critical = false"),
        (F, "syncope", "is critical but stands in a set that is not"),
    ),
    "a critical finding that holds nothing while unanswered": (
        after(P, 'id = "fainted"', 'source = ["nice-ng156"]',
              'source = ["nice-ng156"]\nif_unsure = "soon"'),
        (F, "syncope",
         "is critical, yet no rule holds urgent while it is unanswered"),
    ),
    "an unknown kind": (
        after(F, SYNCOPE, 'kind = "answer"', 'kind = "yesno"'),
        (F, "syncope", "'kind' is 'yesno', not one of answer, number, choice"),
    ),
    "an unknown key": (
        after(F, SYNCOPE, "critical = true", "critcal = true"),
        (F, "syncope", "has an unknown key 'critcal'; did you mean 'critical'?"),
    ),
    "a key of another kind": (
        after(F, SYNCOPE, "critical = true", "min = 3"),
        (F, "syncope", "has an unknown key 'min'"),
    ),
    "a flag that is text": (
        after(F, SYNCOPE, "critical = true", 'critical = "yes"'),
        (F, "syncope", "'critical' is not true or false"),
    ),
    "no label": (finding_without("label"), (F, "syncope", "has no 'label'")),
    "an empty question": (
        after(F, SYNCOPE, 'ask = "', 'ask = ""#'), (F, "syncope", "'ask' is empty"),
    ),
    "an unknown group": (
        after(F, SYNCOPE, 'group = "red_flags"', 'group = "flags"'),
        (F, "syncope",
         "'group' is 'flags', not one of red_flags, episode, symptoms, history, care, "
         "patient"),
    ),
    "an unknown way of longstanding": (
        after(F, 'name = "leg_weakness"', 'longstanding = "years"',
              'longstanding = "ages"'),
        (F, "leg_weakness",
         "'longstanding' is 'ages', not one of years, six_weeks, months"),
    ),
    "a choice without words": (
        after(F, TRIGGER, 'twisting = "Twisting", ', ""),
        (F, "trigger", "'choice_labels' has no words for 'twisting'"),
    ),
    "a choice without Spanish words": (
        after(F, TRIGGER, 'twisting = "Torcerse", ', ""),
        (F, "trigger", "'choice_labels_es' has no words for 'twisting'"),
    ),
    "words for what is no choice": (
        after(F, TRIGGER, 'twisting = "Twisting"', 'turning = "Turning"'),
        (F, "trigger", "'choice_labels' names 'turning', which is not a choice"),
    ),
    "a choice given twice": (
        after(F, TRIGGER, '"twisting", "overuse"', '"twisting", "twisting"'),
        (F, "trigger", "'choices' names 'twisting' twice"),
    ),
    "a choice called unsure": (
        after(F, TRIGGER, '"twisting", "overuse"', '"twisting", "unsure"'),
        (F, "trigger", "'choices' has 'unsure', which is not a usable name"),
    ),
    "a number without limits": (
        finding_without("max", AGE), (F, "age", "has no 'max'"),
    ),
    "a number with limits the wrong way": (
        after(F, AGE, "min = 0", "min = 200"), (F, "age", "'min' is not below 'max'"),
    ),
    "a number without end": (
        after(F, AGE, "max = 115", "max = inf"), (F, "age", "'min' is not below 'max'"),
    ),
    "a number in an unknown unit": (
        after(F, 'name = "temperature_c"', 'unit = "C"', 'unit = "F"'),
        (F, "temperature_c", "'unit' is 'F', not one of days, C, 0-10, years"),
    ),
    "an unusable name": (
        changed(F, SYNCOPE, 'name = "not"'),
        (S, "faint_chest_breath", "asks 'syncope', which is not a finding"),
    ),
    "a finding defined twice": (
        changed(F, SYNCOPE, 'name = "age"'), (F, "age", "is defined twice"),
    ),
    "a code of an unknown system": (
        after(F, 'name = "cancer_history"', "icd10cm", "icd9"),
        (F, "cancer_history", "has an unknown key 'icd9'"),
    ),
    "a use that is not declared": (
        after(F, SYNCOPE, 'used_in = ["rule", ', "used_in = ["),
        (F, "syncope", "a rule reads it: 'used_in' lacks rule"),
    ),
    "a use that is declared in vain": (
        after(F, 'name = "weak_core"', "used_in = [", 'used_in = ["rule", '),
        (F, "weak_core", "'used_in' has rule, yet none reads it"),
    ),
    "an unknown use": (
        after(F, SYNCOPE, 'used_in = ["rule", ', 'used_in = ["rules", '),
        (F, "syncope", "'used_in' is 'rules', not one of rule, handout, letter"),
    ),
    # sets
    "a set twice": (
        changed(S, 'id = "legs"', 'id = "fever"'), (S, "fever", "is defined twice"),
    ),
    "a set of an unknown section": (
        after(S, 'id = "legs"', 'group = "red_flags"', 'group = "legs"'),
        (S, "legs",
         "'group' is 'legs', not one of red_flags, episode, symptoms, history, care"),
    ),
    "a section in two places": (
        after(S, 'id = "legs"', 'group = "red_flags"', 'group = "care"'),
        (S, "groups", "the sets of a group do not stand together"),
    ),
    "no sections": (
        changed(S, "\n[groups]\n", "\n[sections]\n"),
        (S, "the file", "has an unknown key 'sections'"),
    ),
    # rules
    "an unknown level": (
        after(P, RULE, 'level = "emergency"', 'level = "critical"'),
        (P, "new-trouble-passing-urine",
         "'level' is 'critical', not one of emergency, urgent, soon"),
    ),
    "a rule for self-care": (
        after(P, RULE, 'level = "emergency"', 'level = "self_care"'),
        (P, "new-trouble-passing-urine",
         "'level' is 'self_care', not one of emergency, urgent, soon"),
    ),
    "a rule that holds more than its own level": (
        after(P, 'id = "belly-pain"', 'if_unsure = "soon"', 'if_unsure = "urgent"'),
        (P, "belly-pain", "'if_unsure' is urgent, above its own level soon"),
    ),
    "a rule without a source": (
        after(P, RULE, 'source = ["girft-ces-2023", "bmj-bp-ces", '
              '"nice-cks-sciatica-2018"]', "source = []"),
        (P, "new-trouble-passing-urine", "'source' is not a list of texts"),
    ),
    "a rule without a reason": (
        after(P, RULE, 'reason = "', 'reason = ""#'),
        (P, "new-trouble-passing-urine", "'reason' is empty"),
    ),
    "a rule twice": (
        changed(P, 'id = "new-loss-of-bladder-control"',
                'id = "new-trouble-passing-urine"'),
        (P, "new-trouble-passing-urine", "is defined twice"),
    ),
    "a rule called like a finding": (
        changed(P, 'id = "very-unwell"', 'id = "very_unwell"'),
        (P, "very_unwell", "is also the name of a finding"),
    ),
    "an unknown key of a rule": (
        after(P, RULE, "reason = ", "because = "),
        (P, "new-trouble-passing-urine", "has an unknown key 'because'"),
    ),
    "a condition outside the grammar": (
        after(P, RULE, 'when = "urinary_retention"', 'when = "any(urinary_retention)"'),
        (P, "new-trouble-passing-urine", "'when': not in the grammar (character 1)"),
    ),
    # levels, clocks, calls
    "levels out of order": (
        changed(P, "[levels.emergency]", "[levels.emergencies]"),
        (P, "levels", "must be, in this order: emergency, urgent, soon, self_care"),
    ),
    "a level without actions": (
        changed(P, "actions = [\n", "actions = []\nx = [\n"),
        (P, "levels.emergency", "has an unknown key 'x'"),
    ),
    "no clock": (
        changed(P, "[levels.soon.clock]\nsent = 1440\narrived = 10080\n"
                "outcome = 20160\n", ""),
        (P, "levels.soon", "a clock belongs to every level but self_care"),
    ),
    "a clock for self-care": (
        changed(P, "[levels.soon.sooner]",
                "[levels.self_care.clock]\nsent = 1\n\n[levels.soon.sooner]"),
        (P, "levels.self_care", "a clock belongs to every level but self_care"),
    ),
    "a clock that runs backwards": (
        after(P, "[levels.emergency.clock]", "accepted = 30", "accepted = 10"),
        (P, "levels.emergency.clock", "a later step is due before an earlier one"),
    ),
    "a clock of nought": (
        after(P, "[levels.emergency.clock]", "sent = 15", "sent = 0"),
        (P, "levels.emergency.clock", "'sent' is not above 0"),
    ),
    "a clock in hours": (
        after(P, "[levels.emergency.clock]", "sent = 15", "sent = 0.25"),
        (P, "levels.emergency.clock", "'sent' is not a whole number of minutes"),
    ),
    "an emergency that waits for closing": (
        after(P, "[levels.emergency.clock]", "arrived = 240", 'arrived = "closing"'),
        (P, "levels.emergency.clock",
         "'arrived': only urgent follows the clinic's hours"),
    ),
    "sooner that is later": (
        changed(P, "arrived = 4320", "arrived = 20160"),
        (P, "levels.soon.sooner", "'arrived' is not sooner than the level's own"),
    ),
    "sooner that never holds": (
        after(P, "[levels.soon.sooner]",
              'when = "pain_radiates_buttock_or_leg or numbness_or_tingling or '
              'age >= 70 or age < 18 or pregnant or cancer_history"',
              'when = "age > 115"'),
        (P, "levels.soon.sooner", "no lawful answers make it hold"),
    ),
    "sooner at another level": (
        changed(P, "[levels.soon.sooner]", "[levels.urgent.sooner]"),
        (P, "levels.urgent", "'sooner' belongs to the level soon"),
    ),
    "a level without a call": (
        changed(P, '[follow_up]\nemergency = "working_day"', "[follow_up]"),
        (P, "follow_up",
         "'emergency' is neither 'working_day' nor [earliest, latest] hours"),
    ),
    "a call that ends before it begins": (
        changed(P, "soon = [48, 72]", "soon = [72, 48]"),
        (P, "follow_up",
         "'soon' is neither 'working_day' nor [earliest, latest] hours"),
    ),
    "a call for an unknown level": (
        changed(P, "soon = [48, 72]", "soon = [48, 72]\nlater = [1, 2]"),
        (P, "follow_up", "has an unknown key 'later'"),
    ),
    "no version": (
        changed(P, "\nversion = ", "\nversoin = "),
        (P, "the file", "has an unknown key 'versoin'; did you mean 'version'?"),
    ),
    "an unnamed family key": (
        changed(P, 'radicular = "Nerve irritation"', 'radicular = ""'),
        (P, "families", "'radicular' is empty"),
    ),
    # sources
    "a source that no rule cites": (
        after(SRC, "[acp-2017]", 'cited_in = ["handout"]',
              'cited_in = ["rule", "handout"]'),
        (SRC, "acp-2017", "'cited_in' has rule, yet none cites it"),
    ),
    "a source that a rule cites unsaid": (
        after(SRC, "[dish-fracture-survey]", 'cited_in = ["rule"]',
              'cited_in = ["letter"]'),
        (SRC, "dish-fracture-survey", "a rule cites it: 'cited_in' lacks rule"),
    ),
    "a source that nobody checked or not": (
        after(SRC, "[acp-2017]", "checked = true\n", ""),
        (SRC, "acp-2017", "has no 'checked'"),
    ),
    "a source of an unknown kind": (
        after(SRC, "[acp-2017]", 'kind = "guideline"', 'kind = "rumour"'),
        (SRC, "acp-2017",
         "'kind' is 'rumour', not one of article, guideline, paper, case, "
         "recommendation"),
    ),
    "a sentence of the article as a place in it": (
        after(SRC, "[article-p1]", 'locator = "strained back muscle"',
              'locator = "one two three four five six seven"'),
        (SRC, "article-p1", "'locator' has more than six words"),
    ),
    "a part of what is not there": (
        after(SRC, "[article-p1]", 'part_of = "article"', 'part_of = "book"'),
        (SRC, "article-p1", "'part_of' names 'book', which is not here"),
    ),
    "a source without words": (
        after(SRC, "[acp-2017]", "title = ", "titel = "),
        (SRC, "acp-2017", "has an unknown key 'titel'; did you mean 'title'?"),
    ),
    "a source that is not a table": (
        SHIPPED | {SRC: "acp = 3\n" + SHIPPED[SRC]}, (SRC, "acp", "is not a table"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSALS)
def test_it_is_refused_by_file_and_entry(what):
    texts, expected = REFUSALS[what]

    assert refusal(texts) == expected


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(file):
    texts = {name: text for name, text in SHIPPED.items() if name != file}

    assert refusal(texts) == (file, "the file", "is missing")


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_not_toml_is_named_with_the_line(file):
    name, entry, problem = refusal(SHIPPED | {file: SHIPPED[file] + "\n= 3"})

    assert (name, entry) == (file, "the file")
    assert problem.startswith("is not TOML: ")
    assert "line" in problem


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("text", ["", "x = 1", "[[finding]]", "[[set]]", "[[rule]]"])
def test_a_file_of_something_else_is_refused(file, text):
    assert refusal(SHIPPED | {file: text})[0] in FILES


@given(st.data())
def test_a_line_lost_or_changed_is_loaded_or_refused_and_nothing_else(data):
    """Whatever happens to a file, the loader raises nothing but its own refusal."""
    file = data.draw(st.sampled_from(FILES))
    lines = SHIPPED[file].split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    key = lines[at].split("=")[0]
    value = st.sampled_from(["3", '""', "[]", "[1]", "{}", "true", "nan", "1979-05-27"])
    new = data.draw(
        st.sampled_from([[], [lines[at]] * 2, ["[x]"], ["x = 1"], ["name = []"]])
        | st.text(max_size=20).map(lambda text: [lines[at] + text])
        | value.map(lambda value: [f"{key}= {value}"])
    )
    texts = SHIPPED | {file: "\n".join([*lines[:at], *new, *lines[at + 1 :]])}

    try:
        load_protocol(texts)
    except ProtocolError as error:
        texts = error.file

    assert texts


# ---- at the start


def broken():
    raise ProtocolError(P, "fever", "cites 'nobody', which is not in sources.toml")


def test_a_good_library_passes_the_check():
    assert check_library() == []


@pytest.mark.django_db
def test_manage_py_check_stops_with_file_entry_and_problem(monkeypatch):
    monkeypatch.setattr("triage.checks.current_protocol", broken)

    with pytest.raises(SystemCheckError) as stopped:
        call_command("check")

    words = "protocol.toml: fever: cites 'nobody', which is not in sources.toml"
    assert words in str(stopped.value)


def test_a_broken_file_is_seen_by_the_check(tmp_path, monkeypatch):
    for name, text in REFUSALS["a missing source"][0].items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    library.current_protocol.cache_clear()

    (message,) = check_library()

    assert message.is_serious()
    assert "girft-ces-2032" in message.msg
