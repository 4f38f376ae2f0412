"""The Spanish sheet of many imagined patients, and every text of a sheet's file."""

import random

from tests.lawful import CASES, WELL, mostly_no
from tests.sheets import sheet
from triage.library import handouts

ENGLISH, SPANISH = handouts()["en"], handouts()["es"]
LEVELS = ("emergency", "urgent", "soon", "self_care")
CHILD = WELL | {"age": 9, "sex": "male"}
rng = random.Random("en español")
DRAWN = [mostly_no(rng) for _ in range(20)]
PATIENTS = [each["answers"] for each in CASES] + DRAWN + [WELL, CHILD, {}]
# Whatever can make a sheet say more, said yes to.
EVERYTHING = dict.fromkeys([*SPANISH.tell, *SPANISH.open], "yes")
FULL = WELL | {
    name: answer
    for name, answer in EVERYTHING.items()
    if isinstance(WELL.get(name), str) and WELL[name] == "no"
}


def spanish(answers, **form):
    return sheet(answers, language="es", **form)


def every_sheet(patients=PATIENTS):
    for answers in patients:
        for level in LEVELS:
            yield spanish(answers, level=level)


def texts_of(words):
    """Everything that is read on the sheet, text by text."""
    content = words.content
    yield content["title"]
    for part in content["sections"]:
        yield part["heading"]
        for run in (part["intro"], *(b["sentences"] for b in part["blocks"])):
            yield from (each["text"] for each in run)
        for block in part["blocks"]:
            yield from block.get("columns", ())
        yield from (each["text"] for each in part["outro"])


def written(handout):
    """Every text of the file of *handout* that a patient may read."""
    found = {each.text for each in handout.titles}
    found |= {each.child for each in handout.titles}
    for part in handout.sections:
        sentences = [*part.headings, *part.intro, *part.outro]
        for block in part.blocks:
            sentences += block.sentences
            found |= set(block.columns)
        for each in sentences:
            found |= {each.text, each.child}
    for table in ("levels", "tell", "open", "topics"):
        found |= set(getattr(handout, table).values())
    return found - {""}
