"""What counts as a phone number: digits enough to call, however they are written."""

from triage.models.search import digits_of

FEWEST_DIGITS = 5
NOT_A_PHONE = f"A phone number has at least {FEWEST_DIGITS} digits, such as 555-0142."


def is_phone(text: str) -> bool:
    """Whether somebody could be called under *text*."""
    return len(digits_of(text)) >= FEWEST_DIGITS
