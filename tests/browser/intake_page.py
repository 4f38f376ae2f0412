"""The page of an intake, as a browser sees it and a person works it."""

from playwright.sync_api import expect

from tests.reference import reference


def open_intake(page, intake):
    """Open the page of *intake*; its script is running when this returns."""
    page.goto(f"/intakes/{intake.uuid}/")
    expect(page.locator("#save-b")).to_have_count(0)


def row(page, name):
    """The question *name*."""
    return page.locator(f"#q-{name}")


def option(page, name, words):
    """The button *words* of the question *name*."""
    return row(page, name).locator("label.btn", has_text=words).first


def expect_cursor(page, name):
    """Wait until the cursor is in the question *name*."""
    expect(row(page, name).locator(":focus")).to_have_count(1)


def expect_saved(page):
    """Wait until nothing is on its way any more."""
    expect(page.locator("#said")).to_have_attribute("data-waiting", "0", timeout=20_000)
    expect(page.locator("#said")).to_contain_text("Saved")


def expect_answer(page, name, value):
    """Wait until the question *name* shows the answer *value*."""
    expect(row(page, name).locator(f'input[value="{value}"]')).to_be_checked()


def tell_of_nothing(keys, *, pain):
    """
    Answer for a woman of 26 who has hurt for two days and has no sign of danger, with
    *pain* on its scale: from the first question on, until the cursor is on Finish.
    """
    page = keys.page
    keys.press(*"nnnnn", *"nnn", *"nnnn", *"nn")  # the emergency signs, one by one
    expect_cursor(page, "cannot_get_up")
    keys.press("n", "n")
    keys.press("o")  # tearing, belly, bleeding
    keys.press("o")  # fever and germs
    expect_cursor(page, "temperature_c")
    keys.press("u", "n")
    expect_cursor(page, "onset_days_ago")
    keys.press("2", "Enter")
    expect_cursor(page, "sudden_onset")
    keys.press("n", "2", pain, "Enter", "2")
    keys.press("o")  # course
    keys.press("o", "o", "o")  # symptoms
    keys.press("o", "o", "o", "o", "o")  # history
    keys.press("o")  # what was tried
    expect(page.locator("#finish-b")).to_be_focused()


def press_finish(page):
    """Press Finish; on a phone it is in the rail, which is folded."""
    if not page.locator("#finish-b").is_visible():
        page.get_by_role("button", name="Outcome details").click()
    page.locator("#finish-b").click()


def as_the_reference_says(outcome):
    """What the reference makes of the answers that *outcome* has frozen."""
    protocol = reference()
    answers = {
        each["finding"]: _read(protocol.findings[each["finding"]], each["value"])
        for each in outcome.frozen["answers"]
        if each["value"] is not None
    }
    level, fired, opened = protocol.evaluate(answers)
    return (
        level,
        {rule["id"] for rule in fired},
        {rule["id"] for rule, held, _ in opened if held != "none"},
    )


def as_it_was_judged(outcome):
    """The level of *outcome*, the rules that fired, and those that stayed open."""
    flags = outcome.flags.all()
    return (
        outcome.disposition,
        {flag.rule for flag in flags if flag.fired},
        {flag.rule for flag in flags if not flag.fired},
    )


def _read(finding, text):
    if finding["kind"] != "number" or text == "unsure":
        return text
    return float(text)
