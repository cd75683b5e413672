"""Factories of agreements, enrolments and the support that follows."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from accounts.people.models import User
from foundation.time import today
from programs.enrolments.models import (
    Agreement,
    AssetHandover,
    Attendance,
    Certificate,
    Cohort,
    Diagnostic,
    Enrolment,
    Interaction,
    Session,
    SupportItem,
    WaitingPlace,
)
from tests.factories.programs_calls import ApplicationFactory, CallFactory


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    application = factory.SubFactory(ApplicationFactory, status="ready")
    terms = factory.LazyFunction(dict)


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    call = factory.SubFactory(CallFactory)
    name_fr = "Groupe 1"
    starts_on = factory.LazyFunction(today)


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    application = factory.SubFactory(ApplicationFactory, status="ready")
    party = factory.LazyAttribute(lambda o: o.application.party)
    version = factory.LazyAttribute(lambda o: o.application.call.version)
    program = factory.LazyAttribute(lambda o: o.application.program)
    area = factory.LazyAttribute(lambda o: o.application.area)
    enrolled_on = factory.LazyFunction(today)
    recorded_by = factory.LazyFunction(User.objects.system)


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    cohort = factory.SubFactory(CohortFactory)
    kind = "training"
    title_fr = "Procédures douanières"
    held_on = factory.LazyFunction(today)


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory)
    enrolment = factory.SubFactory(EnrolmentFactory)
    was_present = True
    recorded_by = factory.LazyFunction(User.objects.system)


class SupportItemFactory(DjangoModelFactory):
    class Meta:
        model = SupportItem

    enrolment = factory.SubFactory(EnrolmentFactory)
    kind = "training"
    title_fr = "Formation"
    planned_on = factory.LazyFunction(today)


class AssetHandoverFactory(DjangoModelFactory):
    class Meta:
        model = AssetHandover

    item = factory.SubFactory(SupportItemFactory, kind="equipment")
    description = "Tour de potier"
    value = Decimal("4000.00")
    handed_on = factory.LazyFunction(today)


class InteractionFactory(DjangoModelFactory):
    class Meta:
        model = Interaction

    enrolment = factory.SubFactory(EnrolmentFactory)
    on = factory.LazyFunction(today)
    kind = "visit"
    summary = "Visite de l’atelier."
    recorded_by = factory.LazyFunction(User.objects.system)


class DiagnosticFactory(DjangoModelFactory):
    class Meta:
        model = Diagnostic

    enrolment = factory.SubFactory(EnrolmentFactory)
    moment = "entry"
    scores = factory.LazyFunction(lambda: {"product": 3, "market": 2})
    done_on = factory.LazyFunction(today)
    recorded_by = factory.LazyFunction(User.objects.system)


class WaitingPlaceFactory(DjangoModelFactory):
    class Meta:
        model = WaitingPlace

    cohort = factory.SubFactory(CohortFactory)
    enrolment = factory.SubFactory(EnrolmentFactory)
    asked_by = factory.LazyFunction(User.objects.system)


class CertificateFactory(DjangoModelFactory):
    class Meta:
        model = Certificate

    enrolment = factory.SubFactory(EnrolmentFactory)
    issued_by = factory.LazyFunction(User.objects.system)
