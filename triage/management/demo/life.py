"""Three months of an invented clinic, lived in the order in which they happened."""

import datetime as dt
import heapq
from collections import Counter
from itertools import count
from random import Random

import time_machine
from django.utils import timezone

from triage.actions.duty import start_duty
from triage.actions.follow_up_call import record_call
from triage.actions.handout import issue_handout, record_teach_back
from triage.actions.intake import discard_intake
from triage.actions.override import override_outcome
from triage.actions.patient import add_patient, merge_patients
from triage.actions.retraction import correct_intake, retract_intake
from triage.management.demo import talk
from triage.management.demo.clinic import approve_spanish, make_receivers
from triage.management.demo.moments import DAYS, DRAFTS, WAITING, draw_moments
from triage.management.demo.people import draw_person, draw_story, fits
from triage.management.demo.roads import Walker, draw_road
from triage.management.demo.stories import STORIES
from triage.models import NEXT, Intake, Outcome, Patient, Referral, User

RECENT = dt.timedelta(days=2)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
STORY = {story.says: story for story in STORIES}
REASONS = {
    "urgent": "Examined: saddle feeling reduced on the left. Needs a scan now.",
    "soon": "Examined now: strength and feeling full, walks well. Review in a week.",
    "emergency": "Seen and scanned elsewhere this morning, report read: no pressure.",
    "self_care": "Known to me: two falls this year that were not mentioned today.",
}


