"""How many of the questions that the page shows have an answer."""

from dataclasses import dataclass

from triage.actions.answer import answered_together
from triage.forms.layout import sets_of


@dataclass(frozen=True, slots=True)
class Tally:
    """One set: *done* of *all*, and whether 'No to all' has anything left to answer."""

    id: str
    title: str
    done: int
    all: int
    no_to_all: bool

    @property
    def is_complete(self):
        return self.done == self.all

    @property
    def words(self):
        """The count as the card prints it: 2 of 5, or a tick."""
        if not self.is_complete:
            return f"{self.done} of {self.all}"
        return f"✓ All {self.all}" if self.all > 1 else "✓ Done"


@dataclass(frozen=True, slots=True)
class SectionTally:
    """One section, with its sets."""

    id: str
    number: int
    title: str
    sets: tuple[Tally, ...]

    @property
    def done(self):
        return sum(tally.done for tally in self.sets)

    @property
    def all(self):
        return sum(tally.all for tally in self.sets)


def tallies(form) -> list[SectionTally]:
    """Count the page of *form*, section by section."""
    return [
        SectionTally(
            group,
            number,
            title,
            tuple(tally(form, each) for each in sets_of(form.protocol, group)),
        )
        for number, (group, title) in enumerate(form.protocol.groups.items(), 1)
    ]


def tally(form, question_set) -> Tally:
    """Count one set."""
    asked = [name for name in question_set.findings if name in form.asked]
    done = [name for name in asked if name in form.state.answers]
    return Tally(
        id=question_set.id,
        title=question_set.title,
        done=len(done),
        all=len(asked),
        no_to_all=not question_set.critical
        and bool(answered_together(form.state, question_set)),
    )
