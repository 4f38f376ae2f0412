"""Who got this release: everybody to call, once a sheet turns out to be wrong."""

import csv
import io
import re

import pytest
import time_machine
from django.db import Error, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.asked import FRAME, same_and_at_most, shown
from tests.conftest import signed_in
from tests.factories import (
    HandoutIssuedFactory,
    PatientFactory,
    ReleaseFactory,
    RetractionFactory,
    SignoffFactory,
    TeachBackFactory,
    UserFactory,
)
from tests.intakes import finished, open_one
from triage.actions import access
from triage.actions.handout import issue_handout
from triage.actions.patient import merge_patients
from triage.actions.release import handout_release
from triage.library import handouts
from triage.models import AuditEntry, HandoutIssued, Release
from triage.views import recall_list
from triage.views.recall_csv import COLUMNS, FORMULA

pytestmark = pytest.mark.django_db
FORM = {"language": "en", "size": "normal", "paper": "letter"}


@pytest.fixture
def release(db):
    return ReleaseFactory(kind=Release.Kind.HANDOUT, language="en", version="2026.9")


def url(release, name="handout_release"):
    return reverse(f"triage:{name}", args=[release.digest])


def given(release, **fields):
    return HandoutIssuedFactory(release=release, **fields)


def to(patient, release, **fields):
    """Another copy for *patient*, from an outcome of its own."""
    return given(release, outcome__intake__patient=patient, **fields)


def text(response):
    return " ".join(response.content.decode().split())


def listed(client, release, **asked):
    """The rows of the list, as text, without their tags."""
    page = text(client.get(url(release), asked))
    rows = page.partition("<tbody")[2].split("<tr ")[1:]
    return [" ".join(re.sub("<[^>]*>", " ", f"<{row}").split()) for row in rows]


def exported(client, release):
    response = client.get(url(release, "handout_release_csv"))
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


# ---------------------------------------------------------------- the list
def test_it_lists_whom_to_call_and_what_they_were_given(as_manager, staff):
    outcome = finished(
        intake=open_one(
            patient=PatientFactory(
                name="Ana Molina",
                language="es",
                needs_interpreter=True,
                other_phone="555-0144",
                contact_notes="After six only",
            ),
            callback_number="555-0190",
        )
    )
    copy = issue_handout(outcome=outcome, by=staff, **FORM | {"size": "large"})
    TeachBackFactory(handout=copy, result="not_understood")
    TeachBackFactory(handout=copy, result="partly")

    (row,) = listed(as_manager, copy.release)

    for part in (
        "Ana Molina",
        f"{outcome.intake.patient.code} · born Jun 14, 1979",
        "555-0190 given at the intake",
        "555-0142",
        "555-0144 other",
        "Before calling: After six only",
        "Spanish needs an interpreter",
        f"Large print (18 point) · by {staff}",
        "Self-care",
        "Understood in part, explained again",
        "Since: Nothing",
    ):
        assert part in row


def test_of_a_child_the_guardian_is_called(as_manager, release):
    child = PatientFactory(
        birth_date="2015-03-01",
        guardian_name="Tove Berg",
        guardian_phone="555-0177",
        phone="555-0178",
    )
    to(child, release)

    (row,) = listed(as_manager, release)

    assert "555-0177 Tove Berg 555-0178 patient" in row


def test_a_number_is_listed_once_and_none_is_said(as_manager, release):
    twice = PatientFactory(phone="555-0142", other_phone="555-0142")
    to(twice, release, outcome__intake__callback_number="555-0142")
    to(PatientFactory(phone=""), release)

    without, once = listed(as_manager, release)

    assert once.count("555-0142") == 1
    assert "No number is recorded." in without


def test_the_newest_copy_comes_first_and_other_releases_stay_out(as_manager, release):
    first, second = given(release), given(release)
    other = given(ReleaseFactory(kind="handout", language="en"))

    newest, oldest = listed(as_manager, release)

    assert second.outcome.intake.patient.name in newest
    assert first.outcome.intake.patient.name in oldest
    assert other.outcome.intake.patient.name not in newest + oldest


