"""What every journey through the clinic does: sign in, go by links, look at pages."""

from playwright.sync_api import expect

from tests.browser.axe import violations

PASSWORD = "correct horse 99"


def with_password(user):
    """*user*, who signs in with PASSWORD."""
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(page, username, password=PASSWORD):
    """Sign in by hand, from whatever page was asked for."""
    page.goto("/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def heading(page, name):
    """Wait until the page shows the heading *name*."""
    expect(page.get_by_role("heading", name=name).first).to_be_visible()


def looks_right(page):
    """The page breaks no rule of accessibility, and nothing stands out to the right."""
    assert violations(page) == []
    size = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert size[0] <= size[1], page.url


def menu(page, name):
    """Follow *name* in the bar; on a phone it is behind the menu."""
    link = page.get_by_role("banner").get_by_role("link", name=name)
    if not link.first.is_visible():
        page.locator("summary", has_text="Menu").click()
    link.locator("visible=true").first.click()
