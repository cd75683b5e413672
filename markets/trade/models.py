"""Published export figures. A figure is never overwritten: a correction is a newer vintage of the same period."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.reference.models import Country, HSCode, ProductFamily
from foundation.constraints import append_only, in_order, one_of
from foundation.time import now
from foundation.words import localized
from markets.trade.choices import (
    Breakdown,
    DestinationKind,
    PeriodKind,
    PointStatus,
    Precision,
    Qualifier,
)
from markets.trade.querysets import TradePointQuerySet


class Destination(models.Model):
    """Where exports go: a country, or a group whose figures are never added to those of countries."""

    code = models.SlugField(_("code"), max_length=20, primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=DestinationKind)
    country = models.OneToOneField(
        Country, models.PROTECT, null=True, blank=True, related_name="destination", verbose_name=_("country")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("group")
    )
    name_fr = models.CharField(_("name (French)"), max_length=80)
    name_ar = models.CharField(_("name (Arabic)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    published_as = models.CharField(_("label in the bulletins"), max_length=80, blank=True)
    retired_on = models.DateField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("destination")
        verbose_name_plural = _("destinations")
        ordering = ["kind", "name_fr"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=DestinationKind.COUNTRY, country__isnull=False)
                | Q(kind=DestinationKind.GROUP, country__isnull=True),
                name="destination_country_or_group",
            ),
        ]

    def __str__(self) -> str:
        return localized(self, "name")


class City(models.Model):
    """A city of the export bulletins."""

    code = models.SlugField(_("code"), max_length=20, primary_key=True)
    name_fr = models.CharField(_("name (French)"), max_length=80, unique=True)
    name_ar = models.CharField(_("name (Arabic)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    retired_on = models.DateField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["name_fr"]

    def __str__(self) -> str:
        return localized(self, "name")


class TradeSeries(models.Model):
    """One published series: what is measured and what its parts are."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    breakdown = models.CharField(_("breakdown"), max_length=12, choices=Breakdown)
    measure = models.CharField(_("measure"), max_length=20, default="value_mdh")
    name_fr = models.CharField(_("name (French)"), max_length=160)
    name_ar = models.CharField(_("name (Arabic)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160)
    source = models.TextField(_("source"), blank=True)

    class Meta:
        verbose_name = _("export series")
        verbose_name_plural = _("export series")
        ordering = ["id"]
        constraints = [one_of("breakdown", Breakdown.values, name="tradeseries_breakdown_known")]

    def __str__(self) -> str:
        return localized(self, "name")


_SAME_PARTS = """
      series_id = NEW.series_id
      AND family_id IS NOT DISTINCT FROM NEW.family_id AND hs_id IS NOT DISTINCT FROM NEW.hs_id
      AND destination_id IS NOT DISTINCT FROM NEW.destination_id AND city_id IS NOT DISTINCT FROM NEW.city_id
"""

# Months added up since January can only rise. The series row is locked first, so that two loads cannot pass each other.
_NEVER_FALLS = """
    IF NEW.value_mdh IS NULL OR NEW.is_restatement OR NEW.status <> 'published'
       OR extract(month FROM NEW.period_start) <> 1 THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM markets_tradeseries WHERE id = NEW.series_id FOR NO KEY UPDATE;
    PERFORM 1 FROM (
        SELECT DISTINCT ON (period_end) period_end, value_mdh FROM markets_tradepoint
        WHERE @same_parts
          AND period_start = NEW.period_start AND period_end <> NEW.period_end
          AND status = 'published' AND value_mdh IS NOT NULL
        ORDER BY period_end, published_on DESC, recorded_at DESC, id DESC
    ) standing
    WHERE (period_end < NEW.period_end AND value_mdh > NEW.value_mdh)
       OR (period_end > NEW.period_end AND value_mdh < NEW.value_mdh);
    IF FOUND THEN
        RAISE EXCEPTION 'a cumulative series falls at % without a restatement', NEW.period_end
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tradepoint_never_falls';
    END IF;
    RETURN NEW;
""".replace("@same_parts", _SAME_PARTS)


class TradePoint(models.Model):
    """One figure as it was published: for what, for which months, when, by whom. Written once.

    `published_on` is the vintage: the first day on which the figure can have been read, given `published_precision` and
    the end of its period. `recorded_at` is when it came to us. `fingerprint` covers everything but the latter, so the same
    figure sent twice is one row.
    """

    series = models.ForeignKey(TradeSeries, models.PROTECT, related_name="points", verbose_name=_("series"))
    family = models.ForeignKey(
        ProductFamily, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product family")
    )
    hs = models.ForeignKey(HSCode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("HS code"))
    destination = models.ForeignKey(
        Destination, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("destination")
    )
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("city"))
    period_kind = models.CharField(_("period"), max_length=8, choices=PeriodKind)
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("until"))
    value_mdh = models.DecimalField(_("value (MDH)"), max_digits=14, decimal_places=3, null=True, blank=True)
    share_pct = models.DecimalField(_("share (%)"), max_digits=6, decimal_places=2, null=True, blank=True)
    growth_pct = models.DecimalField(
        _("growth as published (%)"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    qualifier = models.CharField(_("precision of the value"), max_length=1, choices=Qualifier, default=Qualifier.EXACT)
    status = models.CharField(_("status"), max_length=10, choices=PointStatus)
    comparison_base = models.CharField(_("compared with"), max_length=80, blank=True)
    published_on = models.DateField(_("published"), db_index=True)
    published_precision = models.CharField(_("precision of the date"), max_length=8, choices=Precision)
    is_restatement = models.BooleanField(_("restatement"), default=False)
    source = models.TextField(_("source"))
    note = models.TextField(_("note"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=now)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)

    objects = TradePointQuerySet.as_manager()

    class Meta:
        verbose_name = _("export figure")
        verbose_name_plural = _("export figures")
        ordering = ["-period_end", "series", "-published_on", "-id"]
        indexes = [
            models.Index(fields=["series", "-period_end", "-published_on"], name="tradepoint_newest"),
            models.Index(fields=["series", "family", "period_end"], name="tradepoint_family"),
            models.Index(fields=["series", "destination", "period_end"], name="tradepoint_destination"),
        ]
        constraints = [
            in_order("period_start", "period_end", name="tradepoint_period_in_order"),
            one_of("period_kind", PeriodKind.values, name="tradepoint_kind_known"),
            one_of("qualifier", Qualifier.values, name="tradepoint_qualifier_known"),
            one_of("status", PointStatus.values, name="tradepoint_status_known"),
            one_of("published_precision", Precision.values, name="tradepoint_precision_known"),
            models.CheckConstraint(
                condition=Q(value_mdh__isnull=False)
                | Q(share_pct__isnull=False)
                | Q(growth_pct__isnull=False)
                | ~Q(note=""),
                name="tradepoint_says_something",
            ),
            models.CheckConstraint(
                condition=Q(value_mdh__isnull=True) | Q(value_mdh__gte=0), name="tradepoint_value_positive"
            ),
            models.CheckConstraint(
                condition=Q(share_pct__isnull=True) | Q(share_pct__gte=0, share_pct__lte=100),
                name="tradepoint_share_percent",
            ),
        ]
        triggers = [
            *append_only("tradepoint"),
            pgtrigger.Trigger(
                name="tradepoint_never_falls", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_NEVER_FALLS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.period_start:%Y-%m}/{self.period_end:%Y-%m}"
