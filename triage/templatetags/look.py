"""
The small pieces that every page is made of: icon, level tag, shape, clock, track.

A level is always a colour, a shape and a word, so that it survives black and white.
"""

import datetime as dt
import math
from functools import cache

from django import template
from django.db import Error
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from triage.library import current_protocol
from triage.models import Clinic

register = template.Library()

# Level to the look's class and shape. No level: undecided.
SHAPES = {"emergency": "em", "urgent": "sd", "soon": "sn", "self_care": "sc", "": "un"}
NEAR = dt.timedelta(hours=1)
# How far along the five steps (opened, sent, accepted, seen, closed) a state is.
STEPS = {
    "opened": 1,
    "sent": 2,
    "declined": 2,
    "accepted": 3,
    "not_arrived": 3,
    "arrived": 4,
    "outcome_received": 4,
    "cancelled": 4,
    "patient_declined": 4,
    "closed": 5,
}


@register.simple_tag
def icon(name, size=""):
    """Draw an icon, {% icon "x" "sm" %}; the text beside it is its name."""
    return _svg(name, f"bk-i bk-i-{size}" if size else "bk-i")


@register.simple_tag
def shape(level, size="xl"):
    """Draw the shape of a level in its colour, inside an element of that level."""
    return _svg(level_class(level), f"bk-i bk-shape bk-i-{size}")


@register.simple_tag
@cache
def tag(level, words=""):
    """Tell a level by colour, shape and word; *words* stand for its usual word."""
    code = level_class(level)
    return format_html(
        '<span class="bk-tag bk-{}">{}{}</span>',
        code,
        _svg(code, "bk-i"),
        words or level_word(level),
    )


@register.filter
def level_class(level):
    """Give the look's short name of a level, for class="bk-{{ level|level_class }}"."""
    return SHAPES[level or ""]


@register.filter
def level_word(level):
    """Give the word of a level's tag, where its shape is drawn apart or not at all."""
    return current_protocol().levels[level].tag if level else "Undecided"


@register.simple_tag
def clock(due=None, now=None, prefix="", done=""):
    """
    Tell how much is left until *due*, or how late it is.

    *prefix* stands before it; *done* stands for it, with a tick, where no clock runs.
    """
    if done:
        return format_html(
            '<span class="bk-clock">{}{}</span>', icon("check", "sm"), done
        )
    words, state = clock_words(due, now or timezone.now())
    return format_html(
        '<time class="bk-clock{}" datetime="{}">{}{}{}</time>',
        f" bk-{state}" if state else "",
        timezone.localtime(due).isoformat(timespec="minutes"),
        icon("late" if state == "over" else "clock", "sm"),
        f"{prefix} " if prefix else "",
        words,
    )


@register.simple_tag
def late(due, prefix=""):
    """Say how late *due* is, in ink and never in red; nothing while it is not late."""
    now = timezone.now()
    return clock(due, now, prefix=prefix.strip()) if due and due < now else ""


def clock_words(due, now):
    """Say how far *due* is from *now*, and whether that is near, over or neither."""
    left = due - now
    if left > dt.timedelta():
        words = _span(math.ceil(left.total_seconds() / 60))
        return f"{words} left", "near" if left <= NEAR else ""
    minutes = int(-left.total_seconds() // 60)
    return (f"{_span(minutes)} late" if minutes else "due now"), "over"


@register.simple_tag
@cache
def track(state):
    """Draw how far a referral has come; the state's word stands beside it."""
    marks = format_html_join(
        "",
        '<i class="{}"></i>',
        (("on" if n < STEPS[state] else "",) for n in range(5)),
    )
    return format_html('<span class="bk-track" aria-hidden="true">{}</span>', marks)


@register.inclusion_tag("_nav_link.html", takes_context=True)
def nav_link(context, name, label, count=None, counted=""):
    """Link to a page of the main navigation, marked when we are on it or below it."""
    url = reverse(name)
    path = context["request"].path
    here = path == url or (url != "/" and path.startswith(url))
    return {
        "url": url,
        "label": label,
        "current": ("page" if path == url else "true") if here else "",
        "count": count,
        "counted": counted,
    }


@register.simple_tag
def is_demo():
    """Whether the patients are invented: for error pages, which may have no request."""
    try:
        return Clinic.objects.filter(is_demo=True).exists()
    except Error:
        return False


@cache
def _svg(name, classes):
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        classes,
        static("icons.svg"),
        name,
    )


def _span(minutes):
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes:02}" if minutes else f"{hours} h"
    days = hours // 24
    return f"{days} day" if days == 1 else f"{days} days"
