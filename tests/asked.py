"""
What one request asks of the database, counted.

All that Django records counts: each query, and BEGIN, SAVEPOINT and COMMIT. Both
databases record the same: on SQLite Django sends BEGIN as a query of its own, on
PostgreSQL psycopg sends it and Django notes it down; COMMIT it notes down on both. Only
PostgreSQL is asked for the lock of the audit chain, one query more. Count in tests that
commit: inside a test's own transaction a BEGIN is a SAVEPOINT. What a new connection is
told first (PRAGMA, SET) goes past Django's record and is not counted.
"""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Session, person, rights and role; and the audit entry with its transaction and lock.
OF_THE_FRAME = re.compile(
    "^(BEGIN|COMMIT|SAVEPOINT|RELEASE)|pg_advisory_xact_lock"
    '|(FROM|INTO) "(django_session|auth_permission|auth_group|triage_auditentry)"'
    '|FROM "triage_user" WHERE "triage_user"."id" ='
)
FRAME = 9


class Asked:
    """The statements of one request, told apart: those of the frame, and the others."""

    def __init__(self, captured):
        self.all = [query["sql"] for query in captured]
        self.frame = [sql for sql in self.all if OF_THE_FRAME.search(sql)]

    def __len__(self):
        return len(self.all)

    def __str__(self):
        return "\n".join(f"{n:3} {sql[:140]}" for n, sql in enumerate(self.all, 1))


def asked(request) -> Asked:
    """What the database is asked while *request* is answered."""
    with CaptureQueriesContext(connection) as captured:
        response = request()
    assert response.status_code in (200, 204, 302), response.text
    return Asked(captured.captured_queries)


def shown(client, address) -> Asked:
    """The same for a page that was looked at before."""
    client.get(address)
    return asked(lambda: client.get(address))


def same_and_at_most(budget, few, many):
    """Each page asks as much for many rows as for few, and no more than it may."""
    for name, asks in many.items():
        assert len(asks) == len(few[name]), f"{name}\n{few[name]}\n\n{asks}"
        assert len(asks) <= budget, f"{name}\n{asks}"
        assert len(asks.frame) <= FRAME, f"{name}\n{asks}"
