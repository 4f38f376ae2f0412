"""A patient is found by what somebody has at hand, in a constant number of queries."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import IntakeFactory, PatientFactory
from triage.actions.patient import add_patient, edit_patient, merge_patients
from triage.models import Patient, PatientToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def added(staff):
    def add(name="Rosa Delgado", **particulars):
        return add_patient(by=staff, name=name, **particulars)

    return add


def found(text):
    return Patient.objects.find(text)


@pytest.mark.parametrize(
    "text",
    [
        "rosa",
        "Delgado",
        "del ros",
        "ROSA delgádo",
        "6/14/1979",
        "14.6.1979",
        "06/14/79 ros",
        "1979 delgado",
        "204-118-7",
        "2041187",
        "204 118",
        "555-0142",
        "0142",
    ],
)
def test_finds_by_name_birth_date_record_number_or_phone(added, text):
    rosa = added(
        birth_date=dt.date(1979, 6, 14),
        record_number="204-118-7",
        phone="(801) 555-0142",
    )
    added("Harold Nyström", birth_date=dt.date(1950, 1, 2), phone="555-0199")

    assert found(text) == [rosa]


@pytest.mark.parametrize(
    "text", ["", "  ", "-", "x", "rosa harold", "delgadoo", "6/14/1980", "osa"]
)
def test_finds_nobody_by_what_does_not_fit(added, text):
    added(birth_date=dt.date(1979, 6, 14))
    added("Harold Nyström")

    assert found(text) == []


@pytest.mark.parametrize(
    "name",
    [
        "Rosa Delgado",
        "Zoë O’Brien-Müller",
        "Łukasz Żółkiewski",
        "Nguyễn Thị Bảo",
        "Мария Пётрова",
        "Γιώργος Παπαδόπουλος",
        "محمد عبد الله",
        "דוד בן־גוריון",
        "राहुल शर्मा",
        "สมชาย ใจดี",
        "김철수",
        "山田 太郎",
        "𐌰𐌿𐍂𐌰",
    ],
)
def test_the_database_finds_every_beginning_of_every_word(added, name):
    patient = added(name)
    added("Somebody Else")

    for word in name.split():
        for length in range(1, len(word) + 1):
            assert patient in found(word[:length])


def test_whole_words_come_before_longer_ones(added):
    jones, jo = added("Ann Jones"), added("Jo Park")

    assert found("jo") == [jo, jones]


def test_a_changed_name_is_found_and_the_old_one_no_longer(added, staff):
    rosa = added()

    edit_patient(patient=rosa, by=staff, name="Rosa Molina")

    assert found("molina") == [rosa]
    assert found("delgado") == []


def test_a_merged_record_gives_the_one_that_goes_on(added, staff):
    rosa, double = added(), added("Rosie Delgado")
    merge_patients(duplicate=double, into=rosa, by=staff)

    (patient,) = found("rosie")

    assert patient == rosa
    assert patient.also == [double.code]
    assert found("delgado") == [rosa]


def test_the_last_intake_counts_merged_records_and_no_discarded_draft(added, staff):
    rosa, double = added(), added("Rosie Delgado")
    merge_patients(duplicate=double, into=rosa, by=staff)
    now = timezone.now()
    day = dt.timedelta(days=1)
    IntakeFactory(patient=rosa, took_place_at=now - 3 * day)
    IntakeFactory(patient=double, took_place_at=now - 2 * day)
    IntakeFactory(
        patient=rosa, took_place_at=now - day, discarded_at=now, discarded_by=staff
    )

    (patient,) = found("rosa")

    assert patient.latest_intake_at == now - 2 * day


def test_shows_25_and_says_that_there_are_more(added):
    for number in range(26):
        added(f"Rosa Delgado{number}")

    result = Patient.objects.find("rosa")

    assert len(result) == 25
    assert result.more
    assert not Patient.objects.find("delgado7").more


def test_takes_four_queries_however_many_are_found(added, django_assert_num_queries):
    added()
    with django_assert_num_queries(4):
        Patient.objects.find("del ros")
    for number in range(30):
        IntakeFactory(patient=added(f"Rosa Delgado{number}"))

    with django_assert_num_queries(4):
        Patient.objects.find("del ros")


def test_reads_no_whole_table_and_sorts_nothing(added):
    for number in range(50):
        added(f"Name{number} Other{number}", phone=f"555-01{number:02}")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # So few rows are read faster than an index; we ask whether it could be.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")

    plan = PatientToken.objects.meeting([["name4"], ["oth"], ["555"]]).explain()

    assert "Seq Scan" not in plan
    assert "SCAN" not in plan.replace("Scan", "")
    assert "Sort" not in plan
    assert "B-TREE" not in plan


def test_tokens_are_kept_once_and_go_with_nobody_else(added):
    rosa = added("Rosa Rosa", record_number="204")

    tokens = list(rosa.tokens.order_by("token").values_list("token", flat=True))

    assert tokens == ["204", "rosa"]
    assert PatientToken.objects.count() == 2


def test_alike_is_the_same_record_number(added):
    old = added("Somebody Else", record_number="204-1")

    assert alike(name="Rosa Delgado", record_number="204-1") == [old]


@pytest.mark.parametrize(
    "name", ["Rosa Delgado", "Rosie Delgado", "Delgada, R", "Rosália Molina"]
)
def test_alike_is_the_same_birth_date_with_a_name_that_begins_alike(added, name):
    old = added(birth_date=dt.date(1979, 6, 14))
    added("Harold Nyström", birth_date=dt.date(1979, 6, 14))

    assert alike(name=name, birth_date=dt.date(1979, 6, 14)) == [old]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        (None, dt.date(1979, 6, 14)),
        (dt.date(1979, 6, 14), None),
        (dt.date(1979, 6, 5), dt.date(1979, 5, 6)),
        (dt.date(1979, 6, 14), dt.date(1978, 6, 14)),
        (dt.date(1979, 6, 14), dt.date(1979, 6, 4)),
    ],
)
def test_alike_is_the_same_name_with_a_birth_date_unknown_or_mistyped(
    added, stored, typed
):
    old = added("Rosa María Delgado", birth_date=stored)

    assert alike(name="rosa delgado", birth_date=typed) == [old]


def test_alike_is_the_same_name_of_about_the_same_age(added):
    old = added(birth_date=dt.date(1980, 1, 1), birth_date_is_estimated=True)

    assert alike(name="Rosa Delgado", birth_date=dt.date(1978, 6, 14)) == [old]
    assert alike(name="Rosa Delgado", birth_date=dt.date(1958, 6, 14)) == []


def test_not_alike_is_the_same_name_with_another_birth_date(added):
    added(birth_date=dt.date(1979, 6, 14))

    assert alike(name="Rosa Delgado", birth_date=dt.date(1990, 2, 3)) == []


def test_alike_gives_the_record_that_goes_on(added, staff):
    rosa, double = added(), added("Rosie Molina")
    merge_patients(duplicate=double, into=rosa, by=staff)

    assert alike(name="Rosie Molina") == [rosa]


def alike(**particulars):
    return Patient.objects.alike(
        PatientFactory.build(
            created_by=None,
            **{"birth_date": None, "record_number": None, **particulars},
        )
    )
