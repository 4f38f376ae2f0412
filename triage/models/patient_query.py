from django.db import models
from django.db.models import Max, Prefetch, Q

from triage.models import likeness, search
from triage.models.patient_token import MOST_ROWS, PatientToken


class FoundPatients(list):
    """The patients that a search found; `more` says whether there are others."""

    def __init__(self, patients, *, more):
        super().__init__(patients)
        self.more = more


class PatientQuerySet(models.QuerySet):
    MOST = 25

    def current(self):
        """Patients whose record was not merged into another."""
        return self.filter(merged_into=None)

    def find(self, text):
        """
        The patients whom *text* may mean: whole words before longer ones.

        Words in any order, with or without accents, each by its beginning; a birth
        date or its year; a record number; a telephone number. A record merged into
        another gives that other one. Each comes with the time of its last intake.
        """
        met = PatientToken.objects.meeting(search.terms(text))
        rows = list(met.values_list("token", "patient_id"))
        goes_on = self._going_on({pk for _, pk in rows})
        first = {}
        for token, pk in rows:
            first.setdefault(goes_on[pk], token)
        patients = self.filter(pk__in=list(first)[: self.MOST]).with_last_intake()
        found = sorted(patients, key=lambda p: (first[p.pk], p.sort_name.casefold()))
        more = len(first) > self.MOST or len(rows) == MOST_ROWS
        return FoundPatients(found, more=more)

    def alike(self, patient):
        """
        Who may be the same person as *patient*, who has no record yet (10 at most).

        The same record number; the same birth date and a name that begins alike; or all
        words of the name and a birth date that is unknown, estimated or mistyped.
        """
        words = [[word] for word in search.words(patient.name)]
        named = PatientToken.objects.meeting(words, whole=True)
        same = Q(pk__in=list(named.values_list("patient_id", flat=True)))
        if patient.record_number:
            same |= Q(record_number=patient.record_number)
        if patient.birth_date and not patient.birth_date_is_estimated:
            same |= Q(birth_date=patient.birth_date)
        rows = [row for row in self.filter(same) if likeness.is_like(patient, row)]
        pks = {row.merged_into_id or row.pk for row in rows}
        return list(self.filter(pk__in=sorted(pks)[:10]).with_last_intake())

    def _going_on(self, pks):
        """The key of the record that goes on, for each of *pks*."""
        rows = self.model.objects.filter(pk__in=pks).values_list("pk", "merged_into")
        return {pk: merged_into or pk for pk, merged_into in rows.order_by()}

    def with_last_intake(self):
        """Add `last_intake_at`, and the records merged into each, with theirs."""
        counts = Q(intakes__discarded_at=None, intakes__retraction=None)
        last = Max("intakes__took_place_at", filter=counts)
        merged = self.model.objects.annotate(last_intake_at=last).order_by("id")
        return self.annotate(last_intake_at=last).prefetch_related(
            Prefetch("merged_from", merged)
        )
