"""Answers on a slow, a broken and a crowded line: none is lost, the last one wins."""

import re
import time

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.intake_page import (
    expect_answer,
    expect_cursor,
    expect_saved,
    open_intake,
    option,
    press_finish,
    row,
)
from tests.factories import UserFactory
from tests.intakes import answer, open_one, well
from triage.actions.state import intake_state
from triage.models import Answer, Outcome

SLOW = 0.5  # seconds that each request takes on its way
EIGHT = {
    "urinary_retention": "no",
    "loss_of_bladder_control": "longstanding",
    "loss_of_bowel_control": "no",
    "saddle_numbness": "unsure",
    "syncope": "no",
    "chest_pain": "no",
    "breathless": "no",
    "very_unwell": "no",
}
WORDS = {
    "no": "No",
    "yes": "Yes",
    "unsure": "Not sure",
    "longstanding": "For years, unchanged",
}
ANSWERS = re.compile("/answer/$")
SECRET = "correct horse 99"


@pytest.fixture
def maya(live_server):
    return UserFactory(username="maya", group="Staff")


@pytest.fixture
def intake(maya):
    """A draft in which all but eight questions are answered."""
    intake = open_one(by=maya)
    answer(intake, **{n: v for n, v in well(intake).items() if n not in EIGHT})
    return intake


def delay(page):
    """Make every answer of *page* take half a second to the server and none back."""
    page.route(ANSWERS, lambda route: route.continue_())
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": SLOW * 1000,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )


def answer_all(page, answers, *, within=1.0):
    """Give *answers* by mouse, all of them *within* so many seconds."""
    began = time.monotonic()
    page.evaluate(
        """(answers) => {
          for (const [name, value] of Object.entries(answers)) {
            document.querySelector(`[name="${name}"][value="${value}"]`).click();
          }
        }""",
        answers,
    )
    assert time.monotonic() - began < within


def frozen():
    """The answers of the one outcome that there is."""
    return {a["finding"]: a["value"] for a in Outcome.objects.get().frozen["answers"]}


def expect_outcome(page):
    expect(page).to_have_url(re.compile("/outcomes/"), timeout=20_000)


def test_eight_answers_in_a_second_on_a_slow_line_are_all_in_the_outcome(
    maya, intake, open_page
):
    page = open_page(maya)
    open_intake(page, intake)
    delay(page)

    answer_all(page, EIGHT)
    press_finish(page)

    expect_outcome(page)
    assert frozen().items() >= EIGHT.items()
    rows = Answer.objects.filter(finding__in=EIGHT)
    assert rows.count() == len(EIGHT)


def test_also_from_two_tabs(maya, intake, open_page):
    one = open_page(maya)
    open_intake(one, intake)
    two = one.context.new_page()
    open_intake(two, intake)
    delay(one)
    delay(two)
    half = list(EIGHT)[:4]

    answer_all(one, {name: EIGHT[name] for name in half})
    answer_all(two, {name: EIGHT[name] for name in EIGHT if name not in half})
    expect_saved(two)
    press_finish(one)

    expect_outcome(one)
    assert frozen().items() >= EIGHT.items()


def test_also_with_a_dropped_request(maya, intake, open_page, watch):
    watch.expect("ERR_FAILED")
    page = open_page(maya)
    open_intake(page, intake)
    dropped = []

    def drop_the_third(route):
        dropped.append(route)
        if len(dropped) == 3:
            route.abort()
        else:
            route.continue_()

    page.route(ANSWERS, drop_the_third)

    answer_all(page, EIGHT)
    press_finish(page)

    expect_outcome(page)
    assert frozen().items() >= EIGHT.items()
    assert len(dropped) == len(EIGHT) + 1


def test_also_when_a_reply_is_lost_and_the_request_is_sent_again(
    maya, intake, open_page, watch
):
    """The server has the answer already: the repeat is kept once."""
    watch.expect("ERR_FAILED")
    page = open_page(maya)
    open_intake(page, intake)
    lost = []

    def lose_the_reply(route):
        if "finding=chest_pain" in (route.request.post_data or "") and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route(ANSWERS, lose_the_reply)

    answer_all(page, EIGHT)
    press_finish(page)

    expect_outcome(page)
    assert lost[0].ok
    assert Answer.objects.filter(finding="chest_pain").count() == 1
    assert frozen().items() >= EIGHT.items()


