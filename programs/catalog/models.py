"""Programmes and their published settings."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.constraints import immutable_once, in_order, one_of
from foundation.words import localized
from programs.catalog.choices import ProgramStatus
from programs.catalog.workflow import WORKFLOW


@pghistory.track()
class Program(models.Model):
    """A programme. What it offers stands in its versions; code never tests its code or name."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    prefix = models.CharField(_("prefix of references"), max_length=4, unique=True)
    name_fr = models.CharField(_("name (French)"), max_length=160)
    name_ar = models.CharField(_("name (Arabic)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160)
    summary_fr = models.TextField(_("summary (French)"), blank=True)
    summary_ar = models.TextField(_("summary (Arabic)"), blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ProgramStatus, default=ProgramStatus.DRAFT)
    position = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["position", "code"]
        constraints = [one_of("status", ProgramStatus.values, name="program_status_known")]
        triggers = [WORKFLOW.trigger("program_steps")]

    def __str__(self) -> str:
        return localized(self, "name")


class ProgramVersion(models.Model):
    """Published settings of a programme, checked by `programs/catalog/schema.py`; immutable once published.

    settings = {"support_kinds": [...], "stages": [...], "diagnostic": [...], "tranche_plan": {...}, "ceilings": {...},
    "service_standard_days": int, "appeal_days": int, ...}
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="versions", verbose_name=_("programme"))
    number = models.PositiveSmallIntegerField(_("version"))
    settings = models.JSONField(_("settings"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("programme version")
        verbose_name_plural = _("programme versions")
        ordering = ["program", "-number"]
        constraints = [models.UniqueConstraint(fields=["program", "number"], name="programversion_once")]
        triggers = [
            immutable_once(
                "published_at", name="programversion_immutable", columns=["settings", "number", "program_id"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.program} v{self.number}"


class FiscalYear(models.Model):
    """A budget year; in Morocco the calendar year."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        verbose_name = _("fiscal year")
        verbose_name_plural = _("fiscal years")
        ordering = ["-year"]
        constraints = [in_order("starts_on", "ends_on", name="fiscalyear_in_order")]

    def __str__(self) -> str:
        return str(self.year)
