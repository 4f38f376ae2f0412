"""What a board shows of all referrals: plain GET links, no patient in any of them."""

import base64
import binascii
import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from triage.library import current_protocol
from triage.models import REFERRED, Level, Referral
from triage.models.lateness import late_for

UNTAKEN, MINE = "none", "me"
CONCERNS_ME = "for-me"
EPOCH, MICROSECOND = (
    dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
    dt.timedelta(microseconds=1),
)
LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class Filter:
    """
    Which referrals the board shows, as its address says it.

    What an address says that no link of ours would is passed over.
    """

    level: str = ""
    late: bool = False
    owner: str = ""
    closed: bool = False
    concerns_me: bool = False

    @classmethod
    def of(cls, query) -> "Filter":
        """Read the filter of a request's *query*."""
        level, owner = query.get("level"), query.get("owner")
        return cls(
            level=level if level in REFERRED else "",
            late=query.get("clock") == "late",
            owner=owner if owner in (UNTAKEN, MINE) else "",
            closed=query.get("state") == "closed",
            concerns_me=query.get("clock") == CONCERNS_ME,
        )

    def rows(self, *, user, now, week):
        """The referrals that it shows, in their order."""
        if self.closed:
            rows = Referral.objects.closed_since(week)
        elif self.concerns_me:
            rows = late_for(user, now)
        elif self.late:
            rows = Referral.objects.overdue(now)
        else:
            rows = Referral.objects.open()
        if self.level:
            # The rank is the level's, and stands first in the index.
            rows = rows.filter(rank=Level(self.level).rank)
        if self.owner:
            rows = rows.filter(owner=user if self.owner == MINE else None)
        return rows

    @property
    def names(self) -> list[str]:
        """The filters that are set, as their chips name them."""
        level = current_protocol().levels[self.level].tag if self.level else ""
        owner = {UNTAKEN: "No owner", MINE: "Mine"}.get(self.owner, "")
        late = "Overdue" * self.late or "Late for you" * self.concerns_me
        return [name for name in (late, level, owner) if name]

    def but(self, **changes) -> "Filter":
        """The filter that a chip leads to: set, or taken away where it is set."""
        for name, value in changes.items():
            if getattr(self, name) == value:
                changes[name] = False if value is True else ""
        return replace(self, closed=False, concerns_me=False, **changes)

    def query(self, **more: str) -> str:
        """The filter as an address says it, from the question mark on."""
        pairs = {
            "level": self.level,
            "clock": "late" if self.late else CONCERNS_ME * self.concerns_me,
            "owner": self.owner,
            "state": "closed" if self.closed else "",
            **more,
        }
        said = urlencode({name: value for name, value in pairs.items() if value})
        return f"?{said}" if said else ""

    def url(self, **more: str) -> str:
        """The address of the board under this filter."""
        return reverse("triage:referral_list") + self.query(**more)


def cursor(*values: int | dt.datetime) -> str:
    """Where a page ends, as its link says it: numbers only, packed."""
    numbers = (
        (v - EPOCH) // MICROSECOND if isinstance(v, dt.datetime) else v for v in values
    )
    text = ".".join(str(number) for number in numbers)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place(text: str, length: int) -> list[int] | None:
    """The *length* numbers of a cursor; None where somebody has made it up."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        numbers = [int(number) for number in packed.decode("ascii").split(".")]
    except (binascii.Error, ValueError):
        return None
    is_whole = len(numbers) == length and all(0 <= n < LARGEST for n in numbers)
    return numbers if is_whole else None


def moment(microseconds: int) -> dt.datetime:
    """The moment that a cursor holds."""
    return EPOCH + microseconds * MICROSECOND
