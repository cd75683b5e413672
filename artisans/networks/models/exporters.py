"""Where exporters sell, and the papers that must be renewed."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.networks.choices import MarketStance
from artisans.networks.querysets import PaperQuerySet
from artisans.parties.models import ExporterProfile, Party
from artisans.reference.models import Country
from foundation.constraints import both_or_neither, in_order, one_of
from foundation.time import now


@pghistory.track()
class ExporterMarket(models.Model):
    """What a destination is for an exporter: sold to, sought, or not wanted."""

    exporter = models.ForeignKey(ExporterProfile, models.CASCADE, related_name="destinations")
    country = models.ForeignKey(Country, models.PROTECT, related_name="exporters", verbose_name=_("destination"))
    stance = models.CharField(_("market"), max_length=10, choices=MarketStance)
    since = models.PositiveSmallIntegerField(_("since (year)"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    told_on = models.DateField(_("told on"))

    class Meta:
        verbose_name = _("market of an exporter")
        verbose_name_plural = _("markets of exporters")
        ordering = ["stance", "country__sort_fr"]
        constraints = [
            models.UniqueConstraint(fields=["exporter", "country"], name="exportermarket_once"),
            one_of("stance", MarketStance.values, name="exportermarket_stance_known"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.stance}"


@pghistory.track(exclude=["number"])
class PartyPaper(models.Model):
    """A paper with an end: certificate, extract, licence. A renewal is a new row that replaces the former."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="papers", verbose_name=_("beneficiary"))
    kind = models.CharField(_("kind of paper"), max_length=30)  # code in `artisans.networks.papers.KINDS`
    number = models.CharField(_("number"), max_length=60, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_current = models.BooleanField(default=True, editable=False)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    reminded_on = models.DateField(null=True, blank=True, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper with an end")
        verbose_name_plural = _("papers with an end")
        ordering = ["kind", "-issued_on", "-id"]
        indexes = [
            models.Index(fields=["expires_on"], condition=Q(is_current=True), name="partypaper_expires"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "kind"],
                condition=Q(is_current=True),
                name="partypaper_one_current",
                violation_error_message=_("Renew the present paper of this kind instead."),
            ),
            in_order("issued_on", "expires_on", name="partypaper_in_order"),
            both_or_neither("verified_at", "verified_by", name="partypaper_verified_both"),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=models.F("recorded_by")),
                name="partypaper_two_people",
                violation_error_message=_("A paper is verified by somebody else than the person who entered it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.issued_on}"
