"""The board in a browser: live, and never moving what is under the hand."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.factories import (
    ClinicFactory,
    IntakeFactory,
    RaisedFlagFactory,
    ReceiverFactory,
    UserFactory,
)
from tests.referrals import in_state, opened, step
from triage.actions.release import current_release
from triage.models import Level, Referral, State

BOARD = "/referrals/"
TICK = "document.body.dispatchEvent(new CustomEvent('board-tick'))"


@pytest.fixture
def doctor(live_server):
    ClinicFactory(is_demo=True)
    return UserFactory(
        username="lena", group="Clinician", first_name="Lena", last_name="Whitfield"
    )


@pytest.fixture
def referrals(doctor):
    """A dozen that wait, with hours to spare."""
    made = [opened(Level.SOON) for _ in range(9)]
    made += [in_state(State.SENT, Level.SOON, by=doctor) for _ in range(3)]
    for n, referral in enumerate(made):
        RaisedFlagFactory(outcome=referral.outcome)
        due(referral, hours=30 + 24 * n)
    return made


def due(referral, **left):
    """Due in *left* and some seconds, so that no minute ends while we look."""
    due_at = timezone.now() + dt.timedelta(**left, seconds=30)
    Referral.objects.filter(pk=referral.pk).update(due_at=due_at)


def row(page, referral):
    return page.locator(f"#r-{referral.pk}")


def board(page):
    """Open the board and wait until the charts have come."""
    page.goto(BOARD)
    expect(page.get_by_role("img")).to_have_count(2)
    return page


def tick(page):
    """Let 20 seconds pass: wait until the board has asked and taken the answer."""
    with page.expect_response("**/referrals/live/**") as asked:
        page.evaluate(TICK)
    asked.value.finished()
    page.evaluate("new Promise((done) => setTimeout(done, 60))")
    return asked.value


def test_ten_updates_move_nothing_under_the_pointer_and_the_focus(
    doctor, referrals, open_page
):
    page = board(open_page(doctor))
    pointed, focused = row(page, referrals[4]), row(page, referrals[6])
    focused.get_by_role("link").first.focus()
    pointed.hover()
    before = pointed.bounding_box(), focused.bounding_box()

    for _ in range(10):
        opened(Level.EMERGENCY)
        assert tick(page).status == 200

        now = pointed.bounding_box(), focused.bounding_box()
        for then, moved in zip(before, now, strict=True):
            assert abs(then["y"] - moved["y"]) <= 1
            assert abs(then["x"] - moved["x"]) <= 1
    news = page.get_by_role("alert")
    expect(news).to_contain_text("10 new emergencies, 10 updates.")
    expect(focused.get_by_role("link").first).to_be_focused()

    news.get_by_role("button", name="Show").click()

    expect(page.locator("tr.bk-hot")).to_have_count(10)
    expect(focused.get_by_role("link").first).to_be_focused()
    expect(news).to_have_count(0)


def test_without_a_hand_the_board_is_brought_up_to_date_by_itself(
    doctor, referrals, open_page
):
    page = board(open_page(doctor))
    page.mouse.move(5, 5)
    emergency = opened(Level.EMERGENCY)
    step(referrals[0], State.SENT, by=doctor)

    tick(page)

    expect(row(page, emergency)).to_contain_text("Take it")
    expect(row(page, referrals[0])).to_contain_text("Sent")
    expect(page.locator("#tile-emergency")).to_contain_text("1")
    expect(page.locator("#board-status")).to_contain_text("Checked")
    assert tick(page).status == 204


def test_it_asks_every_20_seconds_while_somebody_looks(doctor, referrals, open_page):
    page = open_page(doctor)
    page.clock.install()
    board(page)

    with page.expect_request("**/referrals/live/**") as asked:
        page.clock.fast_forward(20_500)

    assert asked.value.headers["x-backstop-poll"] == "1"


def test_the_clocks_go_on_under_the_hand(doctor, referrals, open_page):
    """The minutes move nothing, so they need not wait for the hand to leave."""
    due(referrals[0], minutes=50)
    page = board(open_page(doctor))
    clock = row(page, referrals[0]).locator("time")
    expect(clock).to_contain_text("51 min left")
    row(page, referrals[0]).hover()
    due(referrals[0], minutes=40)

    tick(page)

    expect(clock).to_contain_text("41 min left")
    expect(page.locator("#board-news p")).to_have_count(0)


def test_an_unfinished_emergency_comes_on_top_unless_a_hand_is_there(
    doctor, referrals, open_page
):
    page = board(open_page(doctor))
    row(page, referrals[2]).hover()
    IntakeFactory(
        release=current_release(), so_far=Level.EMERGENCY, reached_at=timezone.now()
    )

    tick(page)

    expect(page.get_by_role("alert")).to_contain_text("1 new emergency, 1 update.")
    expect(page.get_by_text("Unfinished intakes")).to_have_count(0)
    page.mouse.move(5, 5)
    tick(page)
    expect(page.get_by_text("Unfinished intakes at emergency")).to_be_visible()
    expect(page.locator("#board-news p")).to_have_count(0)


def test_a_board_that_gets_no_answer_says_since_when(
    doctor, referrals, open_page, watch
):
    watch.expect("Failed to load resource|htmx:")  # the network is lost on purpose
    page = board(open_page(doctor))
    lost = {"on": True}
    page.route(
        "**/referrals/live/**",
        lambda route: route.abort() if lost["on"] else route.continue_(),
    )
    missed = "new Promise((done) => setTimeout(done, 200))"

    page.evaluate(TICK)
    page.evaluate(missed)
    expect(page.locator("#board-news p")).to_have_count(0)
    page.evaluate(TICK)

    expect(page.get_by_role("alert")).to_contain_text("Not up to date since")
    expect(page.get_by_role("button", name="Reload")).to_be_visible()
    lost["on"] = False
    tick(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#board-status")).to_contain_text("Checked")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_charts_come_without_moving_the_list(doctor, referrals, width, open_page):
    page = open_page(doctor, width=width)
    held = []
    page.route("**/referrals/charts/", lambda route: held.append(route))
    page.goto(BOARD)
    page.wait_for_function("document.readyState === 'complete'")
    expect(page.get_by_role("link", name="Show the charts")).to_be_visible()
    before = page.locator("#board-list").bounding_box()

    held[0].continue_()
    expect(page.get_by_role("img")).to_have_count(2)

    after = page.locator("#board-list").bounding_box()
    assert abs(before["y"] - after["y"]) <= 1


@pytest.mark.parametrize("width", [1280, 390])
def test_a_clinician_sees_a_referral_through(
    doctor, referrals, width, open_page, watch
):
    """From the board to what was found, by the buttons that each page offers."""
    watch.expect("422")  # a form that is not whole is sent on purpose
    receiver = ReceiverFactory(name="St. Brendan’s ER")
    emergency = opened(Level.EMERGENCY)
    RaisedFlagFactory(outcome=emergency.outcome)
    page = board(open_page(doctor, width=width))
    assert violations(page) == []
    assert_no_sideways_scroll(page)

    row(page, emergency).get_by_role("button", name="Take it").click()
    expect(page.get_by_role("status")).to_contain_text("is yours. Next: send.")
    assert violations(page) == []
    assert_no_sideways_scroll(page)

    form = page.locator("#step-sent")
    form.get_by_label("To*").select_option(str(receiver.pk))
    form.get_by_text("Phone", exact=True).click()
    form.get_by_role("button", name="Mark sent").click()
    problem = page.get_by_role("alert").filter(has_text="Nothing was saved")
    expect(problem).to_contain_text("the person you spoke to")
    assert violations(page) == []
    form.get_by_label("Person you spoke to").fill("Nurse Abara")
    form.get_by_text("Yes", exact=True).click()
    form.get_by_role("button", name="Mark sent").click()

    form = page.locator("#step-accepted")
    form.get_by_label("Person who accepted").fill("Dr. Osei")
    form.get_by_role("button", name="Mark accepted").click()
    page.locator("#step-arrived").get_by_role("button").click()
    form = page.locator("#step-outcome_received")
    form.get_by_label("What the receiver reports").fill("Operated in the night.")
    form.get_by_role("button", name="Save what they report").click()
    form = page.locator("#step-closed")
    form.get_by_text("Confirmed serious").click()
    form.get_by_label("What it was about").select_option("cauda_equina")
    form.get_by_role("button", name="Close the referral").click()

    expect(page.locator("#now-h + *")).to_be_visible()
    expect(page.get_by_text("Closed: confirmed serious")).to_be_visible()
    assert violations(page) == []
    emergency.refresh_from_db()
    assert (emergency.state, emergency.family) == (State.CLOSED, "cauda_equina")


@pytest.mark.parametrize("width", [1280, 390])
def test_an_empty_board_says_what_that_means(doctor, width, open_page):
    page = board(open_page(doctor, width=width))

    expect(page.get_by_role("heading", name="Nobody is waiting")).to_be_visible()
    assert violations(page) == []
    assert_no_sideways_scroll(page)


def test_the_board_works_without_a_script(doctor, referrals, open_page):
    page = open_page(doctor, java_script_enabled=False)
    page.goto(BOARD)

    page.get_by_role("link", name="Show the charts").click()
    expect(page.get_by_role("img")).to_have_count(2)
    page.get_by_role("link", name="Back to the board").click()
    page.get_by_role("navigation", name="Filter referrals").get_by_text(
        "No owner"
    ).click()
    row(page, referrals[1]).get_by_role("button", name="Take it").click()
    expect(page.get_by_text("is yours. Next: send.")).to_be_visible()
    page.locator("#step-cancelled summary").click()
    page.locator("#step-cancelled").get_by_label("Why it is cancelled").fill("Well.")
    page.locator("#step-cancelled").get_by_role("button").click()

    expect(page.get_by_text("cancel, saved. Next: close")).to_be_visible()


def assert_no_sideways_scroll(page):
    scroll = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert scroll <= 0
