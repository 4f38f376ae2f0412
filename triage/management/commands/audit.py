import re

from django.core.management.base import BaseCommand, CommandError

from triage.actions import audit


def noted_head(text):
    """Read a head as `audit verify` prints it."""
    match = re.fullmatch(r"(\d+):([0-9a-f]{64})", text.strip())
    if not match:
        raise CommandError("Give the head as it was printed: SEQ:DIGEST.")
    return audit.Head(int(match[1]), match[2])


class Command(BaseCommand):
    help = "Prove that nobody has altered the audit chain, and print its head."
    # It must tell what it sees, whatever else is wrong with the database.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["verify"])
        parser.add_argument(
            "--head",
            metavar="SEQ:DIGEST",
            help="a head noted earlier, which must still be in the chain",
        )

    def handle(self, *args, head=None, **options):
        try:
            last = audit.verify(noted=noted_head(head) if head else None)
        except audit.ChainBroken as broken:
            raise CommandError(str(broken)) from None
        self.stdout.write(f"The audit chain is whole: {last.seq} entries.")
        if last.seq:
            self.stdout.write(f"Head, to note down: {last.seq}:{last.digest}")