def test_a_late_retry_does_not_undo_what_came_after(maya, intake, open_page):
    """A copy of the first press arrives when the question has long been changed."""
    page = open_page(maya)
    open_intake(page, intake)
    sent = []
    page.on("request", lambda r: sent.append(r) if ANSWERS.search(r.url) else None)
    option(page, "chest_pain", "Yes").click()
    expect_saved(page)
    option(page, "chest_pain", "No").click()
    expect(page.locator(".bk-alarm")).to_have_count(0)

    first = sent[0]
    late = page.evaluate(
        """([url, body, token]) => fetch(url, {
          method: "POST", body: new URLSearchParams(body),
          headers: {"X-CSRFToken": token, "X-Requested-With": "fetch"},
        }).then((response) => response.status)""",
        [first.url, first.post_data, first.headers["x-csrftoken"]],
    )

    assert late == 200
    assert intake_state(intake).answers["chest_pain"] == "no"


def test_the_last_of_many_presses_of_one_question_wins(maya, intake, open_page):
    page = open_page(maya)
    open_intake(page, intake)
    delay(page)

    for value in ("yes", "no", "yes", "unsure", "no"):
        answer_all(page, {"chest_pain": value})
    expect_saved(page)

    rows = Answer.objects.filter(finding="chest_pain").order_by("id")
    assert [row.value for row in rows] == ["yes", "no", "yes", "unsure", "no"]
    expect(page.locator(".bk-alarm")).to_have_count(0)


def test_a_yes_just_before_no_to_all_is_not_overtaken(maya, open_page):
    intake = open_one(by=maya)
    page = open_page(maya)
    open_intake(page, intake)
    delay(page)

    page.evaluate(
        """() => {
          document.querySelector('[name="osteoporosis"][value="yes"]').click();
          document.querySelector('#s-bones .bk-noall').click();
          document.querySelector('[name="steroid_use_long_term"][value="yes"]').click();
        }"""
    )
    expect_saved(page)

    answers = intake_state(intake).answers
    assert answers["osteoporosis"] == "yes"
    assert answers["steroid_use_long_term"] == "yes"


def test_an_answer_given_before_the_script_ran_is_kept(maya, intake, open_page):
    page = open_page(maya)
    page.route("**/intake/page*.js", lambda route: time.sleep(1) or route.continue_())
    page.goto(f"/intakes/{intake.uuid}/", wait_until="commit")

    option(page, "chest_pain", "No").click()

    expect(page.locator("#save-b")).to_have_count(0, timeout=10_000)
    expect_saved(page)
    assert intake_state(intake).answers["chest_pain"] == "no"


def test_words_that_are_being_typed_when_the_page_is_left_are_kept(
    maya, intake, open_page
):
    page = open_page(maya)
    open_intake(page, intake)
    page.get_by_label("In the patient's own words").press_sequentially("It grips me")

    page.goto("/")

    expect(page.locator("main")).to_be_visible()
    # They travel by themselves: nobody waits for them, and the next page may be first.
    for _ in range(50):
        intake.refresh_from_db()
        if intake.own_words:
            break
        page.wait_for_timeout(100)
    assert intake.own_words == "It grips me"


