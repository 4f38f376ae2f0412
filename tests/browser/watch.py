"""What a browser did on the wire and on its console, and the server in its log."""

import logging
import re
from contextlib import contextmanager
from urllib.parse import unquote_plus

from django.utils.formats import date_format

from clinic.logs import QuietFormatter

LOGGERS = ("django", "triage")
# Shorter runs of digits are found in any address.
DIGITS = 7
CSP_LISTENER = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `CSP: ${event.violatedDirective} forbids ${event.blockedURI || "inline"}`));
"""


class Watch:
    """
    Watches every page of one test.

    `problems` are console errors, script errors and violations of the security policy;
    `request_lines` are the method and address of all that was asked for, `titles` the
    titles of the pages, and `log_lines` what the server wrote to its log.
    """

    def __init__(self):
        self.problems = []
        self.request_lines = []
        self.titles = []
        self.log_lines = []
        self._expected = []

    def follow(self, context):
        """Watch the pages of a browser context, those that it opens later included."""
        context.add_init_script(CSP_LISTENER)
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._problem(str(error.error)))
        context.on("page", lambda page: page.on("load", self._loaded))

    def expect(self, pattern):
        """Take a console error that matches *pattern* for what the test provokes."""
        self._expected.append(re.compile(pattern))

    @contextmanager
    def log(self):
        """Keep what the server logs, in the form in which production writes it."""
        handler = _Kept(self.log_lines)
        loggers = [logging.getLogger(name) for name in LOGGERS]
        levels = [logger.level for logger in loggers]
        for logger in loggers:
            logger.addHandler(handler)
            logger.setLevel(logging.INFO)
        try:
            yield self
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.removeHandler(handler)
                logger.setLevel(level)

    def found(self, patients):
        """Give the request lines, titles and log lines that name one of *patients*."""
        lines = [unquote_plus(line) for line in self.request_lines]
        lines += self.titles + self.log_lines
        signs = [sign for patient in patients for sign in signs_of(patient)]
        return [line for line in lines if any(sign(line) for sign in signs)]

    def _request(self, request):
        self.request_lines.append(f"{request.method} {request.url}")

    def _loaded(self, page):
        self.titles.append(page.title())

    def _console(self, message):
        if message.type in {"error", "warning"}:
            self._problem(message.text)

    def _problem(self, text):
        if not any(pattern.search(text) for pattern in self._expected):
            self.problems.append(text)


class _Kept(logging.Handler):
    """Puts each line where it is kept."""

    def __init__(self, lines):
        super().__init__()
        self.setFormatter(QuietFormatter())
        self.lines = lines

    def emit(self, record):
        self.lines.append(self.format(record))


def signs_of(patient):
    """
    Tests of a line, each true where it names *patient*: by the last word of the name,
    the birth date in any form of ours, or the digits of a phone or record number.
    """
    last = patient.name.split()[-1]
    # Tests number their patients.
    surname = patient.name if last.isdigit() else last
    yield re.compile(rf"\b{re.escape(surname)}\b", re.IGNORECASE).search
    born = patient.birth_date
    if born:
        forms = ("M j, Y", "F j, Y", "j M Y", "m/d/Y", "n/j/Y", "d/m/Y", "d.m.Y", "Ymd")
        dates = [born.isoformat(), *(date_format(born, form) for form in forms)]
        yield lambda line: any(date in line for date in dates)
    for number in (patient.phone, patient.other_phone, patient.record_number):
        digits = re.sub(r"\D", "", number or "")
        if len(digits) >= DIGITS:
            yield lambda line, digits=digits: digits in _joined(line)


def _joined(line):
    """*line* with its digits together, however they were parted."""
    return re.sub(r"(?<=\d)[\s().+/-]+(?=\d)", "", line)