def test_the_head_names_the_release_and_who_answers_for_it(as_manager, release):
    given(release)
    before = text(as_manager.get(url(release)))
    SignoffFactory(release=release)
    after = text(as_manager.get(url(release)))

    assert "Handout in English, version 2026.9, no longer in use: 1 copy" in before
    assert "Nobody has signed it." in before
    assert f'title="{release.digest}"' in before
    assert "Signed by Dr. Ines Marchetti (GMC 7012345)" in after


def test_a_release_in_use_that_nobody_got_yet_is_no_row_and_has_a_page(as_manager):
    digest = handouts()["es"].digest
    page = text(as_manager.get(reverse("triage:handout_release", args=[digest])))

    assert f"Handout in Spanish, version {handouts()['es'].version}, in use" in page
    assert "Nobody has been given a copy of this release." in page
    assert not Release.objects.filter(digest=digest).exists()
    assert exported(as_manager, Release(digest=digest)) == []


# ---------------------------------------------------------------- what came after
def test_a_retracted_intake_is_listed_and_says_so(as_manager, release):
    copy = given(release)
    intake = copy.outcome.intake
    RetractionFactory(intake=intake, kind="wrong_patient")

    (row,) = listed(as_manager, release)

    assert f"{intake.code} retracted Wrong patient" in row
    assert exported(as_manager, release)[0]["Retracted"] == "Wrong patient"


def test_a_newer_sheet_of_another_release_is_named(as_manager, release):
    copy = given(release)
    patient = copy.outcome.intake.patient
    newer = ReleaseFactory(kind="handout", language="es", version="2027.1")
    to(patient, newer)

    (row,) = listed(as_manager, release)

    assert "Handout in Spanish 2027.1" in row
    (line,) = exported(as_manager, release)
    assert line["Newer release given since"].startswith(f"{newer}, ")


def test_only_what_came_later_and_counts_is_a_newer_sheet(as_manager, release):
    other = ReleaseFactory(kind="handout", language="en")
    patient = PatientFactory()
    to(patient, other)
    to(patient, release)
    retracted = to(patient, other)
    RetractionFactory(intake=retracted.outcome.intake)
    given(other)  # of somebody else

    (row,) = listed(as_manager, release)

    assert "Newer sheet" not in row


def test_somebody_who_got_it_twice_is_marked_the_second_time(as_manager, release):
    patient = PatientFactory()
    to(patient, release)
    to(patient, release)

    last, first = listed(as_manager, release)

    assert "This release again" in first
    assert "This release again" not in last


def test_a_merged_patient_is_listed_under_the_record_that_goes_on(
    as_manager, staff, release
):
    twin, rosa = PatientFactory(phone="555-0111"), PatientFactory(phone="555-0122")
    to(twin, release)
    newer = ReleaseFactory(kind="handout", language="en", version="2027.1")
    to(rosa, newer)
    merge_patients(duplicate=twin, into=rosa, by=staff)

    (row,) = listed(as_manager, release)

    assert rosa.name in row
    assert f"{rosa.code} · born Jun 14, 1979 · given as {twin.code}" in row
    assert "555-0122" in row
    assert "Newer sheet" in row
    (line,) = exported(as_manager, release)
    assert (line["Patient"], line["Recorded as"]) == (rosa.code, twin.code)


def test_a_sheet_given_under_the_merged_record_is_newer_too(as_manager, staff, release):
    twin, rosa = PatientFactory(), PatientFactory()
    to(rosa, release)
    to(twin, ReleaseFactory(kind="handout", language="en"))
    merge_patients(duplicate=twin, into=rosa, by=staff)

    assert "Newer sheet" in listed(as_manager, release)[0]


# ---------------------------------------------------------------- pages, speed
def test_it_goes_by_pages_of_fifty_and_leaves_nobody_out(as_manager, release):
    copies = HandoutIssuedFactory.create_batch(53, release=release)
    first = text(as_manager.get(url(release)))
    following = re.search(r'href="\?after=(\d+)"', first)[1]

    names = listed(as_manager, release) + listed(as_manager, release, after=following)

    assert "Showing 50 of 53 copies" in first
    assert len(names) == 53
    for copy, row in zip(reversed(copies), names, strict=True):
        assert copy.outcome.intake.patient.name in row
    assert "Next page" not in text(as_manager.get(url(release), {"after": following}))


