"""One factory for each model of the markets."""

import datetime as dt
import uuid
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from accounts.people.models import User
from foundation.time import now
from markets.barometer.models import BarometerEdition, EditionChart, Erratum
from markets.intelligence.models import ExportResult, MarketSignal, OutcomeShare, RolloutFact, SignalDelivery
from markets.trade.models import City, Destination, TradePoint, TradeSeries
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CountryFactory, PartyFactory, ProductFamilyFactory


def system_user() -> User:
    return User.objects.system()


class TradeSeriesFactory(DjangoModelFactory):
    class Meta:
        model = TradeSeries
        django_get_or_create = ("code",)

    code = "exports-total"
    breakdown = "total"
    name_fr, name_ar, name_en = "Exportations", "الصادرات", "Exports"


class DestinationFactory(DjangoModelFactory):
    class Meta:
        model = Destination
        django_get_or_create = ("code",)

    code = factory.LazyAttribute(lambda o: o.country.code if o.country else "GROUP")
    kind = factory.LazyAttribute(lambda o: "country" if o.country else "group")
    country = factory.SubFactory(CountryFactory)
    name_fr, name_ar, name_en = "Pays", "بلد", "Country"


class CityFactory(DjangoModelFactory):
    class Meta:
        model = City
        django_get_or_create = ("code",)

    code = "marrakech"
    name_fr, name_ar, name_en = "Marrakech", "مراكش", "Marrakesh"


class TradePointFactory(DjangoModelFactory):
    """An official total since January: `TradePointFactory(period_end=dt.date(2023, 11, 30), value_mdh="984")`."""

    class Meta:
        model = TradePoint

    series = factory.SubFactory(TradeSeriesFactory)
    period_kind = "ytd"
    period_start = factory.LazyAttribute(lambda o: o.period_end.replace(month=1, day=1))
    period_end = dt.date(2023, 11, 30)
    value_mdh = Decimal("100")
    status = "published"
    published_on = factory.LazyAttribute(lambda o: o.period_end + dt.timedelta(days=20))
    published_precision = "day"
    source = "Bulletin"
    fingerprint = factory.LazyFunction(lambda: uuid.uuid4().hex)


class BarometerEditionFactory(DjangoModelFactory):
    class Meta:
        model = BarometerEdition

    as_of = dt.date(2023, 12, 27)
    created_by = factory.SubFactory(StaffFactory, role="monitoring")


class EditionChartFactory(DjangoModelFactory):
    class Meta:
        model = EditionChart

    edition = factory.SubFactory(BarometerEditionFactory)
    name, language, size = "curve", "fr", "wide"
    svg = "<svg></svg>"


class ErratumFactory(DjangoModelFactory):
    class Meta:
        model = Erratum

    edition = factory.SubFactory(BarometerEditionFactory)
    text_fr = "Une valeur a été corrigée."
    written_by = factory.LazyFunction(system_user)


class MarketSignalFactory(DjangoModelFactory):
    """A draft; `published=True` gives a published one."""

    class Meta:
        model = MarketSignal

    class Params:
        published = factory.Trait(
            published_on=dt.date(2023, 4, 1), published_by=factory.LazyFunction(system_user), status="published"
        )

    family = factory.SubFactory(ProductFamilyFactory)
    title_fr = "Le tapis fait main"
    summary_fr = "Demande, acheteurs, salons."

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        status = kwargs.pop("status", "draft")
        signal = super()._create(model_class, *args, **kwargs)
        if status != "draft":
            signal.status = status
            signal.save(update_fields=["status"])
        return signal


class SignalDeliveryFactory(DjangoModelFactory):
    class Meta:
        model = SignalDelivery

    signal = factory.SubFactory(MarketSignalFactory, published=True)
    party = factory.SubFactory(PartyFactory)
    sent_at = factory.LazyFunction(now)
    sent_by = factory.LazyFunction(system_user)


class RolloutFactFactory(DjangoModelFactory):
    class Meta:
        model = RolloutFact

    code = factory.Sequence(lambda n: f"fact-{n}")
    text_fr, text_ar, text_en = "Un fait", "واقعة", "A fact"
    published_on = dt.date(2023, 7, 18)
    published_precision = "day"
    source = "Communiqué"


class ExportResultFactory(DjangoModelFactory):
    class Meta:
        model = ExportResult

    party = factory.SubFactory(PartyFactory)
    program = factory.SubFactory("tests.factories.markets.ProgramForMarketsFactory")
    period_start, period_end = dt.date(2023, 1, 1), dt.date(2023, 6, 30)
    amount, without_low, without_high = Decimal("100000"), Decimal("20000"), Decimal("40000")
    basis = "Ventes des trois années précédentes"
    declared_by = factory.SubFactory(StaffFactory, role="officer")


class OutcomeShareFactory(DjangoModelFactory):
    class Meta:
        model = OutcomeShare

    result = factory.SubFactory(ExportResultFactory)
    label = "Le bénéficiaire"
    percent = Decimal("100")


class ProgramForMarketsFactory(DjangoModelFactory):
    class Meta:
        model = "programs.Program"
        django_get_or_create = ("code",)

    code, prefix = "export", "EXP"
    name_fr, name_ar, name_en = "Accompagnement des exportateurs", "برنامج مواكبة المصدرين", "Exporter support"
