from django.core.management.base import BaseCommand, CommandError

from triage.actions.escalation import escalate, has_mail


class Command(BaseCommand):
    help = "Mail the people whom late referrals concern. For a cron line."

    def handle(self, *args, **options):
        told = escalate()
        self.stdout.write(f"{told.late} late.")
        if not has_mail():
            self.stdout.write(
                "Nobody was told by mail: CLINIC_MAIL_HOST is not set. The pages of "
                "those concerned say what is late."
            )
            return
        self.stdout.write(f"{told.people} told, of {told.referrals} steps in all.")
        if told.without_address:
            self.stderr.write(
                f"{told.without_address} could not be told: no e-mail address."
            )
        if told.failed:
            raise CommandError(f"{told.failed} failed; the next run tries again.")
