"""What the clinic remembers: one file a noun, the database's own rules beside it."""

from triage.models.audit import AuditEntry
from triage.models.clinic import Clinic, Closure, Duty, OpeningHours, Paper
from triage.models.follow_up import FollowUp, FollowUpCall
from triage.models.handout import HandoutIssued, TeachBack
from triage.models.intake import Answer, Intake
from triage.models.level import REFERRED, Level
from triage.models.outcome import (
    REASON_LENGTH,
    Outcome,
    Override,
    RaisedFlag,
    Retraction,
    Review,
)
from triage.models.patient import Language, Patient, PatientToken
from triage.models.referral import (
    NEXT,
    Found,
    Letter,
    Receiver,
    Referral,
    ReferralEvent,
    State,
)
from triage.models.release import Release, Signoff
from triage.models.user import User

__all__ = [
    "NEXT",
    "REASON_LENGTH",
    "REFERRED",
    "Answer",
    "AuditEntry",
    "Clinic",
    "Closure",
    "Duty",
    "FollowUp",
    "FollowUpCall",
    "Found",
    "HandoutIssued",
    "Intake",
    "Language",
    "Letter",
    "Level",
    "OpeningHours",
    "Outcome",
    "Override",
    "Paper",
    "Patient",
    "PatientToken",
    "RaisedFlag",
    "Receiver",
    "Referral",
    "ReferralEvent",
    "Release",
    "Retraction",
    "Review",
    "Signoff",
    "State",
    "TeachBack",
    "User",
]