def test_it_counts_only_as_far_as_somebody_would_look(as_manager, release, monkeypatch):
    monkeypatch.setattr(recall_list, "COUNTED", 2)
    HandoutIssuedFactory.create_batch(4, release=release)

    assert "more than 2 copies" in text(as_manager.get(url(release)))


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 19, ""])
def test_a_place_that_no_page_gave_is_not_found(as_manager, release, after):
    assert as_manager.get(url(release), {"after": after}).status_code == 404


def test_the_end_of_the_list_says_that_it_is_the_end(as_manager, release):
    given(release)

    assert "This is the end" in text(as_manager.get(url(release), {"after": 1}))


@pytest.mark.django_db(transaction=True)
def test_it_asks_as_much_for_many_copies_as_for_one(as_manager, clinic, release):
    given(release)
    few = {"list": shown(as_manager, url(release))}
    for _ in range(20):
        copy = given(release)
        TeachBackFactory(handout=copy)
        to(copy.outcome.intake.patient, ReleaseFactory(kind="handout", language="en"))
        RetractionFactory(intake=given(release).outcome.intake)
        merged = PatientFactory(merged_into=PatientFactory())
        to(merged, release)

    same_and_at_most(FRAME + 8, few, {"list": shown(as_manager, url(release))})


# ---------------------------------------------------------------- the file
def test_the_file_has_everybody_and_every_column(as_manager, staff):
    patient = PatientFactory(name="Ольга Петрова", language="other")
    patient.other_language = "Russian"
    patient.save()
    outcome = finished(intake=open_one(patient=patient, callback_number="555-0190"))
    with time_machine.travel("2026-11-24 10:42:31+00:00", tick=False):
        copy = issue_handout(outcome=outcome, by=staff, **FORM)
    TeachBackFactory(handout=copy)

    response = as_manager.get(url(copy.release, "handout_release_csv"))
    content = b"".join(response.streaming_content)
    (line,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert content.startswith(b"\xef\xbb\xbf")
    assert tuple(line) == COLUMNS
    assert line == {
        "Patient": patient.code,
        "Name": "Ольга Петрова",
        "Born": "1979-06-14",
        "Phone": "555-0142",
        "Other phone": "",
        "Number given at the intake": "555-0190",
        "Guardian": "",
        "Guardian phone": "",
        "Before calling": "",
        "Reads": "Russian",
        "Needs an interpreter": "no",
        "Given": "2026-11-24 10:42",
        "By": str(staff),
        "Level": "Self-care",
        "Size": "Normal",
        "Paper": "US Letter",
        "Said back": "Understood",
        "Intake": outcome.intake.code,
        "Retracted": "",
        "Recorded as": "",
        "Newer release given since": "",
        "This release given again": "",
        "Words": copy.digest,
    }


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({"birth_date": None}, ""),
        ({"birth_date_is_estimated": True}, "about 1979"),
    ],
)
def test_an_age_that_is_not_known_is_not_made_up(as_manager, release, known, says):
    to(PatientFactory(**known), release)

    assert exported(as_manager, release)[0]["Born"] == says


def test_no_cell_is_a_formula(as_manager, release):
    """A spreadsheet would run it, with what the manager may do."""
    for number, sign in enumerate(FORMULA):
        names = {"name": f"{sign}HYPERLINK({number})", "sort_name": "x"}
        to(PatientFactory(phone=f"{sign}1 555", **names), release)

    lines = exported(as_manager, release)

    assert len(lines) == len(FORMULA)
    for line, sign in zip(reversed(lines), FORMULA, strict=True):
        assert line["Name"].startswith(f"'{sign}HYPERLINK")
        assert line["Phone"] == f"'{sign}1 555"
    assert not [cell for line in lines for cell in line.values() if cell[:1] in FORMULA]


def test_the_file_is_written_chunk_by_chunk(as_manager, release, monkeypatch):
    HandoutIssuedFactory.create_batch(5, release=release)
    monkeypatch.setattr(recall_list.all_lines, "__defaults__", (2,))

    response = as_manager.get(url(release, "handout_release_csv"))
    with CaptureQueriesContext(connection) as asked:
        pieces = list(response.streaming_content)

    assert response.streaming
    assert [piece.count(b"\r\n") for piece in pieces] == [1, 2, 2, 1]
    # Each chunk is two queries; one more finds nothing more.
    assert len(asked) == 3 * 2 + 1


