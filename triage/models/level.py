"""The engine's levels as the database offers them, most urgent first."""

from triage.engine.level import Level

# The words shown to staff are the protocol's (`label`, `tag`); these are the admin's.
LEVELS = {
    Level.EMERGENCY: "Emergency now",
    Level.URGENT: "Same-day clinician",
    Level.SOON: "Clinician soon",
    Level.SELF_CARE: "Self-care",
}
LEVEL_CHOICES = [(level.value, label) for level, label in LEVELS.items()]
REFERRED = [Level.EMERGENCY, Level.URGENT, Level.SOON]

__all__ = ["LEVELS", "LEVEL_CHOICES", "REFERRED", "Level"]
