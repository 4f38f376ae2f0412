"""Put a surname first, as well as that can be done without asking."""

import unicodedata

PARTICLES = """
    af al aw av ben bin bint da das de degli dei del della den der di do dos du el ibn
    la las le los mac mc of st ten ter van vom von y zu zum zur
"""
SUFFIXES = "jr sr ii iii iv"
# Written with the surname first already.
SURNAME_FIRST = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")


def surname_first(name):
    """
    Propose how to sort *name*: the last word with its particles, then the rest.

    Rosa de la Cruz becomes de la Cruz, Rosa. A name with a comma, a single word, and a
    name in a script that puts the surname first stay as written. Which words are the
    surname only the patient knows: staff can correct it.
    """
    name = " ".join(name.split())
    if not name or _is_surname_first(name):
        return name
    words = name.split()
    suffix = []
    while len(words) > 1 and words[-1].strip(".,").casefold() in SUFFIXES.split():
        suffix.insert(0, words.pop())
    words[-1] = words[-1].rstrip(",")
    if len(words) == 1 or any(word.endswith(",") for word in words):
        return name
    start = len(words) - 1
    while start > 1 and words[start - 1].strip(".").casefold() in PARTICLES.split():
        start -= 1
    return f"{' '.join(words[start:])}, {' '.join(words[:start] + suffix)}"


def _is_surname_first(name):
    return unicodedata.name(name[0], "").startswith(SURNAME_FIRST)
