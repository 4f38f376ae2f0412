from django.core.management.base import BaseCommand, CommandError

from triage.actions.replay import replay
from triage.actions.replay_copies import replay_copies


class Command(BaseCommand):
    help = (
        "Prove that each outcome is still what the release that judged it says, and "
        "that each handout has the words that were given."
    )
    # It must tell what it sees, whatever else is wrong with the database.
    requires_system_checks = []

    def handle(self, *args, **options):
        found = [
            self.compare(rows, what)
            for rows, what in ((replay(), "outcomes"), (replay_copies(), "handouts"))
        ]
        if different := [sentence for sentence in found if sentence]:
            raise CommandError(" ".join(different))

    def compare(self, rows, what):
        """Print what differs; return the sentence of the failure, or nothing."""
        total = different = 0
        for row in rows:
            total += 1
            if row.differences:
                different += 1
                self.stdout.write(f"{row.code}: {'; '.join(row.differences)}")
        self.stdout.write(f"{total} {what}: {total - different} the same.")
        return different and f"{different} of {total} {what} are not what was kept."
