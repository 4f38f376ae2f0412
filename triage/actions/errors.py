class Refused(Exception):  # noqa: N818 (an answer to staff, not a fault)
    """
    An action that was not done, with a sentence for staff that says why.

    Nothing was changed. The sentence names no patient.
    """

    @property
    def message(self) -> str:
        return str(self)


class AnswerRefused(Refused):
    """An answer that cannot be kept: *finding* names the question it belongs to."""

    def __init__(self, finding: str, message: str):
        self.finding = finding
        super().__init__(message)


class Conflict(Refused):
    """
    Somebody else answered since the page last saw the question.

    *rows* are the answers that stand, *sent* what this page wanted to keep, by finding.
    """

    def __init__(self, rows, sent):
        self.rows, self.sent = rows, sent
        super().__init__("Somebody else has answered this since. Choose one.")


class NotFinished(Refused):
    """
    An intake that still lacks something, named in *items* as (name, sentence).

    *must* are those that cannot be left open whatever the reason; *holding* is how many
    other questions hold the level.
    """

    def __init__(self, items, must, holding):
        self.items, self.must, self.holding = items, must, holding
        super().__init__("The intake is not finished yet.")
