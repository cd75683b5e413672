"""People and what surrounds them."""

import secrets
from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from accounts.audit.models import Access, Event, EventSeal, PartyKey
from accounts.jobs.models import Job
from accounts.lists.models import ListExport, SavedView
from accounts.outbox.models import Message, MessageTemplate
from accounts.people.choices import Role
from accounts.people.models import (
    Absence,
    ApiToken,
    Establishment,
    Invitation,
    RoleAssignment,
    User,
)
from foundation import crypto
from foundation.time import now, today


class UserFactory(DjangoModelFactory):
    """An applicant with a verified Moroccan mobile number and no role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda n: f"Person {n}")
    phone = factory.Sequence(lambda n: f"+2126{n % 100_000_000:08d}")
    phone_verified = True
    language = "fr"
    password = "!"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        phone = kwargs.pop("phone", None)
        user = model_class(*args, **kwargs)
        user.set_phone(phone)
        user.save()
        return user


class StaffFactory(UserFactory):
    """Someone with a role: `StaffFactory(role="officer", program="EXP", area="07")`; `role=None` gives none."""

    email = factory.Sequence(lambda n: f"staff{n}@sanad.example")
    phone = None
    phone_verified = False

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        role = kwargs.pop("role", Role.OFFICER)
        program, area = kwargs.pop("program", ""), kwargs.pop("area", "")
        user = super()._create(model_class, *args, **kwargs)
        if role is not None:
            RoleAssignmentFactory(user=user, role=role, program=program, area=area)
        return user


class RoleAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = RoleAssignment

    user = factory.SubFactory(UserFactory)
    role = Role.OFFICER
    granted_by = factory.LazyFunction(User.objects.system)


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"invited{n}@sanad.example")
    full_name = "Invited Person"
    roles = factory.LazyFunction(lambda: [{"role": "officer", "program": "", "area": ""}])
    token_lookup = factory.LazyFunction(lambda: secrets.token_bytes(32))
    invited_by = factory.LazyFunction(User.objects.system)
    expires_at = factory.LazyFunction(lambda: now() + timedelta(days=7))


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = Absence

    user = factory.SubFactory(StaffFactory)
    substitute = factory.SubFactory(StaffFactory)
    starts_on = factory.LazyFunction(today)
    ends_on = factory.LazyFunction(lambda: today() + timedelta(days=7))
    recorded_by = factory.LazyFunction(User.objects.system)


class ApiTokenFactory(DjangoModelFactory):
    """`ApiTokenFactory(key="…")` can be used as `Authorization: Token …`."""

    class Meta:
        model = ApiToken
        exclude = ["key"]

    key = factory.Sequence(lambda n: f"key-{n}")
    user = factory.SubFactory(UserFactory)
    name = "Test"
    token_lookup = factory.LazyAttribute(lambda me: crypto.lookup_hash("api-token", me.key))
    expires_at = factory.LazyFunction(lambda: now() + timedelta(days=90))


class SavedViewFactory(DjangoModelFactory):
    class Meta:
        model = SavedView

    owner = factory.SubFactory(StaffFactory)
    page = "admin:index"
    name = factory.Sequence(lambda n: f"View {n}")


class ListExportFactory(DjangoModelFactory):
    class Meta:
        model = ListExport

    owner = factory.SubFactory(StaffFactory)
    list_name = "parties"
    query = ""
    file_format = "csv"
    language = "fr"


class EstablishmentFactory(DjangoModelFactory):
    """The one row, as the migrations left it."""

    class Meta:
        model = Establishment
        django_get_or_create = ["id"]

    id = 1


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    actor = factory.SubFactory(UserFactory)
    action = "test.happened"
    target_type = "accounts.user"
    target_id = factory.SelfAttribute("actor.pk")


class EventSealFactory(DjangoModelFactory):
    class Meta:
        model = EventSeal

    event = factory.SubFactory(EventFactory)
    position = factory.Sequence(lambda n: n + 1)
    previous_hash = "0" * 64
    hash = factory.LazyFunction(lambda: secrets.token_hex(32))


class PartyKeyFactory(DjangoModelFactory):
    class Meta:
        model = PartyKey

    party_id = factory.Sequence(lambda n: n + 1)
    wrapped = factory.LazyFunction(lambda: crypto.encrypt_bytes(crypto.new_data_key()))


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    kind = "tests.nothing"
    owner = factory.SubFactory(UserFactory)


class MessageTemplateFactory(DjangoModelFactory):
    """A published template with one variable, `name`."""

    class Meta:
        model = MessageTemplate

    code = factory.Sequence(lambda n: f"template-{n}")
    variables = factory.LazyFunction(lambda: ["name"])
    subject_fr, subject_ar, subject_en = "Bonjour {name}", "مرحبا {name}", "Hello {name}"
    body_fr, body_ar, body_en = "Bonjour {name}.", "مرحبا {name}.", "Hello {name}."
    published_at = factory.LazyFunction(now)


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    template = factory.SubFactory(MessageTemplateFactory)
    language = "fr"
    channel = "email"
    address = factory.Sequence(lambda n: f"reader{n}@sanad.example")
    address_masked = "r•••@sanad.example"
    subject = "Bonjour"
    body = "Bonjour."


class AccessFactory(DjangoModelFactory):
    class Meta:
        model = Access

    actor = factory.SubFactory(UserFactory)
    what = "page"
    target_type = "artisans.party"
    target_id = factory.Sequence(lambda n: n + 1)
    party_id = factory.SelfAttribute("target_id")
    hour = factory.LazyFunction(now)
