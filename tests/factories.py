"""The plainest valid row of each model; states are traits with the state's name."""

import datetime as dt

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from triage.models import (
    Clinic,
    Duty,
    Intake,
    Patient,
    Receiver,
    Release,
    User,
)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    first_name = "Maya"
    last_name = factory.Sequence(lambda n: f"Okafor{n}")

    @factory.post_generation
    def group(self, create, extracted, **kwargs):
        if extracted:
            names = [extracted] if isinstance(extracted, str) else extracted
            self.groups.set(Group.objects.filter(name__in=names))


class ClinicFactory(DjangoModelFactory):
    class Meta:
        model = Clinic
        django_get_or_create = ("pk",)

    pk = 1
    name = "Harbor Street Clinic"
    address = "12 Harbor Street"
    phone = "555-0100"
    fallback_number = "555-0199"


class DutyFactory(DjangoModelFactory):
    class Meta:
        model = Duty

    clinician = factory.SubFactory(UserFactory, group="Clinician")
    from_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(hours=1))
    until_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(hours=7))


class PatientFactory(DjangoModelFactory):
    class Meta:
        model = Patient

    name = factory.Sequence(lambda n: f"Rosa Delgado {n}")
    sort_name = factory.LazyAttribute(lambda p: " ".join(reversed(p.name.split())))
    birth_date = dt.date(1979, 6, 14)
    sex = "female"
    phone = "555-0142"
    created_by = factory.SubFactory(UserFactory)


class ReceiverFactory(DjangoModelFactory):
    class Meta:
        model = Receiver

    name = factory.Sequence(lambda n: f"St. Brendan's ER {n}")
    kind = Receiver.Kind.EMERGENCY
    phone = "555-0170"


class ReleaseFactory(DjangoModelFactory):
    """A release with an invented text; the shipped one comes from the action."""

    class Meta:
        model = Release

    kind = Release.Kind.PROTOCOL
    title = "Back spasm"
    version = factory.Sequence(lambda n: f"2026.{n}")
    digest = factory.Sequence(lambda n: f"{n:064x}")
    text = "{}"


class IntakeFactory(DjangoModelFactory):
    class Meta:
        model = Intake

    patient = factory.SubFactory(PatientFactory)
    channel = Intake.Channel.FACE_TO_FACE
    started_by = factory.SubFactory(UserFactory)
    touched_by = factory.SelfAttribute("started_by")
    release = factory.SubFactory(ReleaseFactory)
