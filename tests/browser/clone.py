"""A fresh clone, served as its README tells, and what a person reads off the screen."""

import os
import re
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from tests.browser.demonstration import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
# What a person's shell does not know of on the first day.
OURS = re.compile("CLINIC_|DATA_DIR|.*DATABASE_URL|DJANGO_|MAKE|MFLAGS|VIRTUAL_ENV")
ROLES = re.compile(r"\b(Staff|Clinician|Manager)\b")


def clone_into(folder: Path) -> str:
    """Clone this repository; give the first command under "See it" in its README."""
    subprocess.run(["git", "clone", "--quiet", REPOSITORY, folder], check=True)  # noqa: S607
    readme = (folder / "README.md").read_text("utf-8")
    section = readme.partition("\n## See it\n")[2].partition("\n## ")[0]
    return re.search(r"^    (\S.*)$", section, re.MULTILINE)[1]


@contextmanager
def serving(command: str, folder: Path):
    """Do *command* in *folder*; give the address and the passwords that it prints."""
    environment = {k: v for k, v in os.environ.items() if not OURS.match(k)}
    with tempfile.TemporaryFile("w+") as complaints:
        running = subprocess.Popen(
            command.split(),
            cwd=folder,
            env=environment | {"PORT": str(free_port())},
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            start_new_session=True,  # Control-C goes to all that it has started
        )
        try:
            yield _read(running.stdout, complaints)
        finally:
            _stop(running)


def _read(printed, complaints) -> tuple[str, dict[str, str]]:
    passwords = {}
    for line in printed:
        if found := re.search(r"http://\S+", line):
            # What comes later is read by nobody, but must go somewhere.
            Thread(target=printed.read, daemon=True).start()
            return found[0], passwords
        if ROLES.search(line):
            name, password, *_ = line.split()
            passwords[name] = password
    complaints.seek(0)
    raise SystemExit(f"It ended before it said where it is:\n{complaints.read()}")


def _stop(running):
    os.killpg(running.pid, signal.SIGINT)
    try:
        running.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
