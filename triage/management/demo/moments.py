"""When the invented patients come: over three months, and in the last two hours."""

import datetime as dt
from random import Random

from django.utils import timezone

DAYS = 90
MINUTE = dt.timedelta(minutes=1)
# Minutes ago, how many presses, which story: the drafts that stand open now.
DRAFTS = (
    (4, 6, "Since this morning I have to push to pee."),
    (7, 24, "Shivering since last night."),
    (2, 3, "I twisted getting out of the car and it grabbed me."),
    (12, 26, "It runs down into my left leg."),
    (55, 9, "A whole day of raking leaves."),
    (1, 0, "My foot tingles."),
)
# Minutes ago, which story: what waits for a clinician now, at any hour of the day.
WAITING = (
    (6, "The saddle feels numb."),
    (19, "My chest is tight too."),
    (26, "It runs down into my left leg."),
    (41, "Both legs tingle since Friday."),
    (58, "It burns when I pass water."),
    (95, "I slipped on the step. I take prednisone for my lungs."),
    (130, "Every breath in sets it off."),
)


def draw_moments(rng: Random, intakes: int, now: dt.datetime) -> list[dt.datetime]:
    """Draw when so many came: when it was open, more of late, up to two hours ago."""
    zone = timezone.get_default_timezone()
    today = now.astimezone(zone).date()
    end = now - dt.timedelta(hours=2)
    moments = []
    while len(moments) < intakes:
        back = int(DAYS * rng.random() ** 1.8)
        day = today - dt.timedelta(days=back)
        if day.weekday() == 6 or (day.weekday() == 5 and rng.random() < 0.6):
            continue
        minute = rng.randint(8 * 60, (18 if day.weekday() < 5 else 13) * 60 - 9)
        hour = dt.time(minute // 60, minute % 60, rng.randint(0, 59))
        moment = dt.datetime.combine(day, hour, zone).astimezone(dt.UTC)
        moments.append(min(moment, end - MINUTE * rng.randint(0, 90)))
    return sorted(moments)
