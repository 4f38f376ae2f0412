"""
Take a picture of every page and every paper: python -m tests.browser.pictures [FOLDER]

A demonstration clinic is made and served from a temporary folder. Pages are taken at
1280 and at 390 px, into FOLDER/1280 and FOLDER/390; papers as PDF into FOLDER/paper,
ours and what the browser prints, and page by page as PNG if the machine has pdftoppm.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import find_chromium, flags
from tests.browser.demonstration import demonstration

WIDTHS = (1280, 390)


def main(folder):
    with tempfile.TemporaryDirectory() as data, demonstration(Path(data)) as clinic:
        os.environ |= clinic.environment | {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "clinic.settings"
        import django

        django.setup()
        from tests.browser.places import PAPERS, papers, places, printed_places

        for width in WIDTHS:
            (folder / str(width)).mkdir(parents=True, exist_ok=True)
            _take(clinic, places(), folder / str(width), width)
        (folder / "paper").mkdir(parents=True, exist_ok=True)
        for name, content in papers():
            _keep(folder / "paper" / f"{name}.pdf", content)
        for paper in PAPERS:
            _print(clinic, printed_places(), folder / "paper", paper)
    count = len(list(folder.rglob("*.png")))
    sys.stdout.write(f"{count} pictures in {folder}\n")


def _take(clinic, places, folder, width):
    for place, page in _visit(clinic, places, width):
        page.screenshot(path=folder / f"{place.name}.png", full_page=True)


def _print(clinic, places, folder, paper):
    """Print the page as somebody does who uses the browser's own command."""
    for place, page in _visit(clinic, places, width=1280):
        _keep(folder / f"browser-{place.name}-{paper}.pdf", page.pdf(format=paper))


def _visit(clinic, places, width):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=flags()
        )
        seats = {}
        for place in places:
            if place.who not in seats:
                seats[place.who] = _sit_down(browser, clinic, place.who, width)
            page = seats[place.who]
            page.goto(clinic.url + place.address)
            for step in place.steps:
                step(page)
            page.wait_for_load_state("networkidle")
            yield place, page
        browser.close()


def _sit_down(browser, clinic, who, width):
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    if who:
        page.goto(f"{clinic.url}/accounts/login/")
        page.get_by_label("Username").fill(who)
        page.get_by_label("Password").fill(clinic.passwords[who])
        page.keyboard.press("Enter")
        page.wait_for_url(f"{clinic.url}/")
    return page


def _keep(path, content):
    path.write_bytes(content)
    if shutil.which("pdftoppm"):
        subprocess.run(
            ["pdftoppm", "-r", "70", "-png", path, path.with_suffix("")],  # noqa: S607
            check=True,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/pictures"))
