"""Entries at the counter."""

import json

import factory
from factory.django import DjangoModelFactory

from artisans.counter.models import CounterEntry
from tests.factories.accounts import StaffFactory


class CounterEntryFactory(DjangoModelFactory):
    """Just begun, in the region of the clerk; `typed={...}` gives the answers by screen."""

    class Meta:
        model = CounterEntry
        exclude = ["typed"]

    typed = factory.LazyFunction(dict)
    clerk = factory.SubFactory(StaffFactory, role="clerk", area="07")
    area = "07"
    answers = factory.LazyAttribute(lambda me: json.dumps(me.typed, ensure_ascii=False))
