"""The board: its meetings, what it decided and what became of it, the plan, the draft budget, the risks.

What changes over time is told by dated rows (`ResolutionUpdate`, `ActionProgress`, `RiskReview`), so
that a report can be read as things stood on its day.
"""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.constraints import append_only, in_order, one_of
from foundation.fields import MoneyField
from foundation.time import now
from foundation.words import localized
from programs.budget.choices import Heading
from programs.catalog.models import FiscalYear, Program
from reports.board.choices import AgendaKind, MeetingStatus, ResolutionStatus, Trend
from reports.board.workflow import MEETING, RESOLUTION


@pghistory.track()
class BoardMeeting(models.Model):
    """A meeting of the conseil d'administration, `CA-2023-12-27`."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    held_on = models.DateField(_("date"), unique=True)
    title_fr = models.CharField(_("title (French)"), max_length=200)
    title_ar = models.CharField(_("title (Arabic)"), max_length=200, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    place_ar = models.CharField(_("place (Arabic)"), max_length=120, blank=True)
    chair = models.CharField(_("chair"), max_length=160, blank=True)
    chair_ar = models.CharField(_("chair (Arabic)"), max_length=160, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=MeetingStatus, default=MeetingStatus.PLANNED)
    source = models.TextField(_("source"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)

    class Meta:
        verbose_name = _("board meeting")
        verbose_name_plural = _("board meetings")
        ordering = ["-held_on"]
        constraints = [one_of("status", MeetingStatus.values, name="boardmeeting_status_known")]
        triggers = [MEETING.trigger("boardmeeting_steps")]

    def __str__(self) -> str:
        return self.code


class AgendaItem(models.Model):
    """One point of a meeting's agenda."""

    meeting = models.ForeignKey(BoardMeeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=12, choices=AgendaKind)
    title_fr = models.CharField(_("title (French)"), max_length=240)
    title_ar = models.CharField(_("title (Arabic)"), max_length=240, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=240, blank=True)
    source = models.CharField(_("source"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["meeting", "position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="agendaitem_once")]

    def __str__(self) -> str:
        return f"{self.meeting} {self.position}"


@pghistory.track()
class Resolution(models.Model):
    """What a meeting decided, or is asked to decide; who does it, by when."""

    meeting = models.ForeignKey(BoardMeeting, models.PROTECT, related_name="resolutions", verbose_name=_("meeting"))
    number = models.PositiveSmallIntegerField(_("number"))
    text_fr = models.TextField(_("text (French)"))
    text_ar = models.TextField(_("text (Arabic)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    owner = models.CharField(_("owner"), max_length=160)
    owner_ar = models.CharField(_("owner (Arabic)"), max_length=160, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=ResolutionStatus, default=ResolutionStatus.PROPOSED)
    source = models.CharField(_("source"), max_length=240, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["-meeting__held_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="resolution_once"),
            one_of("status", ResolutionStatus.values, name="resolution_status_known"),
        ]
        triggers = [RESOLUTION.trigger("resolution_steps")]

    def __str__(self) -> str:
        return f"{self.meeting} / {self.number}"


class ResolutionUpdate(models.Model):
    """Where a resolution stood on a day."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="updates")
    on = models.DateField(_("date"))
    status = models.CharField(_("status"), max_length=8, choices=ResolutionStatus)
    note_fr = models.TextField(_("note (French)"), blank=True)
    note_ar = models.TextField(_("note (Arabic)"), blank=True)
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-up")
        ordering = ["resolution", "on", "id"]
        triggers = append_only("resolutionupdate")

    def __str__(self) -> str:
        return f"{self.resolution} {self.on}"


@pghistory.track()
class ActionLine(models.Model):
    """One action of a year's action plan, with its physical and financial aim."""

    year = models.PositiveSmallIntegerField(_("year"))
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    axis_fr = models.CharField(_("axis (French)"), max_length=160)
    axis_ar = models.CharField(_("axis (Arabic)"), max_length=160, blank=True)
    title_fr = models.CharField(_("title (French)"), max_length=240)
    title_ar = models.CharField(_("title (Arabic)"), max_length=240, blank=True)
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    owner = models.CharField(_("owner"), max_length=160)
    owner_ar = models.CharField(_("owner (Arabic)"), max_length=160, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    target = models.DecimalField(_("physical target"), max_digits=12, decimal_places=2, null=True, blank=True)
    unit_fr = models.CharField(_("unit (French)"), max_length=60, blank=True)
    unit_ar = models.CharField(_("unit (Arabic)"), max_length=60, blank=True)
    budget = MoneyField(_("budget (MAD)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=240, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("action plan")
        ordering = ["-year", "position", "id"]
        constraints = [in_order("starts_on", "ends_on", name="actionline_in_order")]

    def __str__(self) -> str:
        return localized(self, "title")


class ActionProgress(models.Model):
    """How far an action was on a day: done of its target, spent of its budget."""

    action = models.ForeignKey(ActionLine, models.PROTECT, related_name="progress")
    on = models.DateField(_("date"))
    done = models.DecimalField(_("done"), max_digits=12, decimal_places=2)
    spent = MoneyField(_("spent (MAD)"), default=0)
    note_fr = models.TextField(_("note (French)"), blank=True)
    note_ar = models.TextField(_("note (Arabic)"), blank=True)
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("progress of an action")
        verbose_name_plural = _("progress of actions")
        ordering = ["action", "on", "id"]
        triggers = append_only("actionprogress")

    def __str__(self) -> str:
        return f"{self.action} {self.on}"


@pghistory.track()
class BudgetProposal(models.Model):
    """One line of the draft budget put to the board; adopting it allocates the money on the ledger."""

    meeting = models.ForeignKey(
        BoardMeeting, models.PROTECT, related_name="budget_proposals", verbose_name=_("meeting")
    )
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+", verbose_name=_("fiscal year"))
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    heading = models.CharField(_("heading"), max_length=12, choices=Heading)
    name_fr = models.CharField(_("name (French)"), max_length=160)
    name_ar = models.CharField(_("name (Arabic)"), max_length=160, blank=True)
    amount = MoneyField(_("amount (MAD)"))
    previous_amount = MoneyField(_("year before (MAD)"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=240, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("draft budget line")
        verbose_name_plural = _("draft budget")
        ordering = ["-fiscal_year__year", "program__position", "heading", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="budgetproposal_amount_positive"),
            models.UniqueConstraint(
                fields=["meeting", "fiscal_year", "program", "heading"],
                name="budgetproposal_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name_fr


@pghistory.track()
class Risk(models.Model):
    """Something that may stand in the way, who watches it and what is done about it."""

    title_fr = models.CharField(_("title (French)"), max_length=240)
    title_ar = models.CharField(_("title (Arabic)"), max_length=240, blank=True)
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    owner = models.CharField(_("owner"), max_length=160)
    owner_ar = models.CharField(_("owner (Arabic)"), max_length=160, blank=True)
    response_fr = models.TextField(_("response (French)"), blank=True)
    response_ar = models.TextField(_("response (Arabic)"), blank=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["opened_on", "id"]
        constraints = [in_order("opened_on", "closed_on", name="risk_in_order")]

    def __str__(self) -> str:
        return localized(self, "title")


class RiskReview(models.Model):
    """How likely and how grave, on a day (1 to 5 each)."""

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="reviews")
    on = models.DateField(_("date"))
    likelihood = models.PositiveSmallIntegerField(_("likelihood"))
    impact = models.PositiveSmallIntegerField(_("impact"))
    trend = models.CharField(_("trend"), max_length=6, choices=Trend)
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("review of a risk")
        verbose_name_plural = _("reviews of risks")
        ordering = ["risk", "on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="riskreview_one_to_five",
            )
        ]
        triggers = append_only("riskreview")

    def __str__(self) -> str:
        return f"{self.risk} {self.on}"
