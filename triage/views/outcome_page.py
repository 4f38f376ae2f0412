"""
What an outcome page says, read from what was frozen: never from the log.

Every word about the level comes from here, so that the templates decide nothing.
"""

from functools import cached_property

from django.utils import timezone

from triage.engine.clock import OUT_OF_HOURS
from triage.engine.steps import it_did, steps
from triage.models import LEVELS, Duty, Level, Outcome
from triage.models.callee import callee_of
from triage.models.flags import by_weight
from triage.models.signoff import signed_in_words
from triage.views import frozen_words
from triage.views.identity import identified
from triage.views.sheet_offer import SheetOffer


class OutcomePage:
    """One outcome in words; of queries only for its own rows and who is on duty."""

    def __init__(self, outcome: Outcome):
        self.outcome = outcome
        self.intake = outcome.intake
        self.now = timezone.now()
        self.frozen = outcome.frozen
        self.levels = self.frozen["levels"]

    @property
    def changed_since(self):
        """What of the record that was judged reads otherwise now: its name, then."""
        judged, patient = self.frozen["patient"], self.intake.patient
        now = {
            "name": patient.name,
            "birth date": str(patient.birth_date or ""),
            "sex": patient.sex,
        }
        then = {
            "name": judged["name"],
            "birth date": judged["birth_date"] or "",
            "sex": judged["sex"],
        }
        return [field for field in now if now[field] != then[field]]

    @property
    def is_out_of_hours(self):
        """Whether the next step leads elsewhere because the clinic is closed."""
        referral = getattr(self.outcome, "referral", None)
        return referral is not None and referral.next_step == OUT_OF_HOURS

    # The level in force, and who put it there.

    @cached_property
    def level(self):
        return self.outcome.level_in_force

    @property
    def words(self):
        """What the protocol of that day says of the level in force."""
        return self.levels[self.level]

    @property
    def computed(self):
        """What it says of the level that was computed."""
        return self.levels[self.outcome.disposition]

    @property
    def is_overruled(self):
        return self.level != self.outcome.disposition

    @cached_property
    def decisions(self):
        """The overrides, the latest first, each with what it changed from and to."""
        return [
            (made, self.levels[made.from_level], self.levels[made.to_level])
            for made in reversed(self.outcome.overrides.all())
        ]

    @property
    def last(self):
        """The decision in force, or None where nobody has overruled."""
        return self.decisions[0][0] if self.decisions else None

    @property
    def choices(self):
        """The other levels, most urgent first, with their labels."""
        others = (level for level in LEVELS if level != self.level)
        return [(level.value, self.levels[level]["label"]) for level in others]

    # Whether the outcome still stands.

    @cached_property
    def correction(self):
        return self.intake.correction

    @property
    def is_in_work(self):
        """Whether somebody is correcting this intake just now."""
        return self.correction is not None and self.correction.is_draft

    @property
    def replaced_by(self):
        """The finished intake that replaced this one, or None."""
        return None if self.is_in_work else self.correction

    @property
    def counts(self):
        return not self.intake.is_retracted and self.replaced_by is None

    # Why, and what nobody knows.

    @cached_property
    def fired(self):
        """The flags of rules that fired, the most urgent first, with their sources."""
        return [(flag, _cited(flag)) for flag in self._flags if flag.fired]

    @cached_property
    def open(self):
        """The flags of undecided rules by the level they hold, with what is missing."""
        return [
            (flag, self.levels[flag.held], flag.missing_list)
            for flag in self._flags
            if not flag.fired
        ]

    @cached_property
    def _flags(self):
        return by_weight(self.outcome.flags.all())

    @property
    def steps(self):
        """What staff do now, the ambulance first where a rule that fired says so."""
        families = {flag.family: flag.family_label for flag, _ in self.fired}
        actions = steps(self.words["actions"], families)
        return [(action, it_did(action, families)) for action in actions]

    @cached_property
    def on_duty(self):
        return list(Duty.objects.at(self.now).select_related("clinician"))

    @cached_property
    def told(self):
        return frozen_words.told(self.frozen)

    @cached_property
    def not_answered(self):
        return frozen_words.not_answered(self.frozen)

    @cached_property
    def unsure(self):
        return frozen_words.unsure(self.frozen)

    @cached_property
    def changed(self):
        return frozen_words.changed(self.frozen)

    @cached_property
    def answers(self):
        return frozen_words.by_set(self.frozen)

    # What followed.

    @property
    def referral(self):
        return getattr(self.outcome, "referral", None)

    @property
    def is_lowered(self):
        """Whether a referral is still open after a clinician lowered the level."""
        if not self.last or not self.referral or not self.referral.is_open:
            return False
        return Level(self.last.to_level) < Level(self.last.from_level)

    @cached_property
    def offer(self):
        """In which languages the sheet can be given: one more query."""
        return SheetOffer(self.intake)

    @cached_property
    def callee(self):
        return callee_of(self.intake)

    @property
    def signed(self):
        """Who answers for the protocol that judged, or that nobody does yet."""
        return signed_in_words(self.outcome.signed_by)

    @property
    def who(self):
        """Age and sex as they counted, birth date and record number as recorded now."""
        age, sex = frozen_words.age_and_sex(self.frozen)
        return identified(self.intake.patient, age=age, sex=sex)


def _cited(flag):
    """The sources of a flag, each once: several rules of one guideline are one."""
    return list(dict.fromkeys(source["title"] for source in flag.source_list))
