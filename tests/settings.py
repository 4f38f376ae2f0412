"""The site's settings, quick and quiet; the databases are as in production."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="backstop-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ |= {
    "CLINIC_DEBUG": "1",
    "CLINIC_TIME_ZONE": "UTC",
    "DATA_DIR": _folder,
    # Never the clinic's own, whatever this shell is set up for.
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
}
# Playwright runs an event loop in the thread of the test, where Django then refuses
# the database unless told otherwise.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from clinic.settings import *  # noqa: E402

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A file, not memory: only a file has the locks and the journal that clinics have.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
LOGGING["loggers"]["django"]["level"] = "ERROR"
