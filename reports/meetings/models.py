"""Around a meeting: who sits on the board, who was called and came, the minutes, and the rules that set the dates.

A member stands for an institution; reports print the institution and never the person.
"""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.outbox.models import Message
from foundation.constraints import append_only, both_or_neither, immutable_once, in_order, one_of
from foundation.time import now
from foundation.words import localized
from reports.board.models import BoardMeeting
from reports.meetings.choices import MinutesStatus, Presence, Seat
from reports.meetings.workflow import MINUTES


class BoardMemberQuerySet(models.QuerySet):
    def on(self, day):
        """Those who sit on that day, the chair first."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day).order_by("position", "id")


@pghistory.track(exclude=["email"])
class BoardMember(models.Model):
    """A seat of the board: the institution, the person who holds it, where letters go."""

    position = models.PositiveSmallIntegerField(_("order"), default=100)
    seat = models.CharField(_("seat"), max_length=8, choices=Seat, default=Seat.MEMBER)
    body_fr = models.CharField(_("institution (French)"), max_length=200)
    body_ar = models.CharField(_("institution (Arabic)"), max_length=200, blank=True)
    name = models.CharField(_("person"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="board_seats",
        verbose_name=_("account"),
    )  # fmt: skip
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=240, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = BoardMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("board member")
        verbose_name_plural = _("board members")
        ordering = ["position", "id"]
        constraints = [
            in_order("since", "until", name="boardmember_in_order"),
            one_of("seat", Seat.values, name="boardmember_seat_known"),
        ]

    def __str__(self) -> str:
        return localized(self, "body")


class Convocation(models.Model):
    """The letter that called one member to one meeting, on its day."""

    meeting = models.ForeignKey(BoardMeeting, models.PROTECT, related_name="convocations")
    member = models.ForeignKey(BoardMember, models.PROTECT, related_name="convocations")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_on = models.DateField(_("date"))
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("convocation")
        verbose_name_plural = _("convocations")
        ordering = ["meeting", "member__position", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="convocation_once")]

    def __str__(self) -> str:
        return f"{self.meeting} / {self.member}"


@pghistory.track()
class Attendance(models.Model):
    """How a member took part in a meeting; whoever is represented names the member who voted for them."""

    meeting = models.ForeignKey(BoardMeeting, models.PROTECT, related_name="attendance")
    member = models.ForeignKey(BoardMember, models.PROTECT, related_name="attendance")
    presence = models.CharField(_("presence"), max_length=11, choices=Presence)
    represented_by = models.ForeignKey(
        BoardMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("represented by")
    )
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["meeting", "member__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="board_attendance_once"),
            one_of("presence", Presence.values, name="board_attendance_known"),
            models.CheckConstraint(
                condition=Q(presence=Presence.REPRESENTED, represented_by__isnull=False)
                | (~Q(presence=Presence.REPRESENTED) & Q(represented_by__isnull=True)),
                name="board_attendance_proxy",
            ),
            models.CheckConstraint(condition=~Q(represented_by=F("member")), name="board_attendance_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} / {self.member}"


@pghistory.track()
class Minutes(models.Model):
    """What was said and decided; approved at a later meeting, and from then on unchangeable."""

    meeting = models.OneToOneField(BoardMeeting, models.PROTECT, related_name="written_minutes")
    text_fr = models.TextField(_("text (French)"))
    text_ar = models.TextField(_("text (Arabic)"), blank=True)
    status = models.CharField(_("status"), max_length=8, choices=MinutesStatus, default=MinutesStatus.DRAFTED)
    drafted_at = models.DateTimeField(default=now)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_in = models.ForeignKey(BoardMeeting, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        ordering = ["-meeting__held_on"]
        constraints = [
            both_or_neither("approved_at", "approved_by", name="minutes_approved_both"),
            both_or_neither("approved_at", "approved_in", name="minutes_approved_in_meeting"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")), name="minutes_two_people"
            ),
            one_of("status", MinutesStatus.values, name="minutes_status_known"),
        ]
        triggers = [
            MINUTES.trigger("minutes_steps"),
            immutable_once("approved_at", name="minutes_stay", columns=["text_fr", "text_ar", "approved_in_id"]),
        ]

    def __str__(self) -> str:
        return str(self.meeting)


class MinutesRevision(models.Model):
    """The text of minutes as it stood from a moment on: a report reads what was written by its own moment."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="revisions")
    text_fr = models.TextField()
    text_ar = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("revision of minutes")
        verbose_name_plural = _("revisions of minutes")
        ordering = ["minutes", "id"]
        triggers = append_only("minutesrevision")

    def __str__(self) -> str:
        return f"{self.minutes} {self.recorded_at}"


@pghistory.track()
class BoardRules(models.Model):
    """When letters leave, reports are built and drafts are thrown away. One row."""

    convocation_days = models.PositiveSmallIntegerField(_("days between convocation and meeting"), default=15)
    quorum_percent = models.PositiveSmallIntegerField(_("quorum, percent of the votes"), default=50)
    build_days = models.PositiveSmallIntegerField(_("days before a meeting when the pack is built"), default=10)
    monthly_day = models.PositiveSmallIntegerField(
        _("day of the month when the draft is built"), default=5, help_text=_("0: never.")
    )
    keep_drafts_days = models.PositiveSmallIntegerField(_("days a draft’s file is kept"), default=180)

    class Meta:
        verbose_name = _("rules of the board")
        verbose_name_plural = _("rules of the board")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="boardrules_one_row"),
            models.CheckConstraint(
                condition=Q(quorum_percent__gte=1, quorum_percent__lte=100), name="boardrules_quorum_percent"
            ),
            models.CheckConstraint(condition=Q(monthly_day__lte=28), name="boardrules_day_of_each_month"),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
