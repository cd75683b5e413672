"""Market intelligence, whom it reached and what came of it; export results that the beneficiary confirms."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from accounts.people.scopes import scope_condition
from artisans.parties.models import Party
from artisans.reference.models import ProductFamily
from foundation.constraints import both_or_neither, in_order, one_of
from foundation.fields import MoneyField
from foundation.references import new_reference
from foundation.time import now
from foundation.words import localized
from markets.intelligence.choices import ResultStatus, SignalStatus
from markets.intelligence.workflow import RESULT, SIGNAL
from markets.trade.choices import Precision
from markets.trade.models import Destination
from programs.catalog.models import Program


def new_signal_reference() -> str:
    return new_reference("VM")


def new_result_reference() -> str:
    return new_reference("RX")


class MarketSignal(models.Model):
    """What a market wants: a report or a note about one market, one product, or both."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_signal_reference, editable=False
    )
    code = models.SlugField(_("code"), max_length=60, unique=True, null=True, blank=True, editable=False)
    destination = models.ForeignKey(
        Destination, models.PROTECT, null=True, blank=True, related_name="signals", verbose_name=_("market")
    )
    family = models.ForeignKey(
        ProductFamily, models.PROTECT, null=True, blank=True, related_name="signals", verbose_name=_("product family")
    )
    title_fr = models.CharField(_("title (French)"), max_length=200)
    title_ar = models.CharField(_("title (Arabic)"), max_length=200, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    summary_fr = models.TextField(_("summary (French)"))
    summary_ar = models.TextField(_("summary (Arabic)"), blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    source = models.CharField(_("source"), max_length=400, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=SignalStatus, default=SignalStatus.DRAFT, editable=False
    )
    published_on = models.DateField(_("published"), null=True, blank=True, editable=False)
    published_precision = models.CharField(max_length=8, choices=Precision, default=Precision.DAY, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("published by"),
    )
    recorded_at = models.DateTimeField(_("recorded"), default=now, editable=False)
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("market signal")
        verbose_name_plural = _("market signals")
        ordering = ["-published_on", "-id"]
        constraints = [
            one_of("status", SignalStatus.values, name="signal_status_known"),
            both_or_neither("published_on", "published_by", name="signal_published_both"),
            models.CheckConstraint(
                condition=Q(destination__isnull=False) | Q(family__isnull=False),
                name="signal_about_something",
                violation_error_message=_("Name the market, the product family, or both."),
            ),
        ]
        triggers = [SIGNAL.trigger("signal_steps")]

    def __str__(self) -> str:
        return localized(self, "title")


class SignalDelivery(models.Model):
    """A signal in the hands of one beneficiary, in the name of one programme: sent, then seen, then acted upon."""

    signal = models.ForeignKey(MarketSignal, models.PROTECT, related_name="deliveries", verbose_name=_("signal"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="signal_deliveries", verbose_name=_("beneficiary"))
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    sent_at = models.DateTimeField(_("sent"), default=now, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("sent by")
    )
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True, editable=False)
    acted_at = models.DateTimeField(_("acted upon"), null=True, blank=True, editable=False)
    interaction = models.TextField(_("what they did with it"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=now, editable=False)
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("delivery of a signal")
        verbose_name_plural = _("deliveries of signals")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["signal", "party"], name="delivery_once"),
            in_order("sent_at", "seen_at", name="delivery_sent_before_seen"),
            models.CheckConstraint(
                condition=Q(acted_at__isnull=True) | Q(seen_at__isnull=False, acted_at__gte=models.F("seen_at")),
                name="delivery_seen_before_acted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signal_id} {self.party_id}"


class RolloutFact(models.Model):
    """A published fact about the roll-out of market intelligence, with its source."""

    code = models.SlugField(max_length=60, unique=True)
    text_fr = models.CharField(max_length=300)
    text_ar = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    number = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    destinations = models.ManyToManyField(Destination, blank=True, related_name="+")
    published_on = models.DateField(_("published"))
    published_precision = models.CharField(max_length=8, choices=Precision)
    source = models.CharField(_("source"), max_length=400)
    recorded_at = models.DateTimeField(_("recorded"), default=now)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("fact about the roll-out")
        verbose_name_plural = _("facts about the roll-out")
        ordering = ["published_on", "id"]

    def __str__(self) -> str:
        return localized(self, "text")


class ExportResultQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Staff: results of their programmes and areas. Others: their own and those they hold a mandate for."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        reach = scope_condition(user, "markets.view_exportresult", program="program__code", area="party__area")
        if reach is not None:
            return self.filter(reach)
        return self.filter(party__mandates__user=user, party__mandates__until=None).distinct()

    def confirmed(self):
        """The only ones that count in a headline."""
        return self.filter(status=ResultStatus.CONFIRMED)


class ExportResult(models.Model):
    """Exports a beneficiary made in a period, with what they would have made without us (low and high estimate).

    Who contributed is told by `OutcomeShare` rows; from `sent` on they total 100 %, which the database checks at commit.
    """

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_result_reference, editable=False
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="export_results", verbose_name=_("beneficiary"))
    program = models.ForeignKey(Program, models.PROTECT, related_name="+", verbose_name=_("programme"))
    destination = models.ForeignKey(
        Destination, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("market")
    )
    family = models.ForeignKey(
        ProductFamily, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product family")
    )
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("until"))
    amount = MoneyField(_("exports (MAD)"))
    without_low = MoneyField(_("without the programme, low estimate (MAD)"))
    without_high = MoneyField(_("without the programme, high estimate (MAD)"))
    basis = models.TextField(_("how the estimate was made"))
    status = models.CharField(
        _("status"), max_length=10, choices=ResultStatus, default=ResultStatus.DECLARED, editable=False
    )
    declared_at = models.DateTimeField(_("declared"), default=now, editable=False)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    answer = models.TextField(_("answer"), blank=True, editable=False)
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = ExportResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("export result")
        verbose_name_plural = _("export results")
        ordering = ["-period_end", "-id"]
        constraints = [
            one_of("status", ResultStatus.values, name="exportresult_status_known"),
            in_order("period_start", "period_end", name="exportresult_period_in_order"),
            both_or_neither("sent_at", "sent_by", name="exportresult_sent_both"),
            both_or_neither("answered_at", "answered_by", name="exportresult_answered_both"),
            models.CheckConstraint(
                condition=Q(
                    without_low__gte=0, without_high__gte=models.F("without_low"), amount__gte=models.F("without_high")
                ),
                name="exportresult_band_in_order",
                violation_error_message=_("The estimates must be in order: low, high, exports made."),
            ),
        ]
        triggers = [
            RESULT.trigger("exportresult_steps"),
            pgtrigger.Trigger(
                name="exportresult_shares_total",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
                timing=pgtrigger.Deferred,
                declare=[("total", "NUMERIC")],
                func="""
                    SELECT COALESCE(sum(percent), 0) INTO total FROM markets_outcomeshare WHERE result_id = NEW.id;
                    IF NEW.status <> 'declared' AND total <> 100 THEN
                        RAISE EXCEPTION 'the shares of result % total %', NEW.id, total USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class OutcomeShare(models.Model):
    """The part of a result owed to one cause: a programme of ours, the beneficiary, another partner."""

    result = models.ForeignKey(ExportResult, models.CASCADE, related_name="shares", verbose_name=_("result"))
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    label = models.CharField(_("other cause"), max_length=120, blank=True)
    percent = models.DecimalField(_("share (%)"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("share of a result")
        verbose_name_plural = _("shares of a result")
        ordering = ["-percent", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="outcomeshare_percent"),
            models.CheckConstraint(
                condition=Q(program__isnull=False, label="") | Q(program__isnull=True) & ~Q(label=""),
                name="outcomeshare_one_cause",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="outcomeshare_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("of_result", "BIGINT")],
                func="""
                    IF TG_OP = 'DELETE' THEN of_result := OLD.result_id; ELSE of_result := NEW.result_id; END IF;
                    -- The row lock keeps a status change and an edit of the shares apart.
                    PERFORM 1 FROM markets_exportresult WHERE id = of_result FOR NO KEY UPDATE;
                    IF EXISTS (SELECT 1 FROM markets_exportresult WHERE id = of_result AND status <> 'declared') THEN
                        RAISE EXCEPTION 'the shares of result % are with the beneficiary', of_result
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.result_id} {self.percent}"
