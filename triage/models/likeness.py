"""Whether two records may be of one person."""

from triage.models import search

# Misheard and misspelt names still begin alike.
BEGINNING = 3


def is_like(new, old):
    """
    Whether *new*, who has no record yet, may be the patient of the record *old*.

    True for the same record number; for the same birth date and a name that begins
    alike; and for the same name where a birth date is unknown, estimated or mistyped.
    """
    if new.record_number and new.record_number == old.record_number:
        return True
    if _same_day(new, old):
        return bool(_beginnings(new) & _beginnings(old))
    return _has_whole_name(new, old) and _may_be_born_alike(new, old)


def _same_day(new, old):
    dates_known = new.birth_date and not old.birth_date_is_estimated
    return dates_known and new.birth_date == old.birth_date


def _beginnings(patient):
    return {word[:BEGINNING] for word in search.name_tokens(patient.name)}


def _has_whole_name(new, old):
    return set(search.words(new.name)) <= search.name_tokens(old.name)


def _may_be_born_alike(new, old):
    one, other = new.birth_date, old.birth_date
    if not one or not other:
        return True
    if new.birth_date_is_estimated or old.birth_date_is_estimated:
        return abs(one.year - other.year) <= 5
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    pairs = zip(one.timetuple()[:3], other.timetuple()[:3], strict=True)
    return sum(a == b for a, b in pairs) == 2
