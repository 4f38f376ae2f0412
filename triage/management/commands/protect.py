from django.core.management.base import BaseCommand, CommandError

from triage.actions.protection import protect_again
from triage.models import User


class Command(BaseCommand):
    help = "Install the database's protection again where it is missing or weakened."
    requires_system_checks = []  # one of them is what brings people here

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, help="username of who does this")

    def handle(self, *args, by, **options):
        user = User.objects.filter(username=by, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody with the username {by!r} works here.")
        for fault in protect_again(by=user):
            self.stdout.write(fault)
        self.stdout.write("The database is protected.")
