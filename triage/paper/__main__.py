"""A process that sets one blank paper intake: its content in, as JSON, the PDF out."""

import json
import sys

from triage.paper import PaperError, pack_pdf
from triage.paper.apart import REFUSED

try:
    pdf = pack_pdf(json.load(sys.stdin.buffer))
except PaperError as refused:
    sys.stderr.write(str(refused))
    sys.exit(REFUSED)
sys.stdout.buffer.write(pdf)
