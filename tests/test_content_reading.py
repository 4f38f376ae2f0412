"""How hard the sheet reads is measured once, and told on the page of its content."""

import dataclasses

import pytest

from tests.content_pages import content
from triage.library import current_protocol, example_patients
from triage.reading import ReadingError
from triage.views import content_reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quickly_measured")]


def test_grades_are_measured_once_for_a_release(as_manager, monkeypatch):
    asked = []

    def measured(texts, language):
        asked.append(language)
        return [5.4] * len(texts)

    monkeypatch.setattr(content_reading, "measured", measured)

    said = content(as_manager) + content(as_manager, level="soon")

    assert asked == ["en"]
    assert "Grade 5.4 on 72 words" in said
    assert "Every sheet is within its limits." in said
    assert "at most 6 each" in said


def test_what_is_too_hard_is_told(as_manager, monkeypatch):
    monkeypatch.setattr(
        content_reading, "measured", lambda texts, language: [8.1] * len(texts)
    )

    said = " ".join(content(as_manager).split())

    assert "Over the limits: make the words easier" in said
    assert "Over the limit: Grade 8.1 on 72 words" in said
    # below 30 words a figure says little
    assert "Over the limit: Grade 8.1 on 7 words" not in said


def test_where_nothing_can_be_measured_the_page_says_so(as_manager, monkeypatch):
    def measured(texts, language):
        raise ReadingError("The reading grade could not be measured.")

    monkeypatch.setattr(content_reading, "measured", measured)

    said = content(as_manager)

    assert "The reading grade could not be measured." in said
    assert "Grade 5.4" not in said
    assert "Use moist heat: about 20 minutes." in said


def test_a_failure_is_not_tried_again_for_a_minute(as_manager, monkeypatch):
    """Each try takes as long as the process may, and holds a worker."""
    tries = []

    def measured(texts, language):
        tries.append(language)
        raise ReadingError("The reading grade could not be measured.")

    monkeypatch.setattr(content_reading, "measured", measured)

    first, again = content(as_manager), content(as_manager)

    assert tries == ["en"]
    assert "could not be measured" in first
    assert "could not be measured" in again
    assert content_reading.FAILURE_KEPT == 60


def test_what_was_kept_of_a_failure_gives_way_to_figures(as_manager, monkeypatch):
    def measured(texts, language):
        raise ReadingError("The reading grade could not be measured.")

    with monkeypatch.context() as patch:
        patch.setattr(content_reading, "measured", measured)
        patch.setattr(content_reading, "FAILURE_KEPT", 0)
        assert "could not be measured" in content(as_manager)

    assert "Grade 5.4 on 72 words" in content(as_manager)


@pytest.mark.parametrize("changed", ["protocol", "patients"])
def test_other_rules_or_examples_are_measured_anew(as_manager, monkeypatch, changed):
    """They decide which sentences stand on the sheets that are measured."""
    tries = []

    def measured(texts, language):
        tries.append(language)
        return [5.4] * len(texts)

    monkeypatch.setattr(content_reading, "measured", measured)
    content(as_manager)
    if changed == "protocol":
        other = dataclasses.replace(current_protocol(), digest="f" * 64)
        monkeypatch.setattr(content_reading, "current_protocol", lambda: other)
    else:
        fewer = example_patients()[1:]
        monkeypatch.setattr(content_reading, "example_patients", lambda: fewer)

    content(as_manager)

    assert tries == ["en", "en"]
