"""What the clinic remembers: one file a noun, the database's own rules beside it."""

from triage.models.answer import Answer
from triage.models.audit import AuditEntry
from triage.models.clinic import Clinic, Closure, Duty, OpeningHours, Paper
from triage.models.decision import REASON_LENGTH, Override, Retraction, Review
from triage.models.follow_up import FollowUp, FollowUpCall
from triage.models.handout import HandoutIssued, TeachBack
from triage.models.intake import Intake
from triage.models.language import Language, language_name
from triage.models.letter import Letter
from triage.models.level import LEVEL_CHOICES, LEVELS, REFERRED, Level
from triage.models.outcome import Outcome, RaisedFlag
from triage.models.patient import Patient
from triage.models.patient_token import PatientToken
from triage.models.receiver import Receiver
from triage.models.referral import NEXT, Found, Referral, State
from triage.models.referral_event import ReferralEvent
from triage.models.release import Release
from triage.models.signoff import Signoff, SignoffWithdrawal
from triage.models.user import User

__all__ = [
    "LEVELS",
    "LEVEL_CHOICES",
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
    "SignoffWithdrawal",
    "State",
    "TeachBack",
    "User",
    "language_name",
]
