"""How typed words, dates and numbers are read, and how names are kept to be found."""

# ruff: noqa: RUF001 (letters that look alike are what is tested)

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from triage.models import search
from triage.models.birth_date import readings
from triage.models.name import surname_first

NAMES = st.text(
    st.characters(categories=["Lu", "Ll", "Lt", "Lo", "Mn", "Mc"])
    | st.sampled_from(" -'’."),
    min_size=1,
    max_size=60,
)


@given(NAMES, st.data())
@example("Rosa Delgado", None)
@example("Zoë O’Brien-Müller", None)
@example("Æsa Þórsdóttir", None)
@example("Nguyễn Thị Bảo", None)
@example("राहुल शर्मा", None)
@example("عبد الله بن محمّد", None)
@example("이명박 山田太郎", None)
def test_every_beginning_of_a_word_of_a_name_finds_it(name, draw):
    tokens = search.name_tokens(name)
    words = name.split()
    if draw and words:
        words = [draw.draw(st.sampled_from(words))]
    for word in words:
        for length in range(1, len(word) + 1):
            for term in search.terms(word[:length]):
                assert any(token.startswith(tuple(term)) for token in tokens)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert search.fold(search.fold(text)) == search.fold(text)


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_as_terms_of_some_length(text):
    assert all(term and all(term) for term in search.terms(text))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("hana sedlakova", "Hana Sedláková"),
        ("NYSTROM", "Harold Nyström"),
        ("nystroem", "Harold Nyström"),
        ("lukasz", "Łukasz Żółć"),
        ("zolc", "Łukasz Żółć"),
        ("strasse", "Anna Straße"),
        ("soren", "Søren Kjær"),
        ("soeren kjaer", "Søren Kjær"),
        ("yildiz", "Ayşe Yıldız"),
        ("YILDIZ", "Ayşe Yıldız"),
        ("obrien", "Pat O’Brien"),
        ("o'brien", "Pat O’Brien"),
        ("brien", "Pat O’Brien"),
        ("jones smith", "Ann Smith-Jones"),
        ("nguyen", "Nguyễn Văn An"),
        ("МАРИЯ", "Мария Пётр"),
        ("petr", "Petr Ｐｅｔｒ"),
        ("محمد", "مُحَمَّد"),
        ("ΓΙΩΡΓΟΣ", "Γιώργος"),
    ],
)
def test_a_name_is_found_however_its_letters_are_typed(typed, stored):
    tokens = search.name_tokens(stored)

    for term in search.terms(typed):
        assert any(token.startswith(tuple(term)) for token in tokens)


JUNE = dt.date(1979, 6, 14)


@pytest.mark.parametrize(
    "typed",
    [
        "1979-06-14",
        "1979/6/14",
        "14.6.1979",
        "14. 6. 1979",
        "6/14/1979",
        "06-14-1979",
        "June 14, 1979",
        "jun 14 1979",
        "14 June 1979",
        "19790614",
        "06141979",
        "14061979",
    ],
)
def test_a_birth_date_is_read_in_its_common_forms(typed):
    assert readings(typed) == [JUNE]


def test_a_year_of_two_digits_is_tried_in_both_centuries():
    assert readings("06/14/79") == [JUNE, dt.date(2079, 6, 14)]


def test_an_ambiguous_date_is_read_both_ways_with_the_month_first():
    assert readings("6/5/1979") == [dt.date(1979, 6, 5), dt.date(1979, 5, 6)]


@pytest.mark.parametrize(
    "typed", ["", "June", "31/31/1979", "204-118-7", "2/30/1980", "1/2", "12345678"]
)
def test_what_is_no_date_is_not_read_as_one(typed):
    assert readings(typed) == []


def test_a_date_beside_a_name_is_a_term_of_its_own():
    assert search.terms("delgado 6/14/1979") == [["6141979", "19790614"], ["delgado"]]


def test_a_number_is_looked_up_by_its_digits():
    assert search.terms("(801) 555-0142") == [["8015550142"]]
    assert "5550142" in search.phone_tokens("+1 (801) 555-0142")
    assert "0142" in search.phone_tokens("+1 (801) 555-0142")
    assert search.record_tokens("204-118-7") == {"204", "118", "7", "2041187"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [("P-12", ("P", 12)), (" r12 ", ("R", 12)), ("I-9", ("I", 9)), ("Q-1", None)],
)
def test_a_code_is_told_from_a_name(typed, code):
    assert search.code(typed) == code


@pytest.mark.parametrize(
    ("name", "sorted_as"),
    [
        ("Rosa Delgado", "Delgado, Rosa"),
        ("  Rosa   Maria Delgado ", "Delgado, Rosa Maria"),
        ("Maria de la Cruz", "de la Cruz, Maria"),
        ("Van Nguyen", "Nguyen, Van"),
        ("Harold Nyström Jr.", "Nyström, Harold Jr."),
        ("Harold Nyström, Jr.", "Nyström, Harold Jr."),
        ("Delgado, Rosa", "Delgado, Rosa"),
        ("Sukarno", "Sukarno"),
        ("山田 太郎", "山田 太郎"),
        ("", ""),
    ],
)
def test_a_surname_is_proposed_for_sorting(name, sorted_as):
    assert surname_first(name) == sorted_as
