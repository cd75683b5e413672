"""What is measured, against which plan, by whom; and the visits that see for themselves.

An approved measurement never changes: a correction is another row that names the one it restates and says why.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.parties.models import Party
from foundation.constraints import both_or_neither, immutable_once, in_order, one_of
from foundation.references import new_reference
from foundation.time import now
from foundation.words import localized
from programs.catalog.models import Program
from reports.monitoring.choices import Dimension, Direction, MeasurementStatus, Origin, PeriodStatus, Unit, VisitStatus
from reports.monitoring.querysets import IndicatorQuerySet, MeasurementQuerySet, SiteVisitQuerySet
from reports.monitoring.workflow import MEASUREMENT, PERIOD, VISIT


def new_visit_reference() -> str:
    return new_reference("V")


@pghistory.track()
class ReportingPeriod(models.Model):
    """A stretch of time that is measured as a whole, `2023-S2`. Closed: nothing in it changes any more."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    status = models.CharField(_("state"), max_length=8, choices=PeriodStatus, default=PeriodStatus.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["-ends_on", "-starts_on"]
        constraints = [
            in_order("starts_on", "ends_on", name="reportingperiod_in_order"),
            models.UniqueConstraint(fields=["starts_on", "ends_on"], name="reportingperiod_once"),
            both_or_neither("closed_at", "closed_by", name="reportingperiod_closed_both"),
            one_of("status", PeriodStatus.values, name="reportingperiod_status_known"),
        ]
        triggers = [PERIOD.trigger("reportingperiod_steps")]

    def __str__(self) -> str:
        return self.code


@pghistory.track()
class Indicator(models.Model):
    """One thing that is followed, with its definition; empty programme: the whole establishment."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("programme")
    )
    name_fr = models.CharField(_("name (French)"), max_length=160)
    name_ar = models.CharField(_("name (Arabic)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    definition_fr = models.TextField(_("definition (French)"))
    definition_ar = models.TextField(_("definition (Arabic)"), blank=True)
    definition_en = models.TextField(_("definition (English)"), blank=True)
    unit = models.CharField(_("unit"), max_length=14, choices=Unit)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    is_cumulative = models.BooleanField(
        _("cumulative"), default=False, help_text=_("Counted since the programme began; such a series never falls.")
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin)
    computation = models.SlugField(max_length=40, blank=True)  # a name in reports.monitoring.computing
    dimensions = models.JSONField(_("breakdowns"), default=list, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=16, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField(_("baseline of"), null=True, blank=True)
    green_from = models.PositiveSmallIntegerField(
        _("on plan from (%)"), default=90, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    amber_from = models.PositiveSmallIntegerField(
        _("behind from (%)"), default=70, validators=[MinValueValidator(0), MaxValueValidator(99)]
    )
    source = models.CharField(_("source"), max_length=240, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("followed"), default=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["program__position", "position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(amber_from__lt=F("green_from")), name="indicator_lights_in_order"),
            models.CheckConstraint(
                condition=Q(origin=Origin.REPORTED, computation="") | (Q(origin=Origin.COMPUTED) & ~Q(computation="")),
                name="indicator_computed_has_computation",
            ),
            both_or_neither("baseline", "baseline_on", name="indicator_baseline_dated"),
            one_of("unit", Unit.values, name="indicator_unit_known"),
            one_of("direction", Direction.values, name="indicator_direction_known"),
        ]

    def __str__(self) -> str:
        return localized(self, "name")


@pghistory.track()
class Target(models.Model):
    """The plan of one indicator for one period."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="targets")
    value = models.DecimalField(_("target"), max_digits=16, decimal_places=2)
    source = models.CharField(_("source"), max_length=240, blank=True)
    set_at = models.DateTimeField(default=now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "period"], name="target_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.period}"


