from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import BaseCommand, CommandError

from clinic.accounts import give_one_time_password


class Command(BaseCommand):
    help = "Make the account of the first manager, who then makes all others."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        users = get_user_model().objects
        if users.filter(username=username).exists():
            raise CommandError(f"There is already somebody called {username}.")
        user = users.create_user(username)
        user.groups.add(Group.objects.get(name="Manager"))
        password = give_one_time_password(user)
        self.stdout.write(f"{username} signs in once with the password {password}")
