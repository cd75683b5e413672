"""Cases and merges as the actions leave them, without events."""

import factory
from factory.django import DjangoModelFactory

from accounts.people.models import User
from artisans.duplicates.choices import FoundBy
from artisans.duplicates.models import DuplicateCase, PartyMerge
from tests.factories.artisans import PartyFactory


class DuplicateCaseFactory(DjangoModelFactory):
    """An open case of two women of Asni."""

    class Meta:
        model = DuplicateCase

    first = factory.SubFactory(PartyFactory)
    second = factory.SubFactory(PartyFactory)
    score = 88
    reasons = ["name_same", "birth_same", "commune_same"]
    found_by = FoundBy.NIGHTLY

    @classmethod
    def _create(cls, model_class, *args, first, second, **kwargs):
        first, second = sorted((first, second), key=lambda party: party.pk)
        return model_class.objects.create(*args, first=first, second=second, **kwargs)


class PartyMergeFactory(DjangoModelFactory):
    class Meta:
        model = PartyMerge

    survivor = factory.SubFactory(PartyFactory)
    merged = factory.SubFactory(PartyFactory)
    before = "{}"
    survivor_version = 1
    merged_by = factory.LazyFunction(User.objects.system)
