"""The small pieces of every page: how they read, and what they say of time."""

import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest
from django.template import Context, Template

from tests.conftest import signed_in
from triage.models import LEVELS, State
from triage.templatetags import look

PROTOCOL = Path(look.__file__).parents[1] / "protocols" / "back_spasm" / "protocol.toml"
NOW = dt.datetime(2026, 11, 24, 10, 42, tzinfo=dt.UTC)


def shown(template, **context):
    return Template("{% load look %}" + template).render(Context(context))


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_is_told_by_colour_shape_and_word(level):
    """The word is the protocol's, so that screen and paper say the same."""
    html = shown("{% tag level %}", level=level)
    words = tomllib.loads(PROTOCOL.read_text())["levels"][level]["tag"]

    code = look.level_class(level)
    assert f'class="bk-tag bk-{code}"' in html
    assert f"#i-{code}" in html
    assert words in html


def test_no_level_yet_is_undecided():
    assert "Undecided" in shown("{% tag level %}", level=None)
    assert "bk-un" in shown("{% tag level %}", level="")


def test_other_words_may_stand_in_a_tag():
    assert "At least soon" in shown('{% tag "soon" "At least soon" %}')


def test_words_are_escaped():
    assert "<b>" not in shown("{% tag level words %}", level="soon", words="<b>")
    assert "<b>" not in shown("{% clock done=words %}", words="<b>")


@pytest.mark.parametrize(
    ("minutes", "words", "state"),
    [
        (48, "48 min left", "near"),
        (0.2, "1 min left", "near"),
        (60, "1 h left", "near"),
        (61, "1 h 01 left", ""),
        (320, "5 h 20 left", ""),
        (24 * 60, "1 day left", ""),
        (50 * 60, "2 days left", ""),
        (0, "due now", "over"),
        (-0.5, "due now", "over"),
        (-7, "7 min late", "over"),
        (-80, "1 h 20 late", "over"),
        (-25 * 60, "1 day late", "over"),
    ],
)
def test_a_clock_reads_as_people_speak(minutes, words, state):
    due = NOW + dt.timedelta(minutes=minutes)

    assert look.clock_words(due, NOW) == (words, state)


def test_a_clock_is_drawn_with_the_time_for_machines():
    html = shown('{% clock due now "due" %}', due=NOW - dt.timedelta(hours=1), now=NOW)

    assert 'class="bk-clock bk-over"' in html
    assert 'datetime="2026-11-24T09:42+00:00"' in html
    assert "#i-late" in html
    assert "due 1 h late" in html


def test_a_clock_that_runs_no_more_has_a_tick():
    html = shown('{% clock done="Seen, close it" %}')

    assert "#i-check" in html
    assert "bk-over" not in html


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_place_on_the_track(state):
    html = shown("{% track state %}", state=state)

    assert html.count("<i") == 5
    assert 1 <= html.count('class="on"') <= 5


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("/accounts/settings/", 'aria-current="page"'),
        ("/accounts/settings/more/", 'aria-current="true"'),
        ("/elsewhere/", ""),
    ],
)
def test_the_navigation_marks_where_we_are(path, mark, rf):
    html = shown('{% nav_link "account_settings" "Mine" %}', request=rf.get(path))

    assert mark in html
    assert ("aria-current" in html) == bool(mark)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["staff", "clinician", "manager"])
def test_every_link_of_the_frame_leads_to_a_page(name, request):
    """A page that is not built yet has no link; whoever may not open it sees none."""
    client = signed_in(request.getfixturevalue(name))
    html = client.get("/").text
    frame = html[html.index("<header") : html.index("</header>")]
    links = set(re.findall(r'<a [^>]*href="(/[^"#]*)', frame))

    assert "/referrals/" in links
    assert {client.get(link).status_code for link in links} <= {200, 302}


def test_the_readme_of_the_protocol_lists_the_files_that_are_there():
    there = {path.name for path in PROTOCOL.parent.glob("*.[tj]*")}
    table = (PROTOCOL.parent / "README.md").read_text("utf-8").split("## ")[0]

    assert set(re.findall(r"^\| `([\w.]+)`", table, re.MULTILINE)) == there
