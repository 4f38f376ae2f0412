"""What the page of one patient shows, in as many queries for one row as for any."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from triage.models import (
    FollowUp,
    FollowUpCall,
    HandoutIssued,
    Intake,
    Level,
    Patient,
    Referral,
)

MOST = 20


@dataclass(frozen=True, slots=True)
class Part:
    """The latest rows of one kind; `older` is the key after which others follow."""

    rows: list
    older: int | None
    is_latest: bool


@dataclass(frozen=True, slots=True)
class IntakeLine:
    """One intake of the list, with what came of it."""

    intake: Intake
    level: str
    is_at_least: bool
    computed: str
    replaced_by: Intake | None
    correction: Intake | None
    counts: bool


class PatientPage:
    """
    One patient, and all that was recorded under this record or one merged into it.

    *before* names by part the key before which its rows begin.
    """

    def __init__(self, patient: Patient, before: dict[str, int]):
        self.patient = patient
        self.before = before
        self.now = timezone.now()
        self.merged = list(patient.merged_from.order_by("pk"))
        self.pks = [patient.pk, *(one.pk for one in self.merged)]

    @cached_property
    def intakes(self) -> Part:
        """Drafts and finished intakes; what was discarded held nothing."""
        corrections = Intake.objects.standing()
        part = self._part(
            "intakes",
            Intake.objects.filter(patient__in=self.pks, discarded_at=None)
            .select_related("patient", "outcome", "retraction", "started_by")
            .defer("outcome__answers")
            .prefetch_related(
                "outcome__overrides", Prefetch("corrected_by", corrections)
            ),
        )
        return Part([_line(row) for row in part.rows], part.older, part.is_latest)

    @cached_property
    def referrals(self) -> Part:
        return self._part(
            "referrals",
            Referral.objects.filter(outcome__intake__patient__in=self.pks)
            .select_related("owner", "receiver", "outcome__intake")
            .defer("outcome__answers"),
        )

    @cached_property
    def handouts(self) -> Part:
        return self._part(
            "handouts",
            HandoutIssued.objects.with_what_followed()
            .filter(outcome__intake__patient__in=self.pks)
            .select_related("by", "outcome__intake")
            .defer("words", "outcome__answers"),
        )

    @cached_property
    def calls(self) -> Part:
        tries = FollowUpCall.objects.select_related("by")
        return self._part(
            "calls",
            FollowUp.objects.filter(outcome__intake__patient__in=self.pks)
            .select_related("caller", "outcome__intake")
            .defer("outcome__answers")
            .prefetch_related(Prefetch("calls", tries)),
        )

    def _part(self, name: str, rows: QuerySet) -> Part:
        before = self.before.get(name)
        if before:
            rows = rows.filter(pk__lt=before)
        found = list(rows.order_by("-pk")[: MOST + 1])
        older = found[MOST - 1].pk if len(found) > MOST else None
        return Part(found[:MOST], older, is_latest=not before)


def _line(intake):
    outcome = getattr(intake, "outcome", None)
    correction = next(iter(intake.corrected_by.all()), None)
    replaced_by = correction if correction and not correction.is_draft else None
    level = outcome.level_in_force if outcome else intake.so_far
    overruled = outcome and level != outcome.disposition
    return IntakeLine(
        intake=intake,
        level=level,
        is_at_least=not outcome and level not in ("", Level.EMERGENCY),
        computed=outcome.disposition if overruled else "",
        replaced_by=replaced_by,
        correction=correction,
        counts=not intake.is_retracted and replaced_by is None,
    )
