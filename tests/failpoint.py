"""
Finish intakes while being killed: python -m tests.failpoint DATABASE INTAKE...

The first intake is finished by a process that dies (signal 9) after its first
statement, the second by one that dies after its second, and so on, COMMIT included,
until one gets through. After each, a line of JSON says what is in the database.
"""

import json
import os
import signal
import sys

import django
from django.db import connection


def main(database, keys):
    django.setup()
    connection.settings_dict["NAME"] = database
    for statements, key in enumerate(keys, start=1):
        killed = _in_a_process(_finish, key, statements)
        _in_a_process(_report, key, statements, killed)
        if not killed:
            return 0
    return "not enough intakes: finishing has more statements"


def _in_a_process(work, *arguments) -> bool:
    """Do *work* in a process of its own; say whether it was killed."""
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            sys.exit("finishing failed by itself")
        return os.WIFSIGNALED(status)
    code = 1
    try:
        work(*arguments)
        sys.stdout.flush()
        code = 0
    finally:
        os._exit(code)


def _finish(key, dying_after):
    from triage.actions.finish import finish_intake
    from triage.models import Intake

    intake = Intake.objects.select_related("started_by").get(pk=key)
    intake.started_by.role  # noqa: B018 (read before the count begins)
    left = dying_after

    def count():
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def after_each(execute, *arguments):
        result = execute(*arguments)
        count()
        return result

    commit = connection._commit

    def after_commit():
        result = commit()
        count()
        return result

    connection._commit = after_commit
    with connection.execute_wrapper(after_each):
        finish_intake(intake=intake, by=intake.started_by)


def _report(key, statements, killed):
    from triage.models import AuditEntry, Intake

    intake = Intake.objects.get(pk=key)
    outcome = getattr(intake, "outcome", None)
    referral = getattr(outcome, "referral", None)
    found = {
        "submitted": bool(intake.submitted_at),
        "outcome": bool(outcome),
        "flags": bool(outcome and outcome.flags.exists()),
        "referral": bool(referral),
        "event": bool(referral and referral.events.exists()),
        "call": bool(getattr(outcome, "follow_up", None)),
        "audit": AuditEntry.objects.filter(
            action="finished intake", record=intake.code
        ).exists(),
    }
    line = json.dumps({"statements": statements, "killed": killed, "found": found})
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], [int(key) for key in sys.argv[2:]]))
