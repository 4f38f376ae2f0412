"""The board: every referral that waits, in keyset pages, and whether it has changed."""

import datetime as dt
import hashlib
from functools import cached_property

from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from triage.engine.hours import Hours
from triage.models import REFERRED, Override, RaisedFlag, Referral, User
from triage.models.clinic import clinic_hours
from triage.views.board_filter import MINE, UNTAKEN, Filter, cursor, moment, place
from triage.views.board_line import Chip, Empty, Line
from triage.views.identity import identifiers
from triage.views.unfinished import Unfinished, unfinished

PAGE = 50
# More than this is not counted: "999+".
COUNTED = 999
# What a row shows, and nothing else of what a patient told us.
SHOWN = (
    *("uuid", "state", "level", "rank", "next_step", "due_at", "closed_at", "found"),
    *("outcome__disposition", "outcome__intake__id"),
    *(f"outcome__intake__patient__{n}" for n in ("name", "sex", "record_number")),
    *(f"outcome__intake__patient__birth_date{n}" for n in ("", "_is_estimated")),
    *(f"owner__{n}" for n in ("username", "first_name", "last_name", "credentials")),
)
SHOWN_TO_THE_MINUTE = dt.timedelta(days=1)


class Board:
    """
    One page of the board for one person, read as far as it is asked.

    *digest* needs seven queries: as long as it is the same, nothing that the page shows
    has changed, the words of its clocks included.
    """

    def __init__(self, query, user: User):
        self.user = user
        self.now = timezone.now()
        self.filter = Filter.of(query)
        self.after = query.get("after", "")

    @cached_property
    def hours(self) -> Hours:
        return clinic_hours()

    @cached_property
    def unfinished(self) -> list[Unfinished]:
        return unfinished(self.hours)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many referrals are open, and of which kinds."""
        # By rank and not by level, so that one index answers it all.
        of_level = {each.value: Count("pk", Q(rank=each.rank)) for each in REFERRED}
        return Referral.objects.open().aggregate(
            all=Count("pk"),
            late=Count("pk", Q(due_at__lt=self.now)),
            untaken=Count("pk", Q(owner=None)),
            mine=Count("pk", Q(owner=self.user)),
            **of_level,
        )

    @cached_property
    def closed(self) -> str:
        """How many were closed since Monday."""
        closed = Referral.objects.closed_since(self.week)[: COUNTED + 1].count()
        return f"{COUNTED}+" if closed > COUNTED else str(closed)

    @property
    def week(self) -> dt.datetime:
        """When this week began in the clinic."""
        today = timezone.localtime(self.now).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        return today - dt.timedelta(days=today.weekday())

    @cached_property
    def _page(self) -> list[Referral]:
        """The rows of this page, and one more where another page follows."""
        rows = self.filter.rows(user=self.user, now=self.now, week=self.week)
        if self.filter.closed:
            if at := place(self.after, 2):
                rows = rows.closed_before(moment(at[0]), at[1])
        elif at := place(self.after, 3):
            rows = rows.after(at[0], moment(at[1]), at[2])
        rows = rows.select_related("outcome__intake__patient", "owner")
        overrides = Override.objects.only("outcome_id", "to_level")
        overrides = Prefetch("outcome__overrides", overrides)
        return list(rows.only(*SHOWN).prefetch_related(overrides)[: PAGE + 1])

    @cached_property
    def lines(self) -> list[Line]:
        """The rows with all that they show: one more query."""
        rows = self._page[:PAGE]
        flags = RaisedFlag.objects.only(
            "outcome_id", "fired", "held", "family_label", "because", "missing"
        )
        prefetch_related_objects(rows, Prefetch("outcome__flags", flags))
        acts = self.user.has_perm("triage.change_referral")
        return [Line(row, now=self.now, acts=acts) for row in rows]

    @property
    def next_page(self) -> str:
        """The address of the next page; '' where this is the last."""
        if len(self._page) <= PAGE:
            return ""
        last = self._page[PAGE - 1]
        if self.filter.closed:
            return self.filter.url(after=cursor(last.closed_at, last.pk))
        return self.filter.url(after=cursor(last.rank, last.due_at, last.pk))

    @property
    def first_page(self) -> str:
        """The address of the first page; '' where this is it."""
        return self.filter.url() if self.after else ""

    @property
    def shows_all_open(self) -> bool:
        """Whether no filter stands between the count of all open ones and the rows."""
        return self.filter == Filter()

    @property
    def empty(self) -> Empty:
        """What an empty page means."""
        return Empty.of(self.filter, self.after)

    @property
    def poll(self) -> str:
        """What to ask for this very page again."""
        return self.filter.query(after=self.after)

    @property
    def chips(self) -> list[Chip]:
        """The filters, each with how many open referrals there are of its kind."""
        now, counts = self.filter, self.counts
        levels = [
            Chip(level, counts[level], now.but(level=level), now.level == level)
            for level in map(str, REFERRED)
        ]
        return [
            Chip("All open", counts["all"], Filter(), now == Filter()),
            Chip("Overdue", counts["late"], now.but(late=True), now.late, icon="late"),
            *levels,
            Chip(
                "No owner",
                counts["untaken"],
                now.but(owner=UNTAKEN),
                now.owner == UNTAKEN,
            ),
            Chip("Mine", counts["mine"], now.but(owner=MINE), now.owner == MINE),
        ]

    @cached_property
    def digest(self) -> str:
        """What the page shows, in one word."""
        shown = [self.filter, sorted(self.counts.items()), self.closed]
        shown.append(self.hours.assumed)
        shown += [
            (i.pk, i.so_far, i.patient.name, i.touched_by_id, i.touched_at)
            for i in (each.intake for each in self.unfinished)
        ]
        shown += [self._words(each.due_at) for each in self.unfinished]
        shown += [
            (r.pk, r.state, r.level, str(r.owner), r.next_step, self._words(r.due_at))
            for r in self._page
        ]
        # The flags of an outcome never change, but it can get another outcome.
        outcomes = [r.outcome for r in self._page]
        shown += [(outcome.pk, outcome.level_in_force) for outcome in outcomes]
        patients = [outcome.intake.patient for outcome in outcomes]
        shown += [(patient.name, identifiers(patient)) for patient in patients]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]

    def _words(self, due_at):
        """A clock as coarse as its words: minutes, and from a day on, days."""
        if due_at is None:
            return None
        left = due_at - self.now
        day = SHOWN_TO_THE_MINUTE
        coarse = day if abs(left) >= day else dt.timedelta(minutes=1)
        return left > dt.timedelta(), left // coarse, coarse == day
