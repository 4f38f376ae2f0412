"""Where this machine keeps Chromium, and how it is started for tests."""

import os
import shutil

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_chromium() -> str:
    """The program that CHROMIUM names, else the first installed; '' for none."""
    installed = filter(None, map(shutil.which, NAMES))
    return os.environ.get("CHROMIUM") or next(installed, "")


def flags() -> list[str]:
    """The flags it is started with."""
    # Chromium's own sandbox refuses to run as root, as in a container.
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
