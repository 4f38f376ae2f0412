from django.core.management.base import BaseCommand, CommandError

from triage.actions.replay import replay


class Command(BaseCommand):
    help = "Prove that each outcome is still what the release that judged it says."
    # It must tell what it sees, whatever else is wrong with the database.
    requires_system_checks = []

    def handle(self, *args, **options):
        total = different = 0
        for outcome in replay():
            total += 1
            if outcome.differences:
                different += 1
                self.stdout.write(f"{outcome.code}: {'; '.join(outcome.differences)}")
        self.stdout.write(f"{total} outcomes: {total - different} the same.")
        if different:
            raise CommandError(f"{different} of {total} are not what was kept.")
