"""Whom a market note could be sent to: filters over the beneficiaries within reach, and who had it already."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.people.models import User
from artisans.networks.choices import MarketStance
from artisans.parties.choices import ConsentPurpose
from artisans.parties.models import Party
from markets.intelligence.models import MarketSignal, SignalDelivery
from markets.trade.models import Destination
from programs.catalog.models import Program
from programs.enrolments.models import Enrolment

SHOWN = 200


@dataclass(frozen=True)
class Recipients:
    """What the filters found: the first `SHOWN` who may be written to, and how many could not."""

    parties: list[Party]
    total: int
    had_it: int
    declined: int


def recipients(user: User, signal: MarketSignal, wanted: dict) -> Recipients:
    """Active beneficiaries within reach that fit every filter given; never those who took back their consent to news."""
    rows = Party.objects.for_user(user).active().filter(_wanted(wanted)).distinct()
    had = SignalDelivery.objects.filter(signal=signal).values("party")
    declined = Q(consents__purpose=ConsentPurpose.CONTACT, consents__withdrawn_at__isnull=False) & ~Q(
        pk__in=Party.objects.filter(consents__purpose=ConsentPurpose.CONTACT, consents__withdrawn_at=None).values("pk")
    )
    refused = rows.filter(declined).values("pk")
    free = rows.exclude(pk__in=had).exclude(pk__in=refused)
    return Recipients(
        parties=list(_for_list(free)[:SHOWN]),
        total=free.count(),
        had_it=rows.filter(pk__in=had).count(),
        declined=refused.count(),
    )


def chosen(user: User, signal: MarketSignal, numbers: list[int]) -> list[Party]:
    """The ticked ones, as far as they are within reach and active."""
    return list(Party.objects.for_user(user).active().filter(pk__in=numbers).distinct().order_by("pk"))


def _wanted(wanted: dict) -> Q:
    found = Q()
    if program := wanted.get("program"):
        found &= Q(pk__in=_enrolled(program))
    if trade := wanted.get("trade"):
        found &= Q(artisan__trade=trade) | Q(artisan__other_trades=trade)
    if family := wanted.get("family"):
        found &= Q(exporter__families=family) | Q(artisan__trade__family=family)
    if market := wanted.get("market"):
        found &= _sells_to(market)
    if region := wanted.get("region"):
        found &= Q(area__startswith=region.pk)
    if wanted.get("exporters"):
        found &= Q(exporter__isnull=False)
    return found


def _enrolled(program: Program) -> QuerySet:
    return Enrolment.objects.filter(program=program.code).values("party")


def _sells_to(market: Destination) -> Q:
    """Exporters who sell there or want to; a group of countries means any of its members."""
    countries = [market.country_id] if market.country_id else list(market.members.values_list("country", flat=True))
    stances = (MarketStance.EXPORTING, MarketStance.INTERESTED)
    return Q(exporter__destinations__country__in=countries, exporter__destinations__stance__in=stances)


def _for_list(rows: QuerySet[Party]) -> QuerySet[Party]:
    return rows.select_related("commune__province__region", "artisan__trade").order_by("pk")
