"""A process that measures: {"language", "texts"} in, the figures out, as JSON."""

import json
import sys

from triage.reading import measure

asked = json.load(sys.stdin.buffer)
json.dump([measure(text, asked["language"]) for text in asked["texts"]], sys.stdout)
