"""What a party is besides a person or a body: artisan, exporter, aggregator, centre."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.parties.choices import (
    ArtisanCategory,
    LegalForm,
)
from artisans.parties.models.parties import Party
from artisans.reference.models import HSCode, ProductFamily, Trade
from foundation.constraints import both_or_neither
from foundation.fields import MoneyField
from foundation.time import now


@pghistory.track()
class Organisation(models.Model):
    """Legal facts of an enterprise, cooperative, association or GIE."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="organisation")
    legal_form = models.CharField(_("legal form"), max_length=12, choices=LegalForm)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    members = models.PositiveIntegerField(_("members"), default=0)
    women_members = models.PositiveIntegerField(_("women among them"), default=0)
    employees = models.PositiveIntegerField(_("employees"), default=0)
    representative = models.CharField(_("legal representative"), max_length=160, blank=True)
    trades = models.ManyToManyField(Trade, blank=True, related_name="organisations", verbose_name=_("trades"))

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=Q(women_members__lte=models.F("members")),
                name="organisation_women_within",
                violation_error_message=_("There cannot be more women than members."),
            )
        ]

    def __str__(self) -> str:
        return str(self.party)


@pghistory.track()
class ArtisanProfile(models.Model):
    """What a craftsperson makes, where and with whom."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="artisan")
    category = models.CharField(_("category (law 50-17)"), max_length=10, choices=ArtisanCategory, blank=True)
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="artisans", verbose_name=_("main trade"))
    other_trades = models.ManyToManyField(Trade, blank=True, related_name="+", verbose_name=_("other trades"))
    practising_since = models.PositiveSmallIntegerField(_("practising since (year)"), null=True, blank=True)
    workshop_kind = models.CharField(_("workshop"), max_length=60, blank=True)
    workers = models.PositiveSmallIntegerField(_("workers"), default=0)
    apprentices = models.PositiveSmallIntegerField(_("apprentices"), default=0)
    monthly_capacity = models.CharField(_("monthly capacity"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("artisan profile")
        verbose_name_plural = _("artisan profiles")

    def __str__(self) -> str:
        return str(self.party)


@pghistory.track()
class ExporterProfile(models.Model):
    """What a party exports and where to."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="exporter")
    families = models.ManyToManyField(
        ProductFamily, blank=True, related_name="exporters", verbose_name=_("product families")
    )
    hs_codes = models.ManyToManyField(HSCode, blank=True, related_name="exporters", verbose_name=_("HS codes"))
    exporting_since = models.PositiveSmallIntegerField(_("exporting since (year)"), null=True, blank=True)
    is_in_exporters_file = models.BooleanField(_("in the exporters' file"), default=False)

    class Meta:
        verbose_name = _("exporter profile")
        verbose_name_plural = _("exporter profiles")

    def __str__(self) -> str:
        return str(self.party)


class ExporterTurnover(models.Model):
    """Export and total turnover of one year in one currency, as declared; true once somebody else has seen the proof."""

    exporter = models.ForeignKey(ExporterProfile, models.CASCADE, related_name="turnovers")
    year = models.PositiveSmallIntegerField(_("year"))
    currency = models.CharField(_("currency"), max_length=3, default="MAD")
    export = MoneyField(_("export turnover"))
    total = MoneyField(_("total turnover"))
    source = models.CharField(_("source"), max_length=120, blank=True)
    proof = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proof")
    )
    declared_at = models.DateTimeField(default=now, editable=False)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("turnover")
        verbose_name_plural = _("turnovers")
        ordering = ["-year", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["exporter", "year", "currency"], name="turnover_once_a_year"),
            models.CheckConstraint(
                condition=Q(export__gte=0, total__gte=models.F("export")), name="turnover_export_within"
            ),
            both_or_neither("confirmed_at", "confirmed_by", name="turnover_confirmed_both"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("declared_by")),
                name="turnover_two_people",
                violation_error_message=_("The turnover is confirmed by somebody else than the person who entered it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exporter} {self.year}"


@pghistory.track()
class AggregatorProfile(models.Model):
    """What an aggregator gathers and sells for the artisans of its network."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="aggregator")
    families = models.ManyToManyField(ProductFamily, blank=True, related_name="+", verbose_name=_("product families"))
    sells_online = models.BooleanField(_("sells online"), default=False)
    yearly_orders = models.PositiveIntegerField(_("orders a year"), default=0)

    class Meta:
        verbose_name = _("aggregator profile")
        verbose_name_plural = _("aggregator profiles")

    def __str__(self) -> str:
        return str(self.party)


@pghistory.track()
class CentreProfile(models.Model):
    """A centre of excellence: what it teaches and how many it takes."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="centre")
    trades = models.ManyToManyField(Trade, blank=True, related_name="centres", verbose_name=_("trades"))
    capacity = models.PositiveIntegerField(_("places a cohort"), default=0)
    equipment = models.TextField(_("equipment"), blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)

    class Meta:
        verbose_name = _("centre profile")
        verbose_name_plural = _("centre profiles")

    def __str__(self) -> str:
        return str(self.party)
