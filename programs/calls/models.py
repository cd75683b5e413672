"""Calls for applications, with the form, rules and rubric they were published with."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.parties.choices import PartyKind
from artisans.parties.models import Party
from foundation.constraints import both_or_neither, immutable_once, in_order, one_of
from foundation.fields import MoneyField
from foundation.time import now
from foundation.words import localized
from programs.budget.models import BudgetLine
from programs.calls.choices import CallStatus, CodeKind
from programs.calls.workflow import WORKFLOW
from programs.catalog.models import Program, ProgramVersion

_PUBLISHED_JSON = ["definition", "number", "code"]


def _one_draft(name: str) -> models.UniqueConstraint:
    """Two people never prepare the next version side by side without knowing."""
    return models.UniqueConstraint(fields=["code"], condition=Q(published_at=None), name=name)


def _kept_once_published(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Protect(
        name=name, operation=pgtrigger.Delete, condition=pgtrigger.Q(old__published_at__isnull=False)
    )


class Versioned(models.Model):
    """A definition that can no longer change once published. A draft carries the number of its last saving, so that two people
    who write at once are told instead of overwriting each other. Without a programme it belongs to all.
    """

    code = models.SlugField(_("code"), max_length=60)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    definition = models.JSONField(_("definition"))
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
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
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="formversion_once"),
            _one_draft("formversion_one_draft"),
        ]
        triggers = [
            immutable_once("published_at", name="formversion_immutable", columns=_PUBLISHED_JSON),
            _kept_once_published("formversion_kept"),
        ]


class RuleSet(Versioned):
    """Rules from the registered catalogue, with their parameters."""

    class Meta(Versioned.Meta):
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="ruleset_once"),
            _one_draft("ruleset_one_draft"),
        ]
        triggers = [
            immutable_once("published_at", name="ruleset_immutable", columns=_PUBLISHED_JSON),
            _kept_once_published("ruleset_kept"),
        ]


class Rubric(Versioned):
    """Criteria, weights and scale by which reviewers score."""

    class Meta(Versioned.Meta):
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="rubric_once"),
            _one_draft("rubric_one_draft"),
        ]
        triggers = [
            immutable_once("published_at", name="rubric_immutable", columns=_PUBLISHED_JSON),
            _kept_once_published("rubric_kept"),
        ]


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
    is_by_invitation = models.BooleanField(
        _("by invitation"), default=False, help_text=_("Only people with an access code can begin an application.")
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Empty: open until further notice.")
    )
    status = models.CharField(_("status"), max_length=10, choices=CallStatus, default=CallStatus.DRAFT)
    is_demonstration = models.BooleanField(default=False, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

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


class AccessCode(models.Model):
    """A code that lets somebody begin after the closing moment, or in a call by invitation. Only its keyed hash is kept."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="access_codes", verbose_name=_("call"))
    kind = models.CharField(_("what it opens"), max_length=8, choices=CodeKind)
    code_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    tail = models.CharField(max_length=2, editable=False)
    purpose = models.CharField(_("for whom and why"), max_length=200)
    max_uses = models.PositiveSmallIntegerField(_("applicants who may use it"), default=1)
    uses = models.PositiveSmallIntegerField(default=0, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("access code")
        verbose_name_plural = _("access codes")
        ordering = ["-created_at", "-id"]
        constraints = [
            one_of("kind", CodeKind.values, name="accesscode_kind_known"),
            models.CheckConstraint(name="accesscode_uses_within", condition=Q(uses__lte=models.F("max_uses"))),
            models.CheckConstraint(name="accesscode_some_use", condition=Q(max_uses__gte=1)),
            both_or_neither("revoked_at", "revoked_by", name="accesscode_revoked_both"),
        ]

    def __str__(self) -> str:
        return f"••••{self.tail}"


class AccessCodeUse(models.Model):
    """Who came in by which code. One party uses one place of a code, however often it is typed."""

    access_code = models.ForeignKey(AccessCode, models.PROTECT, related_name="entries", verbose_name=_("access code"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("beneficiary"))
    used_at = models.DateTimeField()
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("use of an access code")
        verbose_name_plural = _("uses of access codes")
        ordering = ["used_at", "id"]
        constraints = [models.UniqueConstraint(fields=["access_code", "party"], name="accesscodeuse_once")]

    def __str__(self) -> str:
        return f"{self.access_code} · {self.party}"


class Trial(models.Model):
    """One person's trial of a form. It stands apart from applications: no queue, figure, report or ledger can read it as one.

    `attached` names the slots in which a file is pretended to lie.
    """

    form = models.ForeignKey(FormVersion, models.CASCADE, related_name="trials")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    attached = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("trial of a form")
        verbose_name_plural = _("trials of forms")
        constraints = [models.UniqueConstraint(fields=["form", "person"], name="trial_once")]

    def __str__(self) -> str:
        return f"{self.form} · {self.person}"
