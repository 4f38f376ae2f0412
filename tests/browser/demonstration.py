"""A demonstration clinic, served from a folder of its own."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen


@dataclass(frozen=True)
class Demonstration:
    """Where it is served, who may sign in, and the environment that leads to it."""

    url: str
    passwords: dict[str, str]
    environment: dict[str, str]


@contextmanager
def demonstration(data: Path, *, intakes: int = 300):
    """Make a clinic in the folder *data* and serve it until the block ends."""
    environment = {"CLINIC_DEBUG": "1", "DATA_DIR": str(data), "DATABASE_URL": ""}

    def manage(*arguments, start=subprocess.check_call):
        return start(
            [sys.executable, "manage.py", *arguments],
            env=os.environ | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    manage("migrate", "--verbosity", "0")
    manage("demo", "--intakes", str(intakes))
    port = free_port()
    server = manage(
        "runserver", "--noreload", f"127.0.0.1:{port}", start=subprocess.Popen
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url)
        yield Demonstration(url, read_passwords(data), environment)
    finally:
        server.terminate()
        server.wait()


def read_passwords(data: Path) -> dict[str, str]:
    """Passwords by sign-in name, as the demonstration wrote them down."""
    lines = (data / "demo-sign-in.txt").read_text("utf-8").splitlines()
    return dict(line.split()[:2] for line in lines)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(url: str, seconds: float = 60) -> None:
    """Wait until the site at *url* says that it is well."""
    until = time.monotonic() + seconds
    while True:
        try:
            urlopen(f"{url}/healthz", timeout=5).close()  # noqa: S310 (our own)
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
