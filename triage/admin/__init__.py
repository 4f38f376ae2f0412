"""
Read-only windows on every record, and the few things that managers keep themselves.

What was recorded is changed by the pages of the app, whose actions say who, when and
why; here it can only be found and read, and each reading is in the audit.
"""

from triage.admin import clinic, people, records, signoff

__all__ = ["clinic", "people", "records", "signoff"]
