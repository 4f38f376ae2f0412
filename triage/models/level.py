from django.db import models


class Level(models.TextChoices):
    """
    How soon a patient needs care, most urgent first.

    The words shown to staff are the protocol's (`label`, `tag`); these are the ones
    that the database knows.
    """

    EMERGENCY = "emergency", "Emergency now"
    URGENT = "urgent", "Same-day clinician"
    SOON = "soon", "Clinician soon"
    SELF_CARE = "self_care", "Self-care"

    @property
    def rank(self):
        """0 for emergency to 3 for self-care: a smaller rank is more urgent."""
        return list(Level).index(self)


REFERRED = [Level.EMERGENCY, Level.URGENT, Level.SOON]
