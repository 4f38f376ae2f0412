"""Who may do what: each page, the methods that it answers, and the roles it is for."""

import pytest

from tests.conftest import signed_in
from tests.factories import UserFactory
from tests.test_every_page_is_guarded import ALL

ROLES = ("Staff", "Clinician", "Manager")
EVERYBODY = set(ROLES)
CLINICIANS = {"Clinician"}
MANAGERS = {"Manager"}
# A manager enters who is on duty as well.
DUTY = {"Clinician", "Manager"}
REVIEWERS = {"Clinician", "Manager"}

READ, SEND, BOTH = ["GET"], ["POST"], ["GET", "POST"]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

# A new page stands here before it answers anybody.
PAGES = {
    "today": (READ, EVERYBODY),
    "today_live": (READ, EVERYBODY),
    "duty_start": (SEND, DUTY),
    "duty_end": (SEND, DUTY),
    "patient_search": (BOTH, EVERYBODY),
    "patient_add": (BOTH, EVERYBODY),
    "patient_detail": (READ, EVERYBODY),
    "patient_edit": (BOTH, EVERYBODY),
    "patient_merge": (BOTH, EVERYBODY),
    "patient_unmerge": (SEND, EVERYBODY),
    "intake_new": (BOTH, EVERYBODY),
    "intake_paper": (READ, EVERYBODY),
    "intake_paper_pdf": (READ, EVERYBODY),
    "intake_signed_in": (READ, EVERYBODY),
    "intake_detail": (BOTH, EVERYBODY),
    "intake_answer": (SEND, EVERYBODY),
    "intake_group": (SEND, EVERYBODY),
    "intake_finish": (SEND, EVERYBODY),
    "intake_discard": (SEND, EVERYBODY),
    "intake_change_patient": (BOTH, EVERYBODY),
    "outcome_detail": (READ, EVERYBODY),
    "outcome_override": (SEND, CLINICIANS),
    "outcome_retract": (BOTH, EVERYBODY),
    "outcome_restart": (BOTH, EVERYBODY),
    "outcome_correct": (SEND, EVERYBODY),
    "referral_list": (READ, EVERYBODY),
    "referral_live": (READ, EVERYBODY),
    "referral_charts": (READ, EVERYBODY),
    "referral_handover": (READ, EVERYBODY),
    "referral_handover_assign": (SEND, CLINICIANS),
    "referral_handover_print": (SEND, EVERYBODY),
    "referral_numbers": (READ, REVIEWERS),
    "referral_numbers_csv": (READ, REVIEWERS),
    "referral_detail": (READ, EVERYBODY),
    "referral_letter": (BOTH, EVERYBODY),
    "letter_detail": (READ, EVERYBODY),
    "letter_print": (SEND, EVERYBODY),
    "letter_pdf": (READ, EVERYBODY),
    "referral_take": (SEND, CLINICIANS),
    "referral_move": (BOTH, CLINICIANS),
    "handout_issue": (SEND, EVERYBODY),
    "handout_preview": (READ, EVERYBODY),
    "preview_print": (SEND, EVERYBODY),
    "preview_pdf": (READ, EVERYBODY),
    "handout_detail": (READ, EVERYBODY),
    "handout_print": (SEND, EVERYBODY),
    "handout_pdf": (READ, EVERYBODY),
    "handout_teach_back": (SEND, EVERYBODY),
    "handout_content": (READ, MANAGERS),
    "handout_example": (READ, MANAGERS),
    "handout_example_pdf": (READ, MANAGERS),
    "handout_release": (READ, MANAGERS),
    "handout_release_csv": (READ, MANAGERS),
    "handout_release_print": (SEND, MANAGERS),
}
ADDRESSES = {
    name.removeprefix("triage:"): address
    for name, address in ALL
    if name.startswith("triage:")
}


def test_every_page_stands_in_the_table_and_nothing_else():
    assert set(PAGES) == set(ADDRESSES)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_for_its_roles_and_answers_its_methods(name, role):
    methods, roles = PAGES[name]
    safe = {"HEAD"} if "GET" in methods else set()
    client = signed_in(UserFactory(group=role))

    for method in METHODS:
        code = client.generic(method, ADDRESSES[name]).status_code

        if method not in {*methods, *safe}:
            assert code == 405, method
        elif role in roles:
            assert code not in (403, 405, 500), method
        else:
            assert code == 403, method