class Life:
    """
    Lives *intakes* invented intakes up to *now*, with all that follows from each.

    Every step is one of the actions that staff use, made at its own moment, so that
    clocks, chain and log are as they would be.
    """

    def __init__(self, *, intakes: int, now: dt.datetime, seed: int = 2026):
        self.rng, self.now, self.intakes = Random(seed), now, intakes  # noqa: S311
        self.events, self.order = [], count()
        self.people: list[Patient] = []
        users = {user.username: user for user in User.objects.all()}
        self.desk = [users["maya"], users["jonah"]]
        self.clinicians = [users["lena"], users["tomas"], users["sunita"]]
        self.walker = Walker(self.rng, self.clinicians, make_receivers())

    def live(self) -> None:
        """Live it all; slow, so the caller keeps it in one transaction."""
        with time_machine.travel(self.now - (DAYS + 1) * DAY, tick=False):
            approve_spanish()
        for moment in draw_moments(self.rng, self.intakes, self.now):
            self._at(moment, self._talk)
        for minutes, presses, says in DRAFTS:
            moment = self.now - minutes * MINUTE
            self._at(moment, self._draft, STORY[says], presses)
        for minutes, says in WAITING:
            # It takes some minutes from the first question to the outcome.
            moment = self.now - (minutes + 8) * MINUTE
            self._at(moment, self._talk, STORY[says])
        self._at(self.now - 61 * MINUTE, self._duty)
        self._at(self.now - 35 * MINUTE, self._put_away)
        self._at(self.now - 3000 * MINUTE, self._slips)
        while self.events and self.events[0][0] <= self.now:
            moment, _, happens, arguments = heapq.heappop(self.events)
            with time_machine.travel(moment, tick=False) as clock:
                happens(clock, *arguments)
        with time_machine.travel(self.now, tick=False):
            self._fill_every_state()

    def _at(self, moment, happens, *arguments):
        heapq.heappush(self.events, (moment, next(self.order), happens, arguments))

    def _patient(self, story, by):
        """A known patient whom *story* fits, or, twice in three, a new one."""
        today = timezone.localdate()
        particulars = ("birth_date", "sex")
        if self.rng.random() < 0.34:
            known = [
                patient
                for patient in self.rng.sample(self.people, min(20, len(self.people)))
                if fits(story, {n: getattr(patient, n) for n in particulars}, today)
            ]
            if known:
                return known[0]
        person = draw_person(self.rng, len(self.people), story, today)
        self.people.append(add_patient(by=by, **person))
        return self.people[-1]

    def _talk(self, clock, story=None):
        story, by = story or draw_story(self.rng), self.rng.choice(self.desk)
        patient = self._patient(story, by)
        intake = talk.begin(patient=patient, story=story, by=by, rng=self.rng)
        answers = talk.answers_of(intake, story)
        reason = ""
        if self.rng.random() < 0.05:
            answers = dict(list(answers.items())[: self.rng.randint(9, 30)])
            reason = self.rng.choice(["call_dropped", "patient_left", "too_ill"])
        if self.now - timezone.now() < RECENT:
            talk.press_one_by_one(intake, answers, by=by, clock=clock)
        clock.shift(self.rng.randint(150, 420))
        outcome = talk.finish(intake, answers, by=by, reason=reason)
        self._after(outcome, by)

    def _after(self, outcome: Outcome, by):
        """Plan what follows from *outcome*: the sheet, the referral, the call."""
        here = timezone.now()
        # Whoever reads Spanish is given the sheet, so that some are always seen.
        if self.rng.random() < 0.9 or outcome.intake.patient.language == "es":
            self._at(here + 4 * MINUTE, self._give, outcome, by)
        if self.rng.random() < 0.06:
            self._at(here + 18 * MINUTE, self._override, outcome)
        self._plan_road(outcome)
        called = outcome.follow_up.due_at + self.rng.randint(5, 300) * MINUTE
        self._at(called, self._call, outcome.follow_up, by)

    def _give(self, clock, outcome, by):
        if outcome.intake.is_retracted:
            return
        patient = outcome.intake.patient
        copy = issue_handout(
            outcome=outcome,
            language=patient.language,
            size=patient.print_size,
            paper="letter",
            by=by,
        )
        if self.rng.random() < 0.8 or copy.language == "es":
            result = "understood" if self.rng.random() < 0.9 else "partly"
            record_teach_back(handout=copy, result=result, by=by)

    def _plan_road(self, outcome):
        referral = Referral.objects.filter(outcome=outcome).first()
        if referral is None:
            return
        for minutes, step in draw_road(self.rng, referral.level):
            moment = timezone.now() + minutes * MINUTE
            self._at(moment, self._step, referral, step)

    def _step(self, clock, referral, step):
        self.walker.walk(referral, step)

    def _override(self, clock, outcome):
        level = outcome.disposition
        to_level = {"urgent": "emergency", "soon": "urgent"}.get(level, "soon")
        if level == "urgent" and self.rng.random() < 0.6:
            to_level = "soon"
        reason = REASONS["soon" if to_level == "soon" and level == "urgent" else level]
        by = self.rng.choice(self.clinicians)
        override_outcome(outcome=outcome, to_level=to_level, reason=reason, by=by)
        self._plan_road(outcome)

    def _call(self, clock, follow_up, by):
        follow_up.refresh_from_db()
        is_recent = self.now - timezone.now() < RECENT
        if follow_up.closed_at or (is_recent and self.rng.random() < 0.3):
            return
        result = self.rng.choices(["better", "same", "not_reached"], [70, 15, 15])[0]
        record_call(follow_up=follow_up, result=result, by=by)
        if result == "not_reached":
            again = timezone.now() + 180 * MINUTE
            self._at(again, self._call, follow_up, by)

    def _draft(self, clock, story, presses):
        by = self.rng.choice(self.desk)
        intake = talk.begin(
            patient=self._patient(story, by), story=story, by=by, rng=self.rng
        )
        answers = talk.answers_of(intake, story)
        clock.shift(-presses * 4)
        talk.press_one_by_one(intake, answers, by=by, clock=clock, stop_after=presses)

    def _duty(self, clock):
        lena = self.clinicians[0]
        until = timezone.now() + dt.timedelta(hours=9)
        start_duty(until_at=until, by=lena, extension="214")

    def _put_away(self, clock):
        story, by = STORIES[0], self.desk[0]
        patient = self._patient(story, by)
        intake = talk.begin(patient=patient, story=story, by=by, rng=self.rng)
        discard_intake(intake=intake, by=by)

    def _slips(self, clock):
        """Somebody's record twice, a wrong patient, and an answer put right later."""
        by = self.desk[0]
        # A child's record needs a guardian, which a hasty second one has not.
        grown = [patient for patient in self.people if not patient.is_child]
        once = self.rng.choice(grown)
        twice = add_patient(by=by, name=once.name, birth_date=once.birth_date)
        merge_patients(duplicate=twice, into=once, by=by)
        latest = Intake.objects.exclude(submitted_at=None).order_by("-id")
        wrong, mended = latest[3], latest[5]
        retract_intake(
            intake=wrong,
            kind="wrong_patient",
            reason="Two patients of that name came in at once.",
            by=by,
        )
        draft = correct_intake(intake=mended, by=by)
        answers = talk.answers_of(draft, STORY[WAITING[2][1]])
        self._after(talk.finish(draft, answers, by=by), by)

    def _fill_every_state(self):
        """Bring referrals to the states that chance has left empty."""
        for state in NEXT:
            if not self._is_filled(state):
                # A small clinic has no referral to spare: one more patient comes.
                with time_machine.travel(self.now - 12 * MINUTE, tick=False) as clock:
                    self._talk(clock, STORY[WAITING[2][1]])
                self._is_filled(state)

    def _is_filled(self, state):
        """Whether a referral stands at *state*, brought there if one can be spared."""
        stand = Counter(Referral.objects.values_list("state", flat=True))
        return stand[state] > 0 or any(
            stand[referral.state] > 1 and self.walker.bring_to(referral, state)
            for referral in Referral.objects.open().order_by("rank", "-id")
        )
