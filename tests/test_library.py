"""The product's own data: what it holds, and how releases are kept and found again."""

import json
from types import SimpleNamespace

import pytest

from tests.lawful import PROTOCOL
from triage import library
from triage.engine import FILES, Level, ProtocolError, digest_of, says
from triage.library import (
    FOLDER,
    current_protocol,
    protocol_from_release,
    protocol_from_text,
    protocol_of,
    release_text,
    texts_of,
)


def test_the_shipped_protocol_is_the_current_one():
    assert current_protocol() is PROTOCOL
    assert PROTOCOL.version
    assert len(PROTOCOL.rules) == 91
    assert len(PROTOCOL.findings) == 88
    assert len(PROTOCOL.critical) == 9


def test_every_finding_is_on_the_form_once_and_age_and_sex_are_above_it():
    asked = [name for each in PROTOCOL.sets for name in each.findings]

    assert list(PROTOCOL.findings) == ["age", "sex", *asked]
    assert [f.position for f in PROTOCOL.order] == list(range(len(PROTOCOL.order)))
    assert PROTOCOL.set_of["syncope"].id == "faint_chest_breath"
    assert "age" not in PROTOCOL.set_of


def test_thoughts_of_self_harm_are_asked_last_of_all():
    assert list(PROTOCOL.findings)[-2:] == ["self_harm_thoughts", "self_harm_plan"]


def test_a_set_with_a_critical_question_is_asked_one_by_one():
    for name in PROTOCOL.critical:
        assert PROTOCOL.set_of[name].critical


def test_every_rule_has_words_a_family_and_sources_to_show():
    for rule in PROTOCOL.rules:
        assert rule.reason.endswith(".")
        assert PROTOCOL.families[rule.family]
        assert all(PROTOCOL.sources[key].short for key in rule.sources)
        assert rule.held <= rule.level


def test_the_levels_say_what_staff_do_most_urgent_first():
    assert list(PROTOCOL.levels) == ["emergency", "urgent", "soon", "self_care"]
    for entry in PROTOCOL.levels.values():
        assert entry.label
        assert entry.tag
        assert entry.actions
    assert PROTOCOL.levels[Level.URGENT].clock.arrived == "closing"
    assert PROTOCOL.levels["soon"].sooner.arrived == 4320


def test_every_choice_can_be_said_in_both_languages():
    for finding in PROTOCOL.order:
        for choice in finding.choices:
            assert says(finding, choice) != choice
            assert says(finding, choice, "es")


# ---- releases


def test_a_digest_is_over_names_and_lengths_as_well_as_bytes():
    assert digest_of({"a": "bc"}) != digest_of({"ab": "c"})
    assert digest_of({"a": "x", "b": "yz"}) != digest_of({"a": "xy", "b": "z"})
    assert digest_of({"a": "x"}) != digest_of({"a": "x", "b": ""})
    # without the lengths these two would read alike
    assert digest_of({"a": "xb\0y"}) != digest_of({"a": "x", "b": "y"})


def test_the_digest_of_a_release_is_over_its_four_files_in_order():
    texts = texts_of(FOLDER)

    assert list(texts) == list(FILES)
    assert PROTOCOL.digest == digest_of(texts)
    assert len(PROTOCOL.digest) == 64


def test_the_files_have_line_ends_of_one_kind():
    """A digest is taken over bytes: a carriage return would make another release."""
    assert not any("\r" in text for text in texts_of(FOLDER).values())


def test_a_release_keeps_the_full_text_and_is_compiled_from_it_again():
    text = release_text()

    assert json.loads(text) == texts_of(FOLDER)
    assert protocol_from_release(text) is PROTOCOL


def test_a_release_is_compiled_once(monkeypatch):
    texts = texts_of(FOLDER)
    monkeypatch.setattr(library, "load_protocol", None)

    assert protocol_from_text(texts) is PROTOCOL
    assert protocol_of(SimpleNamespace(digest=PROTOCOL.digest)) is PROTOCOL


def other_release():
    """The shipped text with another version: a release of its own."""
    texts = texts_of(FOLDER)
    old = f'version = "{PROTOCOL.version}"'
    texts["protocol.toml"] = texts["protocol.toml"].replace(old, 'version = "other"')
    return texts


def test_an_old_release_stands_beside_the_current_one():
    texts = other_release()
    row = SimpleNamespace(digest=digest_of(texts), text=json.dumps(texts))

    old = protocol_of(row)

    assert old.version == "other"
    assert old.digest == row.digest
    assert current_protocol() is PROTOCOL


def test_text_that_is_not_what_its_digest_names_is_refused():
    row = SimpleNamespace(digest="0" * 64, text=json.dumps(other_release()))

    with pytest.raises(ProtocolError, match="not the one that its digest names"):
        protocol_of(row)


def test_only_the_newest_releases_are_kept_compiled(monkeypatch):
    monkeypatch.setattr(library, "_compiled", {})
    monkeypatch.setattr(library, "KEPT", 2)
    monkeypatch.setattr(library, "load_protocol", lambda texts: object())

    for number in range(4):
        protocol_from_text({"protocol.toml": str(number)})

    assert len(library._compiled) == 2


def test_a_file_that_is_missing_or_not_text_is_named(tmp_path):
    with pytest.raises(
        ProtocolError, match=r"findings\.toml: the file: cannot be read"
    ):
        texts_of(tmp_path)

    (tmp_path / "findings.toml").write_bytes(b"\xff")
    with pytest.raises(ProtocolError, match=r"findings\.toml: the file: is not UTF-8"):
        texts_of(tmp_path)


def test_a_paragraph_is_cited_by_the_text_that_it_stands_in():
    paragraphs = [each for each in PROTOCOL.sources.values() if each.part_of]
    texts = [each for each in PROTOCOL.sources.values() if not each.part_of]

    assert paragraphs
    for each in paragraphs:
        whole = PROTOCOL.sources[each.part_of].short
        assert PROTOCOL.cited(each.key) == f"{whole}, par. {each.paragraph}"
    assert all(PROTOCOL.cited(each.key) == each.short for each in texts)