def test_the_file_is_named_by_the_release_and_by_no_patient(as_manager):
    release = ReleaseFactory(
        kind="handout", language="es", version="2026.9 “draft”/../x", digest="ab" * 32
    )
    copy = given(release)

    response = as_manager.get(url(release, "handout_release_csv"))
    list(response.streaming_content)

    name = response["Content-Disposition"]
    assert name == (
        'attachment; filename="handout-es-2026.9--draft--..-x-abababababab.csv"'
    )
    assert copy.outcome.intake.patient.name not in str(response.headers)


# ---------------------------------------------------------------- who looked
def entries():
    return list(AuditEntry.objects.order_by("seq").values_list("action", "record"))


def test_each_opening_and_export_and_printing_is_one_entry(
    as_manager, manager, release
):
    given(release)
    record = f"release {release.digest[:12]}"

    as_manager.get(url(release))
    as_manager.get(url(release, "handout_release_csv"))
    printed = as_manager.post(url(release, "handout_release_print"))

    assert printed.status_code == 204
    assert entries() == [
        ("viewed recall list", record),
        ("exported recall list", record),
        ("printed recall list", record),
    ]
    assert {e.username for e in AuditEntry.objects.all()} == {manager.username}


def test_the_export_is_recorded_before_its_first_byte(as_manager, release):
    given(release)

    response = as_manager.get(url(release, "handout_release_csv"))

    assert [action for action, _ in entries()] == ["exported recall list"]
    response.close()


def test_what_cannot_be_recorded_is_shown_under_a_bar_and_not_exported(
    as_manager, release, monkeypatch
):
    copy = given(release)

    def fail(*args, **kwargs):
        raise Error("no space left")

    monkeypatch.setattr(access.audit, "record", fail)
    page = text(as_manager.get(url(release)))
    export = as_manager.get(url(release, "handout_release_csv"), follow=True)

    assert "could not be entered in the audit log" in page
    assert copy.outcome.intake.patient.name in page
    assert export.redirect_chain == [(url(release), 302)]
    assert "so no list was exported" in text(export)
    assert as_manager.post(url(release, "handout_release_print")).status_code == 503


def test_its_addresses_and_its_title_name_no_patient(as_manager, release):
    copy = given(release)
    patient = copy.outcome.intake.patient
    page = text(as_manager.get(url(release)))
    links = re.findall('href="([^"]*)"', page)
    title = page.partition("<title>")[2].partition("</title>")[0]

    assert title.startswith("Who got Handout in English 2026.9")
    for known in (patient.name, patient.name.split()[1]):
        assert known not in title
        assert not [link for link in links if known in link]


# ---------------------------------------------------------------- who may, and ways
@pytest.mark.parametrize("group", ["Staff", "Clinician"])
def test_it_is_for_managers_alone(group, release):
    client = signed_in(UserFactory(group=group))

    for name in ("handout_release", "handout_release_csv"):
        assert client.get(url(release, name)).status_code == 403
    assert client.post(url(release, "handout_release_print")).status_code == 403


def test_what_is_no_release_of_a_handout_is_not_found(as_manager):
    protocol = ReleaseFactory()

    for digest in (protocol.digest, "0" * 63 + "f", "nobody"):
        address = reverse("triage:handout_release", args=[digest])
        assert as_manager.get(address).status_code == 404


def test_managers_find_it_from_a_copy_and_from_the_releases(
    as_manager, as_staff, staff
):
    copy = issue_handout(outcome=finished(), by=staff, **FORM)
    address = url(handout_release("en"))

    releases = text(as_manager.get(reverse("admin:triage_release_changelist")))

    assert address in text(as_manager.get(copy.get_absolute_url()))
    assert address not in text(as_staff.get(copy.get_absolute_url()))
    assert releases.count("Who got this release?") == 1
    assert address in releases
    assert HandoutIssued.objects.count() == 1
