"""What stands above and below every page, read only when a page shows it."""

from dataclasses import dataclass

from django.db.models import Count, Value
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property

from triage.library import current_protocol
from triage.models import Clinic, Intake, Level, Referral, Signoff


@dataclass(frozen=True)
class ProtocolInUse:
    """The protocol that new intakes are opened with, and whether somebody signed it."""

    version: str
    is_signed: bool


class Bar:
    """
    The clinic, the protocol in use and what waits: three queries, each made once.

    Nobody who is not signed in learns what waits.
    """

    def __init__(self, user):
        self.user = user

    @cached_property
    def clinic(self):
        """The clinic's particulars, or None before somebody has entered them."""
        return Clinic.objects.first()

    @cached_property
    def protocol(self):
        protocol = current_protocol()
        signoffs = Signoff.objects.standing().filter(release__digest=protocol.digest)
        return ProtocolInUse(protocol.version, signoffs.exists())

    @property
    def emergencies(self):
        """
        How many emergencies wait for a clinician, told to clinicians: referrals that
        nobody has taken, and unfinished intakes in which an emergency has fired.
        """
        if not self._user_may("view_referral") or not self.user.is_clinician:
            return 0
        return self._waiting.get("untaken", 0) + self._waiting.get("unfinished", 0)

    @property
    def overdue(self):
        """How many open referrals are past the deadline of their next step."""
        if not self._user_may("view_referral"):
            return 0
        return self._waiting.get("overdue", 0)

    @cached_property
    def _waiting(self):
        open_referrals = Referral.objects.open()
        emergencies = open_referrals.filter(level=Level.EMERGENCY, owner=None)
        late = open_referrals.filter(due_at__lt=timezone.now())
        drafts = Intake.objects.drafts().filter(so_far=Level.EMERGENCY)
        return dict(
            _count("untaken", emergencies).union(
                _count("overdue", late), _count("unfinished", drafts), all=True
            )
        )

    def _user_may(self, permission):
        return self.user is not None and self.user.has_perm(f"triage.{permission}")


def _count(what, rows):
    """One row, of *what* was counted and how many there are, to join with others."""
    return (
        rows.order_by()
        .annotate(what=Value(what))
        .values("what")
        .annotate(n=Count("pk"))
        .values_list("what", "n")
    )


def bar(request):
    """
    Give every template of *request* the same `bar`.

    A partial that does not use it costs nothing.
    """
    if not hasattr(request, "bar"):
        user = getattr(request, "user", None)
        request.bar = SimpleLazyObject(lambda: Bar(user))
    return {"bar": request.bar}
