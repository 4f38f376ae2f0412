from django.utils.functional import SimpleLazyObject, cached_property

from triage.models import Clinic


class Bar:
    """What the shell of every page shows, read only when a page shows it."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def clinic(self):
        """The clinic's particulars, or None before somebody has entered them."""
        return Clinic.objects.first()


def bar(request):
    """Give every template the `bar`; a partial that does not use it costs nothing."""
    return {"bar": SimpleLazyObject(lambda: Bar(getattr(request, "user", None)))}
