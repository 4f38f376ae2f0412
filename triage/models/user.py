from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """
    Somebody who works at the clinic. A manager makes the account: nobody signs up.

    What a person may do comes from the groups Staff, Clinician and Manager; somebody
    who manages and sees patients is in two of them.
    """

    STAFF, CLINICIAN, MANAGER = "Staff", "Clinician", "Manager"
    # Who acts where no person does; made when it first does, and never signs in.
    AUTOMATIC = "backstop.automatic"

    credentials = models.CharField(
        max_length=40, blank=True, help_text="As printed behind the name: RN, MD, PA."
    )
    registration = models.CharField(
        max_length=60, blank=True, help_text="Professional registration, for sign-off."
    )
    single_keys = models.BooleanField(
        "single-key shortcuts", default=True, help_text="Y, N, U and the others."
    )
    must_change_password = models.BooleanField(
        default=False, help_text="Set with a one-time password; cleared by its owner."
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                name="user_has_a_username", condition=~models.Q(username="")
            )
        ]

    def __str__(self):
        name = self.get_full_name() or self.username
        return f"{name}, {self.credentials}" if self.credentials else name

    @property
    def role(self):
        """The group that weighs most, as the audit records it; '' without a group."""
        names = self.group_names
        for name in (self.CLINICIAN, self.MANAGER, self.STAFF):
            if name in names:
                return name
        return ""

    @property
    def group_names(self):
        """The names of the groups, read once for each loaded user."""
        if not hasattr(self, "_group_names"):
            self._group_names = frozenset(self.groups.values_list("name", flat=True))
        return self._group_names

    @property
    def is_clinician(self):
        return self.CLINICIAN in self.group_names

    @property
    def is_manager(self):
        return self.MANAGER in self.group_names
