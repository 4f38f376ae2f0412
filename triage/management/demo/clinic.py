"""The invented clinic itself: particulars, hours, staff and those who take patients."""

import datetime as dt
import os
import secrets

from django.contrib.auth.models import Group

from triage.actions.release import handout_release, sign_off
from triage.models import Clinic, Language, OpeningHours, Receiver, Signoff, User

# Username, given name, surname, credentials, registration, groups.
PEOPLE = (
    ("maya", "Maya", "Okafor", "RN", "RN 204118", [User.STAFF]),
    ("jonah", "Jonah", "Pike", "MA", "", [User.STAFF]),
    ("lena", "Lena", "Whitfield", "MD", "MD 77120", [User.CLINICIAN]),
    ("tomas", "Tomás", "Reyes", "MD", "MD 80354", [User.CLINICIAN]),
    ("sunita", "Sunita", "Iyer", "PA", "PA 33018", [User.CLINICIAN, User.MANAGER]),
    ("priya", "Priya", "Raman", "", "", [User.MANAGER]),
)
WORDS = [
    "amber",
    "basin",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heron",
    "inlet",
    "juniper",
    "kelp",
    "lagoon",
]


def make_clinic() -> Clinic:
    """Make the particulars, marked for good as a demonstration, and the hours."""
    clinic, _ = Clinic.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Harbor Street Clinic",
            "address": "12 Harbor Street\nPort Ellery",
            "phone": "555-0100",
            "fax": "555-0101",
            "out_of_hours_phone": "555-0150",
            "emergency_number": "911",
            "fallback_number": "555-0199",
            "is_demo": True,
        },
    )
    days = OpeningHours.Weekday
    OpeningHours.objects.bulk_create(
        [
            OpeningHours(weekday=day, opens=dt.time(8), closes=dt.time(18))
            for day in days.values[:5]
        ]
        + [OpeningHours(weekday=days.SATURDAY, opens=dt.time(9), closes=dt.time(13))]
    )
    return clinic


def make_people() -> dict[str, str]:
    """Make one account for each of PEOPLE; return the new passwords by username."""
    groups = {group.name: group for group in Group.objects.all()}
    passwords = {}
    for username, given, surname, credentials, registration, names in PEOPLE:
        passwords[username] = _password()
        user = User.objects.create_user(
            username,
            password=passwords[username],
            first_name=given,
            last_name=surname,
            credentials=credentials,
            registration=registration,
        )
        user.groups.set(groups[name] for name in names)
    return passwords


def make_receivers() -> list[Receiver]:
    """Make those who can take a patient, one of each kind and two hospitals."""
    kinds = Receiver.Kind
    return [
        Receiver.objects.create(name=name, kind=kind, phone=phone, fax=fax)
        for name, kind, phone, fax in (
            ("Dr. Lena Whitfield", kinds.CLINICIAN, "ext. 214", ""),
            ("Dr. Tomás Reyes", kinds.CLINICIAN, "ext. 218", ""),
            ("St. Brendan’s ER", kinds.EMERGENCY, "555-0170", "555-0171"),
            ("County General ER", kinds.EMERGENCY, "555-0180", "555-0181"),
            ("Night Desk, Port Ellery", kinds.OUT_OF_HOURS, "555-0150", ""),
            ("Spine and Physical Therapy", kinds.OTHER, "555-0190", "555-0191"),
        )
    ]


def approve_spanish() -> Signoff:
    """Let an invented translator approve the Spanish sheet; a manager records it."""
    return sign_off(
        release=handout_release(Language.SPANISH),
        name="Inés Carvajal",
        registration="Medical translator 30771",
        note="Invented, as everybody here: no translator has read these words.",
        by=User.objects.get(username="priya"),
    )


def write_sign_in(path: os.PathLike, passwords: dict[str, str]) -> None:
    """Keep who may sign in, and with what, where only the owner of *path* can read."""
    roles = {username: " and ".join(names) for username, *_, names in PEOPLE}
    lines = [
        f"{username:<8} {password:<24} {roles[username]}"
        for username, password in passwords.items()
    ]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _password():
    words = [secrets.choice(WORDS) for _ in range(2)]
    return f"{'-'.join(words)}-{secrets.randbelow(9000) + 1000}"
