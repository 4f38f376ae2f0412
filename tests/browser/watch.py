"""What a browser did on the wire and on its console, kept to be judged."""

import re
from urllib.parse import unquote_plus

CSP_LISTENER = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `CSP: ${event.violatedDirective} forbids ${event.blockedURI || "inline"}`));
"""


class Watch:
    """
    Watches every page of one test.

    `problems` are console errors, script errors and violations of the security policy;
    `request_lines` are the method and address of all that was asked for, and `titles`
    the titles of the pages.
    """

    def __init__(self):
        self.problems = []
        self.request_lines = []
        self.titles = []
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

    def found(self, words):
        """Give the request lines and titles in which one of *words* stands."""
        lines = [unquote_plus(line) for line in self.request_lines] + self.titles
        return [line for line in lines if any(word in line for word in words)]

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
