"""Cleaning up after tests that commit, where the database refuses to be cleaned."""

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from triage.models import protection


def clean_up_to(contents):
    """
    What empties the database after a test and puts *contents* back, keys and all.

    It stands in for Django's own clean-up, which protection refuses, and which makes
    permissions anew but not the groups that a migration put in.
    """

    def clean_up(test_case):
        protection.remove(connection)
        try:
            call_command(
                "flush", interactive=False, verbosity=0, inhibit_post_migrate=True
            )
            connection.creation.deserialize_db_from_string(contents)
            cache.clear()  # its table is not one of ours, so no flush knows it
        finally:
            protection.install(connection)

    return clean_up
