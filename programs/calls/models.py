"""Calls for applications, with the form, rules and rubric they were published with."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.parties.choices import PartyKind
from foundation.constraints import immutable_once, in_order, one_of
from foundation.fields import MoneyField
from foundation.time import now
from foundation.words import localized
from programs.budget.models import BudgetLine
from programs.calls.choices import CallStatus
from programs.calls.workflow import WORKFLOW
from programs.catalog.models import ProgramVersion

_PUBLISHED_JSON = ["definition", "number", "code"]


class Versioned(models.Model):
    """A definition that can no longer change once published."""

    code = models.SlugField(_("code"), max_length=60)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    definition = models.JSONField(_("definition"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["code", "-number"]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class FormVersion(Versioned):
    """Sections and questions in three languages; the schema is `programs/calls/schema.py`."""

    class Meta(Versioned.Meta):
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="formversion_once")]
        triggers = [immutable_once("published_at", name="formversion_immutable", columns=_PUBLISHED_JSON)]


class RuleSet(Versioned):
    """Rules from the registered catalogue, with their parameters."""

    class Meta(Versioned.Meta):
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="ruleset_once")]
        triggers = [immutable_once("published_at", name="ruleset_immutable", columns=_PUBLISHED_JSON)]


class Rubric(Versioned):
    """Criteria, weights and scale by which reviewers score."""

    class Meta(Versioned.Meta):
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="rubric_once")]
        triggers = [immutable_once("published_at", name="rubric_immutable", columns=_PUBLISHED_JSON)]


class CallQuerySet(models.QuerySet):
    def open(self):
        """Calls that take applications now."""
        moment = now()
        return self.filter(status=CallStatus.OPEN, opens_at__lte=moment).filter(
            Q(closes_at=None) | Q(closes_at__gt=moment)
        )

    def public(self):
        return self.exclude(status=CallStatus.DRAFT)


@pghistory.track()
class Call(models.Model):
    """An invitation to apply, for one edition of a programme."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    version = models.ForeignKey(
        ProgramVersion, models.PROTECT, related_name="calls", verbose_name=_("programme version")
    )
    edition = models.CharField(_("edition"), max_length=30)
    name_fr = models.CharField(_("name (French)"), max_length=200)
    name_ar = models.CharField(_("name (Arabic)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    offer_fr = models.TextField(_("what it gives (French)"), blank=True)
    offer_ar = models.TextField(_("what it gives (Arabic)"), blank=True)
    offer_en = models.TextField(_("what it gives (English)"), blank=True)
    audience = models.CharField(
        _("open to"), max_length=12, choices=[*PartyKind.choices, ("any", _("Everyone"))], default="any"
    )
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="calls", verbose_name=_("form"))
    rules = models.ForeignKey(RuleSet, models.PROTECT, related_name="calls", verbose_name=_("rules"))
    rubric = models.ForeignKey(
        Rubric, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("rubric")
    )
    budget_line = models.ForeignKey(
        BudgetLine, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("budget line")
    )
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    max_amount = MoneyField(_("ceiling per file (MAD)"), null=True, blank=True)
    reviews_required = models.PositiveSmallIntegerField(_("reviews per file"), default=2)
    is_fast_track = models.BooleanField(_("fast track (emergency)"), default=False)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Empty: open until further notice.")
    )
    status = models.CharField(_("status"), max_length=10, choices=CallStatus, default=CallStatus.DRAFT)
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for applications")
        verbose_name_plural = _("calls for applications")
        ordering = ["-opens_at", "id"]
        constraints = [
            in_order("opens_at", "closes_at", name="call_in_order"),
            one_of("status", CallStatus.values, name="call_status_known"),
        ]
        triggers = [WORKFLOW.trigger("call_steps")]

    def __str__(self) -> str:
        return localized(self, "name")
