"""
The words by which a patient is found.

Stored words and typed words are folded alike: without case, accents and apostrophes,
letters that have no accent to lose written plainly, in whatever script.
"""

# ruff: noqa: RUF001 (letters that look alike are what this file is about)

import re
import unicodedata

from triage.models import birth_date

TOKEN_LENGTH = 80
MOST_TERMS = 8

# What a keyboard without these letters types instead of them.
PLAIN = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae"}
    | {"œ": "oe", "ħ": "h", "ŧ": "t", "ŋ": "n", "ə": "e", "ى": "ي", "ة": "ه"}
    | {"ـ": None}
)
WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
APOSTROPHES = dict.fromkeys(map(ord, "'`´’‘ʼʻʹ′׳״"))

CODE = re.compile(r"\s*([PIR])-?(\d{1,18})\s*", re.IGNORECASE)
NUMBER = re.compile(r"(?<!\w)[+(]*\d[\d\s()./+-]*(?!\w)")


def fold(text):
    """Write *text* without case, accents or other marks that a typist leaves out."""
    text = unicodedata.normalize("NFKD", text.casefold()).casefold()
    text = unicodedata.normalize("NFKD", text).translate(PLAIN)
    # Marks that combine (accents, points) go; vowel signs, which do not, are letters.
    letters = (c for c in text if not unicodedata.combining(c))
    return "".join(str(unicodedata.decimal(c, c)) for c in letters)


def words(text):
    """The folded words of *text*, in order, parted by all but letters and digits."""
    letters = (c if unicodedata.category(c)[0] in "LNM" else " " for c in fold(text))
    return [word[:TOKEN_LENGTH] for word in "".join(letters).split()]


def spellings(text):
    """The spellings of each word of *text*: Müller is muller, written out mueller."""
    text = unicodedata.normalize("NFC", text.translate(APOSTROPHES).casefold())
    written_out = words(text.translate(WRITTEN_OUT))
    return [
        sorted({plain, out}, key=len)
        for plain, out in zip(words(text), written_out, strict=True)
    ]


def name_tokens(name):
    """Every word by which *name* is found: O'Brien is o, brien and obrien."""
    parted = name.translate(dict.fromkeys(APOSTROPHES, " "))
    found = spellings(name) + spellings(parted)
    return {spelling for word in found for spelling in word}


def record_tokens(number):
    """The parts of a record number, and the whole without what parts them."""
    parts = words(number or "")
    return {*parts, "".join(parts)[:TOKEN_LENGTH]} - {""}


def phone_tokens(phone):
    """The digits of *phone*, and its last ten, seven and four."""
    digits = digits_of(phone)
    return {digits, *(digits[-n:] for n in (10, 7, 4) if len(digits) > n)} - {""}


def date_token(born, *, estimated=False):
    """The birth date as digits, year first; of an estimated one only the year."""
    return f"{born:%Y}" if estimated else f"{born:%Y%m%d}"


def digits_of(text):
    digits = (unicodedata.decimal(c, None) for c in text)
    return "".join(str(d) for d in digits if d is not None)[:TOKEN_LENGTH]


def code(text):
    """The letter and number of a typed code, such as ("P", 12) of P-12; or None."""
    match = CODE.fullmatch(text)
    return (match[1].upper(), int(match[2])) if match else None


def terms(text):
    """
    What somebody typed, as a list of terms that must all be met.

    Each term is a list of beginnings of tokens, of which one must be met: a birth date
    by any of its readings, a number by its digits, a word by any of its spellings.
    """
    found = []

    def take_date(match):
        dates = [date_token(date) for date in birth_date.readings(match[0])]
        if not dates:
            return match[0]
        found.append([*dates, digits_of(match[0])])
        return " "

    def take_number(match):
        found.append([digits_of(match[0])])
        return " "

    rest = birth_date.PATTERN.sub(take_date, text)
    rest = NUMBER.sub(take_number, rest)
    found += spellings(rest)
    return [_needed(term) for term in found][:MOST_TERMS]


def _needed(beginnings):
    """*beginnings* without those that a shorter one already covers."""
    found = []
    for one in sorted(beginnings, key=len):
        if not one.startswith(tuple(found)):
            found.append(one)
    return found
