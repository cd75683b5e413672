"""Factories of disasters and damage."""

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from foundation.time import today
from programs.emergency.models import DamageAssessment, DamageScale, DisasterCommune, DisasterEvent, PriorityScore
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CommuneFactory
from tests.factories.programs_calls import ApplicationFactory


class DisasterEventFactory(DjangoModelFactory):
    class Meta:
        model = DisasterEvent
        django_get_or_create = ("code",)

    code = "seisme-test"
    name_fr, name_ar, name_en = "Séisme", "زلزال", "Earthquake"
    struck_at = dt.datetime(2023, 9, 8, 22, 11, tzinfo=dt.UTC)


class DisasterCommuneFactory(DjangoModelFactory):
    class Meta:
        model = DisasterCommune

    event = factory.SubFactory(DisasterEventFactory)
    commune = factory.SubFactory(CommuneFactory)
    declared = "yes"


class DamageScaleFactory(DjangoModelFactory):
    class Meta:
        model = DamageScale

    code = factory.Sequence(lambda n: f"scale-{n}")
    definition = factory.LazyFunction(dict)


class DamageAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = DamageAssessment

    application = factory.SubFactory(ApplicationFactory, status="in_review")
    scale = factory.SubFactory(DamageScaleFactory)
    structure = 2
    premises_loss = Decimal("50000.00")
    visited_on = factory.LazyFunction(today)
    assessed_by = factory.SubFactory(StaffFactory, role="officer")


class PriorityScoreFactory(DjangoModelFactory):
    class Meta:
        model = PriorityScore

    application = factory.SubFactory(ApplicationFactory, status="in_review")
    scale = factory.SubFactory(DamageScaleFactory)
    score = Decimal("50.00")
    inputs = factory.LazyFunction(dict)
