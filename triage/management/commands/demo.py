"""Fill an empty database with an invented clinic."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from triage.management.demo.clinic import make_clinic, make_people, write_sign_in
from triage.management.demo.life import Life
from triage.models import Clinic, Patient, User

FILE = "demo-sign-in.txt"


class Command(BaseCommand):
    help = (
        "Make the demonstration clinic: invented staff, patients, intakes. Only with "
        "CLINIC_DEBUG=1, and only in a database without patients, which is marked as a "
        "demonstration for good."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--intakes", type=int, default=300, help="how many, over three months"
        )
        parser.add_argument(
            "--if-new",
            action="store_true",
            help="where there is anybody already, only say who may sign in",
        )

    def handle(self, *, intakes, if_new, **options):
        if not settings.DEBUG:
            raise CommandError(
                "The demonstration is for trying Backstop: set CLINIC_DEBUG=1. "
                "A clinic with real patients never holds invented ones."
            )
        if intakes < 30:
            raise CommandError("--intakes: 30 or more, so that every state is seen.")
        if Patient.objects.exists() or User.objects.exists():
            if not if_new:
                raise CommandError("This database has patients or staff already.")
        else:
            self._make(intakes)
        self._say_who_may_sign_in()

    def _make(self, intakes):
        self.stdout.write(f"Inventing a clinic with {intakes} intakes.")
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with transaction.atomic():
            make_clinic()
            passwords = make_people()
            Life(intakes=intakes, now=timezone.now()).live()
            write_sign_in(settings.DATA_DIR / FILE, passwords)

    def _say_who_may_sign_in(self):
        clinic = Clinic.objects.filter(pk=1).first()
        if clinic is None or not clinic.is_demo:
            return
        path = settings.DATA_DIR / FILE
        if path.exists():
            self.stdout.write("Sign in with one of these names and passwords:\n")
            self.stdout.write(path.read_text(encoding="utf-8"))
