"""From which day to which the numbers are asked for."""

import datetime as dt

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

LONGEST = dt.timedelta(days=3 * 366)
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2999, 12, 31)
NOT_A_DAY = "Give a day, like 2026-11-24."


def day(label):
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": NOT_A_DAY},
        validators=[
            MinValueValidator(FIRST, "Give a day from the year 2000 on."),
            MaxValueValidator(LAST, "Give a day up to the year 2999."),
        ],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class DaysForm(forms.Form):
    """The days `from` and `to`; left out, the last three months up to today."""

    def __init__(self, query):
        data = {name: str(query.get(name, "")) for name in ("from", "to")}
        super().__init__(data, auto_id="id_%s")
        # `from` is a word of Python's.
        self.fields["from"] = day("Opened from")
        self.fields["to"] = day("to")

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        today = timezone.localdate()
        last = cleaned["to"] or today
        first = cleaned["from"] or three_months_before(last)
        if first > last:
            raise forms.ValidationError("The first day is after the last one.")
        if first > today:
            raise forms.ValidationError("The first day is still to come.")
        if last - first > LONGEST:
            raise forms.ValidationError("Ask for at most three years at once.")
        return {"from": first, "to": last}


def three_months_before(last: dt.date) -> dt.date:
    """The first day of the three months that end with *last*."""
    after = last + dt.timedelta(days=1)
    year, month = divmod(after.year * 12 + after.month - 1 - 3, 12)
    month += 1
    next_month = dt.date(year + month // 12, month % 12 + 1, 1)
    longest = (next_month - dt.timedelta(days=1)).day
    return dt.date(year, month, min(after.day, longest))
