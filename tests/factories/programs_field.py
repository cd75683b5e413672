"""A factory for each model of the field kit. `DeviceFactory` is live; its secret is `SECRET` plus the device's name."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from accounts.people.choices import Role
from foundation import crypto
from foundation.time import now, today
from programs.field.devices import SECRET_PURPOSE
from programs.field.models import Device, FieldFile, FieldSubmission
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import system_user

SECRET = "a-secret-for-tests-"


class DeviceFactory(DjangoModelFactory):
    class Meta:
        model = Device

    name = factory.Sequence(lambda n: f"Tablette {n}")
    user = factory.SubFactory(StaffFactory, role=Role.OFFICER)
    enrolled_by = factory.LazyFunction(system_user)
    secret_lookup = factory.LazyAttribute(lambda me: crypto.lookup_hash(SECRET_PURPOSE, SECRET + me.name))
    activated_on = factory.LazyFunction(today)
    expires_at = factory.LazyFunction(lambda: now() + dt.timedelta(days=90))


class FieldSubmissionFactory(DjangoModelFactory):
    class Meta:
        model = FieldSubmission

    device = factory.SubFactory(DeviceFactory)
    instance_id = factory.Sequence(lambda n: f"uuid:00000000-0000-0000-0000-{n:012}")
    form_id = "application-none"
    sha256 = "0" * 64


class FieldFileFactory(DjangoModelFactory):
    class Meta:
        model = FieldFile

    submission = factory.SubFactory(FieldSubmissionFactory)
    name = factory.Sequence(lambda n: f"{n}.jpg")
    size = 1
    sha256 = "0" * 64
