"""
Read the environment: all that differs from one clinic to the next.

A value that cannot be meant stops the start with a sentence that says what to do.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 32

# Readers go on while one writes, and whatever was acknowledged is on the disk.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def flag(name: str) -> bool:
    """Read a yes-or-no variable, refusing anything but 0 and 1."""
    value = os.environ.get(name) or "0"
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def number(name: str, *, default: int) -> int:
    """Read a whole number above 0."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and int(value)):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def names(name: str) -> list[str]:
    """Read a list of names, parted by spaces or commas."""
    return os.environ.get(name, "").replace(",", " ").split()


def time_zone(name: str) -> str:
    """Read the name of a time zone, such as Europe/London; UTC when not given."""
    zone = os.environ.get(name) or "UTC"
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        raise ImproperlyConfigured(
            f"{name} must be a time zone like Europe/London, not {zone!r}."
        ) from None
    return zone


def key(name: str, *, folder: Path) -> str:
    """
    Read a secret key, or make it once.

    A key that is not in the environment is kept in *folder* in a file of its own that
    only this user can read. Whoever asks first makes it; everybody gets the same.
    """
    value = os.environ.get(name)
    if not value:
        return _made_once(folder / name.removeprefix("CLINIC_").lower())
    if len(value) < SHORTEST_KEY:
        raise ImproperlyConfigured(
            f"{name} must have {SHORTEST_KEY} characters or more. Leave it out, and "
            f"a good one is made and kept in {folder}."
        )
    return value


def _made_once(path: Path) -> str:
    if not path.exists():
        path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        # Linked into place when whole: of two processes that start together, one
        # wins, and the other never reads half a key.
        with NamedTemporaryFile("w", dir=path.parent) as draft:
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            os.fsync(draft.fileno())
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text().strip()


def database(name: str, *, default: Path) -> dict:
    """Read a database URL: sqlite:///path, or postgresql://user:password@host/name."""
    url = urlsplit(os.environ.get(name) or f"sqlite:///{default}")
    where = unquote(url.path.removeprefix("/"))
    if url.scheme == "sqlite" and where and not url.netloc:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": default.parent / where,
            "OPTIONS": SQLITE,
        }
    if url.scheme in {"postgresql", "postgres"} and where:
        options = dict(parse_qsl(url.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": where,
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": options.pop("host", unquote(url.hostname or "")),
            "PORT": url.port or "",
            "CONN_MAX_AGE": 0,
            "OPTIONS": {"pool": True, **options},
        }
    # Never show the URL itself: it may hold a password.
    raise ImproperlyConfigured(
        f"{name} must be sqlite:///path or postgresql://user:password@host/name."
    )
