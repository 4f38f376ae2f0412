"""A process killed in the middle of finishing leaves nothing or everything."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.intakes import answer, open_one

MORE_THAN_FINISHING_HAS = 45


@pytest.mark.django_db(transaction=True)
def test_a_kill_after_any_statement_leaves_nothing_or_everything():
    drafts = [open_one() for _ in range(MORE_THAN_FINISHING_HAS)]
    for draft in drafts:
        answer(draft, chest_pain="yes")

    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.failpoint",
            str(connection.settings_dict["NAME"]),
            *(str(draft.pk) for draft in drafts),
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stderr
    rounds = [json.loads(line) for line in run.stdout.splitlines()]
    assert [each["killed"] for each in rounds] == [True] * (len(rounds) - 1) + [False]
    assert len(rounds) > 10
    left = [set(each["found"].values()) for each in rounds]
    assert all(len(values) == 1 for values in left), rounds
    # Both are seen: killed before COMMIT there is nothing, killed after it, everything.
    assert {False} in left[:-1]
    assert left[-2] == left[-1] == {True}
