"""What a row and a chip of the board say, so that their templates decide nothing."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from triage.models import LEVELS, Level, Referral, State
from triage.models.flags import by_weight
from triage.views.board_filter import UNTAKEN, Filter
from triage.views.identity import in_brief
from triage.views.referral_act import Act, next_act

STATES = dict(State.choices)


@dataclass(frozen=True, slots=True)
class Chip:
    """A link that filters; a level is drawn with its shape and named by its tag."""

    name: str
    count: int
    filter: Filter
    is_current: bool
    icon: str = ""

    @property
    def level(self) -> str:
        return self.name if self.name in LEVELS else ""

    @property
    def url(self) -> str:
        return self.filter.url()


@dataclass(frozen=True, slots=True)
class Empty:
    """What it means that a page of the board has no row."""

    title: str
    words: str

    @classmethod
    def of(cls, shown: Filter, after: str) -> "Empty":
        if after:
            return cls("This is the end of the list", "The referrals are before it.")
        if shown.closed:
            return cls("Nothing was closed this week", "It begins on Monday.")
        if shown == Filter():
            return cls("Nobody is waiting", "Every referral is closed.")
        words = f"Nothing matches {' and '.join(f'“{n}”' for n in shown.names)}."
        if shown.level == Level.EMERGENCY and shown.owner == UNTAKEN:
            return cls("Every emergency has an owner", f"{words} That is good news.")
        is_good = shown.late or shown.owner == UNTAKEN
        return cls("Nobody is here", f"{words}{' That is good news.' * is_good}")


class Line:
    """One referral on the board. *acts*: whoever looks may take the next step."""

    def __init__(self, referral: Referral, *, now, acts: bool):
        self.referral = referral
        self.outcome = referral.outcome
        self.patient = referral.outcome.intake.patient
        self.now = now
        self.act: Act | None = next_act(referral) if acts else None
        self.key = f"r-{referral.pk}"
        self.url = referral.get_absolute_url()
        self.is_open = referral.is_open

    @property
    def who(self) -> str:
        """Age, sex, record number and the referral's code, as far as they are known."""
        known = in_brief(self.patient, timezone.localdate(self.now))
        return " · ".join(part for part in (known, self.referral.code) if part)

    @property
    def is_hot(self) -> bool:
        return self.referral.is_open and self.referral.level == Level.EMERGENCY

    @property
    def state(self) -> str:
        return STATES[self.referral.state]

    @property
    def is_late(self) -> bool:
        return self.referral.is_late(self.now)

    @cached_property
    def computed(self) -> str:
        """The level that the rules gave, where another is shown; else ''."""
        disposition = self.outcome.disposition
        return disposition if disposition != self.referral.level else ""

    @cached_property
    def in_force(self) -> str:
        """The level in force, where the referral still stands at another; else ''."""
        level = self.outcome.level_in_force
        return level if level not in (self.referral.level, self.computed) else ""

    @cached_property
    def _flags(self):
        """What fired, the most urgent first; else what is not excluded."""
        flags = by_weight(self.outcome.flags.all())
        return [flag for flag in flags if flag.fired] or flags

    @property
    def flag(self) -> str:
        """What it is about; without any flag, a clinician saw more than the rules."""
        labels = list(dict.fromkeys(flag.family_label for flag in self._flags))
        more = f" and {len(labels) - 2} more" if len(labels) > 2 else ""
        return ", ".join(labels[:2]) + more if labels else "A clinician’s decision"

    @property
    def because(self) -> str:
        """The answer that raised the first flag; or what is still not known of it."""
        if not self._flags:
            return ""
        first = self._flags[0]
        labels = [e["label"] for e in first.because_list or first.missing_list]
        not_known = "" if first.fired else "Not known: "
        return not_known + labels[0] if labels else ""

    @property
    def mark(self) -> str:
        """What would be news about this row; the minutes of its clock are not."""
        r = self.referral
        told = (r.state, r.level, r.owner_id or "", r.next_step, int(self.is_late))
        return " ".join(map(str, (*told, self.outcome.level_in_force)))
