import functools
import operator

from django.db import models
from django.db.models import Exists, OuterRef, Q

from triage.models import search

MOST_ROWS = 200
# Above every token that begins alike: no token holds the last code point.
LAST = "\U0010ffff"


class PatientTokenQuerySet(models.QuerySet):
    def meeting(self, terms, *, whole=False):
        """
        The first tokens, in their order, of patients who meet every one of *terms*.

        A term is a list of beginnings (*whole*: of whole tokens) of which one will do.
        Read in order from the longest term, so that nothing is sorted or counted.
        """
        if not terms:
            return self.none()
        as_query = _is_one_of if whole else _begins_with_one_of
        longest, *others = sorted(terms, key=lambda term: -min(map(len, term)))
        met = self.filter(as_query(longest))
        for term in others:
            also = PatientToken.objects.filter(patient=OuterRef("patient"))
            met = met.filter(Exists(also.filter(as_query(term))))
        return met.order_by("token", "patient_id")[:MOST_ROWS]


def _begins_with_one_of(beginnings):
    ranges = (Q(token__gte=one, token__lt=one + LAST) for one in beginnings)
    return functools.reduce(operator.or_, ranges)


def _is_one_of(tokens):
    return Q(token__in=tokens)


class PatientToken(models.Model):
    """
    One word by which a patient is found: case-folded, without accents.

    Words of the name, the record number and its parts, the telephone numbers and their
    last digits, the birth date as digits. A prefix is looked up as a range (`>= 'jo'`
    and below all that begins so), compared byte by byte, so that both databases use the
    index; on SQLite `startswith` would read every row.
    """

    patient = models.ForeignKey(
        "triage.Patient",
        on_delete=models.CASCADE,
        related_name="tokens",
        db_index=False,
    )
    token = models.CharField(max_length=search.TOKEN_LENGTH)

    objects = PatientTokenQuerySet.as_manager()

    class Meta:
        # For the other words of a patient whose first was found.
        indexes = [
            models.Index(name="patient_token_patient", fields=["patient", "token"])
        ]
        constraints = [
            models.UniqueConstraint(
                name="patient_token_is_kept_once", fields=["token", "patient"]
            )
        ]

    def __str__(self):
        return f"a token of {self.patient_id}"

    @classmethod
    def of(cls, patient):
        """The tokens by which *patient* is to be found, not yet saved."""
        found = search.name_tokens(patient.name) | search.name_tokens(patient.sort_name)
        found |= search.record_tokens(patient.record_number)
        for phone in (patient.phone, patient.other_phone, patient.guardian_phone):
            found |= search.phone_tokens(phone)
        if patient.birth_date:
            estimated = patient.birth_date_is_estimated
            found.add(search.date_token(patient.birth_date, estimated=estimated))
        return [cls(patient=patient, token=token) for token in sorted(found)]
