"""The fast lane after a disaster: where it struck, what was lost, who comes first."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from artisans.reference.models import Commune
from foundation.constraints import append_only, both_or_neither, immutable_once, one_of
from foundation.fields import MoneyField
from foundation.time import now
from programs.applications.models import Application
from programs.calls.models import Call
from programs.emergency.choices import AssessmentStatus, Declared, StructureGrade
from programs.emergency.workflow import WORKFLOW


class DisasterEvent(models.Model):
    """A declared disaster and its legal basis."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_fr = models.CharField(_("name (French)"), max_length=160)
    name_ar = models.CharField(_("name (Arabic)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160)
    struck_at = models.DateTimeField(_("struck"))
    legal_basis = models.TextField(_("legal basis"), blank=True)
    calls = models.ManyToManyField(Call, blank=True, related_name="disasters")

    class Meta:
        verbose_name = _("disaster event")
        verbose_name_plural = _("disaster events")

    def __str__(self) -> str:
        return self.name_fr


class DisasterCommune(models.Model):
    """What is known of one commune; anything but a declaration sends the rule to a person."""

    event = models.ForeignKey(DisasterEvent, models.CASCADE, related_name="communes")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")
    declared = models.CharField(_("declared"), max_length=16, choices=Declared)
    evidence = models.TextField(blank=True)
    source = models.TextField(blank=True)

    class Meta:
        verbose_name = _("commune of a disaster")
        verbose_name_plural = _("communes of a disaster")
        constraints = [
            models.UniqueConstraint(fields=["event", "commune"], name="disastercommune_once"),
            one_of("declared", Declared.values, name="disastercommune_declared_known"),
        ]

    def __str__(self) -> str:
        return f"{self.commune}: {self.declared}"


class DamageScale(models.Model):
    """Grades, weights and the cap by which damage is assessed; immutable once published."""

    code = models.SlugField(max_length=40)
    number = models.PositiveSmallIntegerField(default=1)
    definition = models.JSONField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("damage scale")
        verbose_name_plural = _("damage scales")
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="damagescale_once")]
        triggers = [
            immutable_once("published_at", name="damagescale_immutable", columns=["code", "number", "definition"])
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


@pghistory.track()
class DamageAssessment(models.Model):
    """What was found on the spot, by whom, countersigned by another."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="assessments")
    scale = models.ForeignKey(DamageScale, models.PROTECT, related_name="+")
    structure = models.PositiveSmallIntegerField(_("structure"), choices=StructureGrade)
    premises_loss = MoneyField(_("loss on premises (MAD)"), default=0)
    equipment_loss = MoneyField(_("equipment lost (MAD)"), default=0)
    stock_loss = MoneyField(_("stock lost (MAD)"), default=0)
    other_aid = MoneyField(_("other aid for the same damage (MAD)"), default=0)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    visited_on = models.DateField(_("visited on"))
    status = models.CharField(_("status"), max_length=14, choices=AssessmentStatus, default=AssessmentStatus.DRAFT)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("assessed by")
    )
    countersigned_at = models.DateTimeField(null=True, blank=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("damage assessment")
        verbose_name_plural = _("damage assessments")
        constraints = [
            both_or_neither("countersigned_at", "countersigned_by", name="damageassessment_signed_both"),
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("assessed_by")),
                name="damageassessment_two_people",
            ),
            models.CheckConstraint(
                condition=Q(premises_loss__gte=0, equipment_loss__gte=0, stock_loss__gte=0, other_aid__gte=0),
                name="damageassessment_amounts_positive",
            ),
        ]
        triggers = [WORKFLOW.trigger("damageassessment_steps")]

    def __str__(self) -> str:
        return str(self.application)


class PriorityScore(models.Model):
    """Who comes first, with every input that made it so."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="priority_scores")
    scale = models.ForeignKey(DamageScale, models.PROTECT, related_name="+")
    score = models.DecimalField(_("priority"), max_digits=6, decimal_places=2)
    inputs = models.JSONField()
    computed_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("priority score")
        verbose_name_plural = _("priority scores")
        ordering = ["-id"]
        triggers = append_only("priorityscore")

    def __str__(self) -> str:
        return f"{self.application} {self.score}"
