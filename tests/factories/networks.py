"""Factories of networks, orders, centres and what exporters prove."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from artisans.networks.models import (
    CentreDay,
    CentreEquipment,
    Commitment,
    ExporterMarket,
    MemberFollowUp,
    Network,
    NetworkInvitation,
    NetworkMember,
    Order,
    OrderShare,
    PartyPaper,
)
from foundation.time import today
from tests.factories.artisans import (
    AggregatorProfileFactory,
    CentreProfileFactory,
    CountryFactory,
    ExporterProfileFactory,
    PartyFactory,
    system_user,
)


class NetworkFactory(DjangoModelFactory):
    class Meta:
        model = Network

    aggregator = factory.SubFactory(AggregatorProfileFactory)
    name_fr = "Réseau de l’Atlas"


class NetworkMemberFactory(DjangoModelFactory):
    class Meta:
        model = NetworkMember

    network = factory.SubFactory(NetworkFactory)
    party = factory.SubFactory(PartyFactory)
    from_on = dt.date(2023, 4, 1)


class NetworkInvitationFactory(DjangoModelFactory):
    class Meta:
        model = NetworkInvitation

    network = factory.SubFactory(NetworkFactory)
    party = factory.SubFactory(PartyFactory)
    tail = "567"
    invited_by = factory.LazyFunction(system_user)
    expires_on = factory.LazyFunction(lambda: today() + dt.timedelta(days=14))


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = Commitment

    network = factory.SubFactory(NetworkFactory)
    side, kind, text = "aggregator", "payment", "Pays each member within 30 days"
    from_on, due_on = dt.date(2023, 4, 1), dt.date(2023, 10, 1)


class MemberFollowUpFactory(DjangoModelFactory):
    class Meta:
        model = MemberFollowUp

    party = factory.SubFactory(PartyFactory)
    network = factory.SubFactory(NetworkFactory)
    cause = "closed"
    since_on = dt.date(2023, 12, 1)


class OrderFactory(DjangoModelFactory):
    class Meta:
        model = Order

    network = factory.SubFactory(NetworkFactory)
    buyer = "Galerie Nord"
    product = "Plats"
    ordered_on = dt.date(2023, 5, 1)
    amount = 1000
    recorded_by = factory.LazyFunction(system_user)


class OrderShareFactory(DjangoModelFactory):
    class Meta:
        model = OrderShare

    order = factory.SubFactory(OrderFactory)
    member = factory.SubFactory(NetworkMemberFactory, network=factory.SelfAttribute("..order.network"))
    quantity, unit_price, amount = 1, 100, 100
    due_on = dt.date(2023, 6, 1)


class CentreEquipmentFactory(DjangoModelFactory):
    class Meta:
        model = CentreEquipment

    centre = factory.SubFactory(CentreProfileFactory)
    name = "Four électrique"
    checked_on = dt.date(2023, 5, 1)
    checked_by = factory.LazyFunction(system_user)


class CentreDayFactory(DjangoModelFactory):
    class Meta:
        model = CentreDay

    centre = factory.SubFactory(CentreProfileFactory)
    kind, title = "closed", "Travaux"
    from_on = to_on = dt.date(2023, 5, 8)
    recorded_by = factory.LazyFunction(system_user)


class ExporterMarketFactory(DjangoModelFactory):
    class Meta:
        model = ExporterMarket

    exporter = factory.SubFactory(ExporterProfileFactory)
    country = factory.SubFactory(CountryFactory)
    stance = "exporting"
    told_on = dt.date(2023, 5, 1)


class PartyPaperFactory(DjangoModelFactory):
    class Meta:
        model = PartyPaper

    party = factory.SubFactory(PartyFactory, organisation_kind=True)
    kind = "rc_extract"
    issued_on = dt.date(2023, 5, 1)
    recorded_by = factory.LazyFunction(system_user)