_CLOSED = """
    IF EXISTS (SELECT 1 FROM reports_reportingperiod WHERE id = NEW.period_id AND status = 'closed') {also} THEN
        RAISE EXCEPTION 'the reporting period is closed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@pghistory.track()
class Measurement(models.Model):
    """The value of one indicator in one period, said by one person and approved by another."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="measurements")
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    note = models.TextField(_("note"), blank=True)
    status = models.CharField(_("state"), max_length=9, choices=MeasurementStatus, default=MeasurementStatus.DRAFT)
    behind = models.JSONField(default=dict, blank=True)  # computed: the model and ids counted
    restates = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="restated_by", verbose_name=_("corrects")
    )
    reason = models.TextField(_("reason of the correction"), blank=True)
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period"],
                condition=Q(restates=None),
                name="measurement_once",
                violation_error_message=_("This indicator already has a measurement in this period."),
            ),
            both_or_neither("submitted_at", "submitted_by", name="measurement_submitted_both"),
            both_or_neither("approved_at", "approved_by", name="measurement_approved_both"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("submitted_by")),
                name="measurement_two_people",
                violation_error_message=_(
                    "A measurement is approved by somebody else than the person who submitted it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(restates=None) | ~Q(reason=""),
                name="measurement_restated_with_reason",
                violation_error_message=_("Say why the value is corrected."),
            ),
            one_of("status", MeasurementStatus.values, name="measurement_status_known"),
        ]
        triggers = [
            MEASUREMENT.trigger("measurement_steps"),
            immutable_once(
                "approved_at",
                name="measurement_approved_stays",
                columns=["indicator_id", "period_id", "value", "reason", "restates_id", "status", "submitted_by_id"],
            ),
            pgtrigger.Trigger(
                name="measurement_period_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_CLOSED.format(also="AND NEW.restates_id IS NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.period}"


class MeasurementShare(models.Model):
    """A part of a measurement: so many in that region, of that sex, …"""

    measurement = models.ForeignKey(Measurement, models.CASCADE, related_name="shares")
    dimension = models.CharField(_("breakdown"), max_length=8, choices=Dimension)
    member = models.CharField(_("group"), max_length=24)  # a region's code, "F", "under_35", …
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = _("part of a measurement")
        verbose_name_plural = _("parts of measurements")
        ordering = ["dimension", "member"]
        constraints = [
            models.UniqueConstraint(fields=["measurement", "dimension", "member"], name="measurementshare_once"),
            one_of("dimension", Dimension.values, name="measurementshare_dimension_known"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="measurementshare_approved_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (SELECT 1 FROM reports_measurement WHERE id = NEW.measurement_id AND approved_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'the measurement is approved' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.measurement} {self.dimension} {self.member}"


@pghistory.track(exclude=["latitude", "longitude"])
class SiteVisit(models.Model):
    """Somebody goes and looks; somebody else validates what they say."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_visit_reference, editable=False
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="site_visits", verbose_name=_("beneficiary"))
    program = models.ForeignKey(Program, models.PROTECT, related_name="+", verbose_name=_("programme"))
    area = models.CharField(max_length=20, editable=False)  # of the beneficiary when it was planned
    purpose = models.CharField(_("purpose"), max_length=240)
    planned_on = models.DateField(_("planned on"))
    visitor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("visitor"))
    status = models.CharField(_("state"), max_length=9, choices=VisitStatus, default=VisitStatus.PLANNED)
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    findings = models.TextField(_("findings"), blank=True)
    is_as_reported = models.BooleanField(_("what was reported is there"), null=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    photos = models.ManyToManyField(Document, blank=True, related_name="+", verbose_name=_("photos"))
    reason = models.TextField(_("reason"), blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)
    validated_at = models.DateTimeField(null=True, blank=True)
    validated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = SiteVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        ordering = ["-planned_on", "-id"]
        indexes = [
            models.Index(fields=["program", "status", "planned_on"], name="sitevisit_program"),
            models.Index(fields=["visitor", "status"], name="sitevisit_visitor"),
        ]
        constraints = [
            both_or_neither("validated_at", "validated_by", name="sitevisit_validated_both"),
            both_or_neither("latitude", "longitude", name="sitevisit_place_whole"),
            models.CheckConstraint(
                condition=Q(validated_by=None) | ~Q(validated_by=F("visitor")),
                name="sitevisit_two_people",
                violation_error_message=_("A visit is validated by somebody else than the visitor."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=[VisitStatus.PLANNED, VisitStatus.CANCELLED])
                | (Q(visited_on__isnull=False) & ~Q(findings="")),
                name="sitevisit_done_with_findings",
            ),
            one_of("status", VisitStatus.values, name="sitevisit_status_known"),
        ]
        triggers = [VISIT.trigger("sitevisit_steps")]

    def __str__(self) -> str:
        return self.reference
