"""
A paper set in a process of its own, for what a web worker should not remember.

Typst keeps what it laid out: after one paper intake some 60 MB, after a dozen half a
gigabyte. A sheet of two pages is worth its place; what is printed now and then is not.
"""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from triage.paper import PaperError

ROOT = Path(__file__).parents[2]
# Well before the web server ends a worker that does not answer, after 30 seconds.
SECONDS = 15
REFUSED = 3  # the exit status beside a sentence for staff
# Of a fault its kind and its places in the code: its message may quote the content.
PLACES = re.compile(r"^(?:  File .*|[\w.]*(?:Error|Exception)\b)", re.MULTILINE)

logger = logging.getLogger(__name__)


def pack_pdf_apart(content: Mapping[str, Any]) -> bytes:
    """
    Set the blank paper intake as `pack_pdf` does, in a process that ends with it.

    Raises PaperError as `pack_pdf`, and where that process fails, is ended or takes
    more than 15 seconds.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "triage.paper"],
            input=json.dumps(content).encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PaperError("The form could not be made in time. Try again.") from error
    if done.returncode == REFUSED:
        raise PaperError(done.stderr.decode())
    if done.returncode:
        places = "\n".join(PLACES.findall(done.stderr.decode(errors="replace")))
        logger.error("Setting a form ended with %s.\n%s", done.returncode, places)
        raise PaperError(
            "The form could not be made. Try again; if it fails again, tell whoever "
            "looks after Backstop here."
        )
    return done.stdout
