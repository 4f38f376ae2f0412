"""The patient in whom nearly every danger meets."""

from tests.lawful import WELL
from triage.library import current_protocol

PROTOCOL = current_protocol()
# How somebody copes is asked only of whom pain has long been a burden.
CRISIS = dict.fromkeys(
    ("repeat_contact", "self_harm_thoughts", "self_harm_plan"), "yes"
)
# All that can be said yes to: about thirty rules fire.
ALL = WELL | {each.name: "yes" for each in PROTOCOL.order if each.kind == "answer"}
