"""
Who was given a release of the handout: the lines of a recall, newest first.

Read a page at a time by key, so that one page is as quick, and an export as small in
memory, whatever the number of copies.
"""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import Func, IntegerField, OuterRef, Q, Subquery

from triage.models import HandoutIssued, Patient, Release
from triage.views.identity import born

PAGE, CHUNK = 50, 500
# More copies than this are not counted.
COUNTED = 999
# What names a release; its text is long.
RELEASE = [f"release__{name}" for name in ("kind", "language", "version", "digest")]
PATIENT = "outcome__intake__patient"


class Line:
    """One copy, and the person to call about it; *later* are their copies, all told."""

    def __init__(self, copy: HandoutIssued, later: list[HandoutIssued]):
        self.copy = copy
        self.intake = copy.outcome.intake
        self.patient = of_record(self.intake.patient)
        self._later = [each for each in later if each.pk > copy.pk]

    @property
    def recorded_as(self) -> str:
        """The code under which the copy was given, where that record was merged."""
        given_to = self.intake.patient
        return "" if given_to == self.patient else given_to.code

    @property
    def born(self) -> str:
        return born(self.patient)

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """Every number to call, each once, and whose it is; the record's first."""
        patient = self.patient
        named = [
            (patient.guardian_phone, patient.guardian_name or "guardian"),
            (patient.phone, "patient" if patient.guardian_phone else ""),
            (patient.other_phone, "other"),
            (self.intake.callback_number, "given at the intake"),
        ]
        whose: dict[str, str] = {}
        for number, name in named:
            if number:
                whose.setdefault(number, name)
        return list(whose.items())

    @property
    def retracted(self) -> str:
        """What was wrong with the intake, if it was retracted; else ''."""
        is_retracted = self.intake.is_retracted
        return self.intake.retraction.get_kind_display() if is_retracted else ""

    @property
    def codes(self) -> list[str]:
        """The codes of the records that the line shows something of."""
        return [code for code in (self.patient.code, self.recorded_as) if code]

    @property
    def newer(self) -> HandoutIssued | None:
        """The newest copy since of a newer release in the same language."""
        return self._last(self._is_newer)

    @property
    def other(self) -> HandoutIssued | None:
        """
        The newest copy since of a release that is neither this one nor newer.

        In another language, say: it may have the same fault.
        """
        return self._last(
            lambda copy: not (self._is_same(copy) or self._is_newer(copy))
        )

    @property
    def again(self) -> HandoutIssued | None:
        """The newest later copy of this release, which stands above in the list."""
        return self._last(self._is_same)

    def _last(self, fits: Callable[[HandoutIssued], bool]) -> HandoutIssued | None:
        return next(filter(fits, reversed(self._later)), None)

    def _is_same(self, copy):
        return copy.release_id == self.copy.release_id

    def _is_newer(self, copy):
        is_later = copy.release_id > self.copy.release_id
        return is_later and copy.release.language == self.copy.language


def of_record(patient: Patient) -> Patient:
    """The record that goes on: of one that was merged, the one it was merged into."""
    return patient.merged_into or patient


def lines(release: Release, before: int = 0, size: int = PAGE) -> list[Line]:
    """The *size* copies of *release* given last before the key *before*: 2 queries."""
    rows = HandoutIssued.objects.with_what_followed().filter(release=release.pk)
    if before:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related(
        "by", f"{PATIENT}__merged_into", "outcome__intake__retraction"
    ).defer("words", "outcome__answers")
    found = list(rows.order_by("-pk")[:size])
    given_to = [of_record(copy.outcome.intake.patient).pk for copy in found]
    copies = _copies_of(set(given_to))
    return [
        Line(copy, copies.get(patient, []))
        for copy, patient in zip(found, given_to, strict=True)
    ]


def all_lines(release: Release, size: int = CHUNK) -> Iterator[list[Line]]:
    """Every line of *release* in chunks; no more than one chunk is held at a time."""
    before = 0
    while found := lines(release, before, size):
        yield found
        before = found[-1].copy.pk


def codes(lines: Iterable[Line]) -> list[str]:
    """The codes of the records that *lines* show something of, each once."""
    return list(dict.fromkeys(code for line in lines for code in line.codes))


def kept_release(digest: str) -> Release | None:
    """The release *digest* of a handout, if it is kept, with its text and `copies`."""
    copies = HandoutIssued.objects.filter(release=OuterRef("pk")).order_by()
    few = Subquery(copies.values("pk")[: COUNTED + 1])
    count = Func(
        few,
        template="(SELECT COUNT(*) FROM %(expressions)s AS few)",
        output_field=IntegerField(),
    )
    handouts = Release.objects.filter(kind=Release.Kind.HANDOUT)
    return handouts.annotate(copies=count).filter(digest=digest).first()


def counted(release: Release) -> str:
    """How many copies were given, as far as `kept_release` counts them."""
    count = getattr(release, "copies", 0)
    if count > COUNTED:
        return f"more than {COUNTED} copies"
    return f"{count} cop{'y' if count == 1 else 'ies'}"


def _copies_of(patients: set[int]) -> dict[int, list[HandoutIssued]]:
    """What each of *patients* was given under any of their records, oldest first."""
    records = Patient.objects.filter(Q(pk__in=patients) | Q(merged_into__in=patients))
    rows = (
        HandoutIssued.objects.filter(
            outcome__intake__patient__in=records.order_by(),
            outcome__intake__retraction=None,
        )
        .select_related("release", "outcome__intake__patient")
        .only("at", PATIENT, f"{PATIENT}__merged_into", *RELEASE)
        .order_by("pk")
    )
    copies: dict[int, list[HandoutIssued]] = {}
    for copy in rows:
        patient = copy.outcome.intake.patient
        copies.setdefault(patient.merged_into_id or patient.pk, []).append(copy)
    return copies