def test_without_a_network_the_page_says_so_and_goes_on(maya, intake, open_page, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED|Failed to load resource")
    page = open_page(maya)
    open_intake(page, intake)
    page.context.set_offline(True)

    page.keyboard.press("n")
    page.keyboard.press("n")

    bar = page.locator("#trouble")
    expect(bar).to_have_text("Not saved. Trying again. Do not close this page.")
    expect(page.locator("#said")).to_contain_text("2 not saved yet")
    assert violations(page) == []
    page.context.set_offline(False)

    expect(bar).to_be_hidden(timeout=20_000)
    expect_saved(page)
    answers = intake_state(intake).answers
    assert answers["urinary_retention"] == answers["loss_of_bladder_control"] == "no"


@pytest.fixture
def lena(live_server):
    lena = UserFactory(username="lena", group="Staff")
    lena.set_password(SECRET)
    lena.save()
    return lena


def sign_in_beside(page, username):
    """Sign in as *username* in the tab that the bar of *page* opens."""
    bar = page.locator("#trouble")
    expect(bar).to_contain_text("you are signed out. Your answers are kept")
    with page.context.expect_page() as opened:
        bar.get_by_role("link", name="Sign in in a new tab").click()
    tab = opened.value
    tab.get_by_label("Username").fill(username)
    tab.get_by_label("Password").fill(SECRET)
    tab.get_by_role("button", name="Sign in").click()
    expect(tab.get_by_role("heading", name="You are signed in")).to_be_visible()
    page.bring_to_front()
    expect(bar).to_be_hidden(timeout=20_000)


def test_a_session_that_ran_out_goes_on_as_the_person_now_signed_in(
    maya, lena, intake, open_page, watch
):
    watch.expect("401")
    page = open_page(maya)
    open_intake(page, intake)
    page.context.clear_cookies(name="sessionid")

    page.keyboard.press("n")
    sign_in_beside(page, "lena")

    assert intake_state(intake).rows["urinary_retention"].by == lena
    page.keyboard.press("n")
    expect_saved(page)


def test_after_signing_out_elsewhere_and_in_again_an_emergency_is_finished(
    maya, lena, intake, open_page, watch
):
    watch.expect("401")
    page = open_page(maya)
    open_intake(page, intake)
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.bring_to_front()

    page.keyboard.press("y")
    sign_in_beside(page, "lena")
    expect(page.locator(".bk-alarm")).to_be_visible()
    press_finish(page)

    expect_outcome(page)
    assert Outcome.objects.get().disposition == "emergency"


def test_after_an_answer_that_was_not_taken_the_others_are_still_kept(
    maya, intake, open_page, watch
):
    watch.expect("400")
    page = open_page(maya)
    open_intake(page, intake)
    page.route(
        ANSWERS,
        lambda route: route.fulfill(
            status=400, body="<!DOCTYPE html><h1>A whole page</h1>"
        ),
        times=1,
    )

    option(page, "chest_pain", "No").click()

    told = row(page, "chest_pain")
    expect(told).to_contain_text("Not saved: the server did not take this answer.")
    expect(page.locator("body")).not_to_contain_text("A whole page")
    assert violations(page) == []
    option(page, "breathless", "No").click()
    expect_saved(page)
    assert intake_state(intake).answers["breathless"] == "no"
    answer_all(page, {n: v for n, v in EIGHT.items() if n != "chest_pain"})
    press_finish(page)
    expect_outcome(page)
    assert frozen()["chest_pain"] == "no"


def test_what_may_not_be_answered_is_kept_until_it_may(maya, intake, open_page, watch):
    watch.expect("403")
    page = open_page(maya)
    open_intake(page, intake)
    maya.groups.clear()
    option(page, "breathless", "No").click()
    bar = page.locator("#trouble")
    expect(bar).to_contain_text("you may not answer here any more", timeout=20_000)

    maya.groups.set(Group.objects.filter(name="Staff"))

    expect(bar).to_be_hidden(timeout=20_000)
    assert intake_state(intake).answers["breathless"] == "no"


LONG = {"In the patient's own words": 4000, "Medicines": 2000, "Allergies": 2000}


def test_the_longest_texts_are_kept_and_finished(maya, intake, open_page):
    page = open_page(maya)
    answer(intake, **EIGHT)
    open_intake(page, intake)

    for label, most in LONG.items():
        page.get_by_label(label).fill("痛" * most)
    expect_saved(page)
    press_finish(page)

    expect_outcome(page)
    kept = Outcome.objects.get().frozen["details"]
    assert [len(kept[n]) for n in ("own_words", "medicines", "allergies")] == [
        4000,
        2000,
        2000,
    ]


def test_a_text_that_is_too_long_is_not_cut_and_says_so(maya, intake, open_page):
    page = open_page(maya)
    answer(intake, **EIGHT)
    open_intake(page, intake)
    words = page.get_by_label("In the patient's own words")

    words.fill("It grips me. " * 5400)
    page.keyboard.press("Tab")

    told = page.locator("#d-own_words")
    expect(told).to_contain_text("Shorten this to 4000 characters or fewer.")
    assert violations(page) == []
    press_finish(page)
    expect(words).to_be_focused()
    assert len(words.input_value()) == 70_200
    words.fill("It grips me.")
    page.keyboard.press("Tab")
    expect(told).not_to_contain_text("Shorten")
    press_finish(page)
    expect_outcome(page)
    assert Outcome.objects.get().frozen["details"]["own_words"] == "It grips me."


class TestSomebodyElseAnswered:
    @pytest.fixture
    def page(self, maya, intake, open_page, watch):
        watch.expect("409")
        page = open_page(maya)
        open_intake(page, intake)
        answer(intake, by=UserFactory(first_name="Lena"), chest_pain="yes")
        option(page, "chest_pain", "No").click()
        expect(row(page, "chest_pain")).to_contain_text("Lena")
        return page

    def test_both_are_shown(self, page, intake):
        both = row(page, "chest_pain").get_by_role("alert")

        expect(both).to_contain_text(
            re.compile(r"answered this at .*: Yes\. You: No\.")
        )
        assert violations(page) == []
        assert intake_state(intake).answers["chest_pain"] == "yes"

    def test_theirs_may_stay(self, page, intake):
        page.get_by_role("button", name="Keep theirs").click()

        expect_answer(page, "chest_pain", "yes")
        expect(row(page, "chest_pain").get_by_role("alert")).to_have_count(0)
        assert Answer.objects.filter(finding="chest_pain").count() == 1

    def test_ones_own_may_be_kept(self, page, intake):
        page.get_by_role("button", name="Use mine").click()

        expect(row(page, "chest_pain").get_by_role("alert")).to_have_count(0)
        expect_saved(page)
        assert intake_state(intake).answers["chest_pain"] == "no"

    def test_finish_shows_both_again(self, page, intake):
        press_finish(page)

        expect(page.locator("#problems")).to_contain_text("somebody else has answered")
        assert not Outcome.objects.exists()
        page.get_by_role("button", name="Keep theirs").click()
        expect(page.locator("#problems")).to_have_count(0)


def test_a_page_whose_intake_was_finished_elsewhere_says_so(maya, open_page, watch):
    watch.expect("410")
    intake = open_one(by=maya)
    answer(intake, chest_pain="yes")
    page, other = open_page(maya), open_page(maya)
    open_intake(page, intake)
    open_intake(other, intake)
    press_finish(other)
    expect_outcome(other)

    option(page, "breathless", "No").click()

    expect(page.locator("#trouble")).to_contain_text("This intake is finished.")
    page.get_by_role("link", name="Open it again").click()
    expect_outcome(page)


def test_somebody_who_may_not_answer_any_more_is_told(maya, intake, open_page, watch):
    watch.expect("403")
    page = open_page(maya)
    open_intake(page, intake)
    maya.groups.clear()

    option(page, "breathless", "No").click()

    bar = page.locator("#trouble")
    expect(bar).to_contain_text("you may not answer here any more", timeout=20_000)
    assert "breathless" not in intake_state(intake).answers


def test_nothing_is_left_in_the_browser(maya, intake, open_page):
    page = open_page(maya)
    open_intake(page, intake)
    page.get_by_label("In the patient's own words").fill("It grips me")
    page.keyboard.press("Tab")
    option(page, "urinary_retention", "No").click()
    expect_saved(page)

    left = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "grips" not in left
    assert "urinary" not in left
    page.reload()
    expect(page.get_by_label("In the patient's own words")).to_have_value("It grips me")
    expect_cursor(page, "loss_of_bladder_control")
