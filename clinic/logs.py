import logging
import re
import traceback


class QuietFormatter(logging.Formatter):
    """
    Format log lines that name no patient.

    Queries are cut from addresses. An error is its kind and the places in the code that
    it passed: its message is left out, because a database quotes the row in it.
    """

    def formatMessage(self, record):  # noqa: N802, logging's own name
        record.message = re.sub(r"\?\S*", "", record.message)
        return super().formatMessage(record)

    def formatException(self, ei):  # noqa: N802, logging's own name
        return "\n".join(_places(ei[1]))


def _places(error):
    cause = error.__cause__ or (not error.__suppress_context__ and error.__context__)
    if cause:
        yield from _places(cause)
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    yield type(error).__name__
