"""What a machine may lack: skipped on a desk, required where everything must run."""

import os

import pytest

REQUIRED = bool(os.environ.get("CI") or os.environ.get("BACKSTOP_REQUIRE_ALL"))


def lacking(sentence: str):
    """Skip the test with *sentence*, or fail it where nothing may be skipped."""
    if REQUIRED:
        pytest.fail(sentence)
    pytest.skip(sentence)
