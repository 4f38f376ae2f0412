"""Read a birth date in whatever form somebody types it."""

import calendar
import datetime as dt
import itertools
import re

MONTHS = {
    name[:length].lower(): number
    for number, name in enumerate(calendar.month_name)
    for length in (3, 4, len(name))
    if name
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))

NUMBERS = r"\d{1,4}\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{1,4}"
RUN = r"\d{8}"
WORDS = (
    rf"\d{{1,2}}\.?\s+(?:{_MONTH})\b\.?,?\s+\d{{4}}"
    rf"|(?:{_MONTH})\b\.?\s+\d{{1,2}},?\s+\d{{4}}"
)
PATTERN = re.compile(rf"(?<!\w)(?:{NUMBERS}|{WORDS}|{RUN})(?!\w)", re.IGNORECASE)


def readings(text: str) -> list[dt.date]:
    """
    Every date that *text* may mean, the reading with the month first before the other.

    Understands 1979-06-14, 6/14/1979, 06/14/79, 14.6.1979, June 14, 1979, 14 June 1979,
    19790614 and 06141979. A year of two digits is tried in both centuries. Empty where
    it is no date.
    """
    dates = (_date(*parts) for parts in _parts(text.strip().lower()))
    return list(dict.fromkeys(date for date in dates if date))


def _parts(text):
    """Yield (year, month, day) as *text* may be read; some may be no dates."""
    if match := re.fullmatch(r"(\d{4})\s?[-./]\s?(\d\d?)\s?[-./]\s?(\d\d?)", text):
        yield tuple(map(int, match.groups()))
    elif match := re.fullmatch(
        r"(\d\d?)\s?[-./]\s?(\d\d?)\s?[-./]\s?(\d{4}|\d\d)", text
    ):
        yield from _both_ways(*match.groups())
    elif re.fullmatch(RUN, text):
        yield int(text[:4]), int(text[4:6]), int(text[6:])
        yield from _both_ways(text[:2], text[2:4], text[4:])
    elif re.fullmatch(WORDS, text):
        *numbers, year = map(int, re.findall(r"\d+", text))
        month = MONTHS[re.search(r"[a-z]+", text)[0]]
        yield year, month, numbers[0]


def _both_ways(first, second, year):
    first, second = int(first), int(second)
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    for (month, day), full in itertools.product(
        [(first, second), (second, first)], years
    ):
        yield full, month, day


def _date(year, month, day):
    # Nobody alive was born before; and eight digits are rather a telephone number.
    if not 1880 <= year <= 2100:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
