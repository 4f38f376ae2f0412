"""What a browser reads off the page of an intake, and sends from it."""

import re
from html.parser import HTMLParser

from django.urls import reverse

FETCH = {"X-Requested-With": "fetch"}


class _Fields(HTMLParser):
    """Collects what a plain form would send: names and values, as a browser does."""

    def __init__(self):
        super().__init__()
        self.sent, self.select, self.area = {}, None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.sent[self.select] = given["value"]
        elif tag == "textarea":
            self.area = name
            self.sent[name] = ""
        elif tag == "input" and name:
            kind = given.get("type", "text")
            if kind not in ("radio", "checkbox") or "checked" in given:
                self.sent.setdefault(name, given.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.sent[self.area] += data.strip("\n")


def fields_of(html):
    """All that the form of the page *html* sends when nothing is touched."""
    start = html.index('id="intake"')
    reader = _Fields()
    reader.feed(html[html.rindex("<form", 0, start) : html.index("</form>", start)])
    for name in ("csrfmiddlewaretoken", "reason", "note"):
        reader.sent.pop(name, None)
    return reader.sent


def url(name, intake, *more):
    return reverse(f"triage:{name}", args=[intake.uuid, *more])


def page_of(client, intake):
    """The page of *intake*, and what its form sends."""
    html = client.get(url("intake_detail", intake)).text
    return html, fields_of(html)


def press(client, intake, sent, finding, *, counter=1, **given):
    """Answer one question of a live page from which *sent* was read."""
    facts = {"finding": finding, "page": sent["page"], "counter": counter, "seen": ""}
    return client.post(url("intake_answer", intake), facts | given, headers=FETCH)


def question(html, name):
    """The row of one question in *html*; "" where it is not asked."""
    found = re.search(rf'<fieldset[^>]* id="q-{name}".*?</fieldset>', html, re.DOTALL)
    return found[0] if found else ""


def outer(html, ident):
    """The text of *html* from the element *ident* on."""
    return html[html.index(f'id="{ident}"') :]
