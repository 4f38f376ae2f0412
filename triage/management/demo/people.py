"""Invented patients of all ages."""

import datetime as dt
import tomllib
from pathlib import Path
from random import Random

from triage.management.demo.stories import STORIES, Story

YEAR = dt.timedelta(days=365.2425)
NAMES = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))


def draw_person(rng: Random, number: int, story: Story, today: dt.date) -> dict:
    """
    The particulars of one invented patient whom *story* fits, as `add_patient` takes
    them. *number* makes the record number; every 33rd name is in another script. Every
    seventh patient reads Spanish, every other one of these in large print.
    """
    years = rng.randint(*story.ages)
    sex = story.sex or rng.choice(["female", "male"])
    born = today - YEAR * years - dt.timedelta(days=rng.randint(1, 330))
    if number % 33 == 5:
        other = NAMES["other_scripts"][number // 33 % len(NAMES["other_scripts"])]
        name, sort_name = other["name"], other["sort_name"]
        sex = story.sex or other["sex"]
    else:
        given, surname = rng.choice(NAMES["given"][sex]), rng.choice(NAMES["surnames"])
        name, sort_name = f"{given} {surname}", f"{surname}, {given}"
    person = {
        "name": name,
        "sort_name": sort_name,
        "birth_date": born,
        "sex": sex,
        "record_number": f"{200_000 + number * 37:06}",
        "phone": f"555-{1000 + number * 7 % 9000:04}",
        "address": f"{rng.randint(2, 140)} {rng.choice(NAMES['streets'])}",
        "language": "es" if number % 7 == 3 else "en",
        "print_size": "large" if years > 75 and rng.random() < 0.6 else "normal",
    }
    if number % 14 == 10:
        person |= {"print_size": "large"}
    if years < 17:
        mother = rng.choice(NAMES["given"]["female"])
        family = sort_name.split()[0].strip(",")
        person |= {
            "guardian_name": f"{mother} {family}",
            "guardian_phone": person["phone"],
        }
    if number % 41 == 7:
        person |= {"birth_date": born.replace(month=1, day=1)}
        person |= {"birth_date_is_estimated": True}
    return person


def draw_story(rng: Random) -> Story:
    """One story, the common ones more often."""
    return rng.choices(STORIES, weights=[story.weight for story in STORIES])[0]


def fits(story: Story, person: dict, day: dt.date) -> bool:
    """Whether a patient of that age and sex could tell *story* on *day*."""
    years = (day - person["birth_date"]) / YEAR
    youngest, oldest = story.ages
    return youngest <= years < oldest + 1 and story.sex in (None, person["sex"])
