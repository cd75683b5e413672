"""Reviews by several people, one committee session, decisions under the budget."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.constraints import append_only, both_or_neither, one_of
from foundation.fields import MoneyField
from foundation.references import new_reference
from foundation.time import now
from programs.applications.models import Application
from programs.calls.models import Call, Rubric
from programs.reviews.choices import AppealStatus, AssignmentStatus, DecisionStatus, SessionStatus, Verdict
from programs.reviews.workflow import APPEAL, ASSIGNMENT, DECISION, SESSION


def new_session_reference() -> str:
    return new_reference("COM")


class ReviewRound(models.Model):
    """The reviewing of one call's files with one rubric."""

    call = models.OneToOneField(Call, models.PROTECT, related_name="review_round")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="+")
    is_blind = models.BooleanField(_("names hidden from reviewers"), default=False)
    due_on = models.DateField(_("reviews due"), null=True, blank=True)
    opened_at = models.DateTimeField(default=now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review round")
        verbose_name_plural = _("review rounds")

    def __str__(self) -> str:
        return str(self.call)


@pghistory.track()
class Assignment(models.Model):
    """One reviewer for one file."""

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="assignments")
    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    status = models.CharField(_("status"), max_length=8, choices=AssignmentStatus, default=AssignmentStatus.INVITED)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    assigned_at = models.DateTimeField(default=now)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="assignment_once"),
            one_of("status", AssignmentStatus.values, name="assignment_status_known"),
        ]
        triggers = [ASSIGNMENT.trigger("assignment_steps")]

    def __str__(self) -> str:
        return f"{self.application} · {self.reviewer}"


class ConflictDeclaration(models.Model):
    """A reviewer's word on a file: a conflict or none, and why."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="conflicts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    has_conflict = models.BooleanField(_("conflict of interest"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    declared_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("declaration of interest")
        verbose_name_plural = _("declarations of interest")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"], condition=Q(has_conflict=True), name="conflict_once"
            )
        ]
        triggers = append_only("conflict")

    def __str__(self) -> str:
        return f"{self.application} · {self.reviewer}"


class Review(models.Model):
    """Scores per criterion of the rubric, with comments; written once."""

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="review")
    scores = models.JSONField()  # {criterion: number}
    comments = models.JSONField(default=dict)  # {criterion: text}
    total = models.DecimalField(_("score"), max_digits=6, decimal_places=2)  # of 100
    submitted_at = models.DateTimeField(default=now)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [models.CheckConstraint(condition=Q(total__gte=0, total__lte=100), name="review_total_percent")]
        triggers = append_only("review")

    def __str__(self) -> str:
        return f"{self.assignment} {self.total}"


@pghistory.track()
class CommitteeSession(models.Model):
    """Where one call's files are decided."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_session_reference, editable=False
    )
    call = models.ForeignKey(Call, models.PROTECT, related_name="sessions", verbose_name=_("call"))
    held_on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    quorum = models.PositiveSmallIntegerField(_("quorum"), default=3)
    status = models.CharField(_("status"), max_length=8, choices=SessionStatus, default=SessionStatus.PLANNED)
    minutes = models.TextField(_("minutes"), blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("committee session")
        verbose_name_plural = _("committee sessions")
        ordering = ["-held_on", "-id"]
        constraints = [
            one_of("status", SessionStatus.values, name="committeesession_status_known"),
            both_or_neither("opened_at", "opened_by", name="committeesession_opened_both"),
            both_or_neither("closed_at", "closed_by", name="committeesession_closed_both"),
            both_or_neither("signed_at", "signed_by", name="committeesession_signed_both"),
        ]
        triggers = [SESSION.trigger("committeesession_steps")]

    def __str__(self) -> str:
        return f"{self.call} · {self.held_on}"


class CommitteeMember(models.Model):
    """Who sat, and whether they attended."""

    session = models.ForeignKey(CommitteeSession, models.CASCADE, related_name="members")
    name = models.CharField(_("name"), max_length=160)
    capacity = models.CharField(_("capacity"), max_length=160, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    attended = models.BooleanField(_("attended"), default=False)

    class Meta:
        verbose_name = _("committee member")
        verbose_name_plural = _("committee members")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class FastTrackDelegation(models.Model):
    """A signed session lets one person decide an emergency call's files, up to two caps and a day.

    Written once; the only later word is its early end.
    """

    session = models.OneToOneField(CommitteeSession, models.PROTECT, related_name="delegation")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("held by"))
    cap_per_file = MoneyField(_("cap per file (MAD)"))
    cap_total = MoneyField(_("cap in all (MAD)"))
    valid_until = models.DateField(_("valid until"))
    sample_percent = models.PositiveSmallIntegerField(_("files checked afterwards (%)"), default=10)
    granted_at = models.DateTimeField(_("proposed"), default=now)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(_("reason of the end"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("delegation for the fast track")
        verbose_name_plural = _("delegations for the fast track")
        constraints = [
            models.CheckConstraint(
                condition=Q(cap_per_file__gt=0, cap_total__gte=models.F("cap_per_file")),
                name="delegation_caps_in_order",
            ),
            models.CheckConstraint(
                condition=Q(sample_percent__gte=1, sample_percent__lte=100), name="delegation_sample_percent"
            ),
            models.CheckConstraint(condition=~Q(holder=models.F("granted_by")), name="delegation_two_people"),
            both_or_neither("ended_at", "ended_by", name="delegation_ended_both"),
        ]
        triggers = [
            pgtrigger.Protect(name="delegation_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="delegation_written_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.ended_at IS NOT NULL
                       OR (NEW.session_id, NEW.holder_id, NEW.cap_per_file, NEW.cap_total, NEW.valid_until,
                           NEW.sample_percent, NEW.granted_at, NEW.granted_by_id)
                          IS DISTINCT FROM
                          (OLD.session_id, OLD.holder_id, OLD.cap_per_file, OLD.cap_total, OLD.valid_until,
                           OLD.sample_percent, OLD.granted_at, OLD.granted_by_id) THEN
                        RAISE EXCEPTION 'delegation %: only its end can still be written', OLD.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} → {self.holder}"


@pghistory.track()
class Decision(models.Model):
    """What a session decides for one file. At most one adopted decision stands at a time."""

    session = models.ForeignKey(CommitteeSession, models.PROTECT, related_name="decisions")
    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    verdict = models.CharField(_("decision"), max_length=8, choices=Verdict)
    amount = MoneyField(_("amount (MAD)"), null=True, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=DecisionStatus, default=DecisionStatus.PROPOSED)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    is_current = models.BooleanField(default=True)
    delegation = models.ForeignKey(FastTrackDelegation, models.PROTECT, null=True, blank=True, related_name="decisions")
    is_sampled = models.BooleanField(_("drawn for a check afterwards"), default=False)
    proposed_at = models.DateTimeField(default=now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(is_current=True), name="decision_one_current"),
            both_or_neither("adopted_at", "adopted_by", name="decision_adopted_both"),
            both_or_neither("published_at", "published_by", name="decision_published_both"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(adopted_at__isnull=False),
                name="decision_published_is_adopted",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="decision_amount_positive"
            ),
            one_of("status", DecisionStatus.values, name="decision_status_known"),
        ]
        triggers = [
            DECISION.trigger("decision_steps"),
            pgtrigger.Trigger(
                name="decision_published_from_signed_session",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status", "session_id", "published_at"),
                func="""
                    IF (NEW.status = 'published' OR NEW.published_at IS NOT NULL) AND NOT EXISTS (
                        SELECT 1 FROM programs_committeesession s WHERE s.id = NEW.session_id AND s.status = 'signed'
                    ) THEN
                        RAISE EXCEPTION 'decision %: the minutes of its session are not signed', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_verdict_display()}"


@pghistory.track()
class Appeal(models.Model):
    """An applicant contests a published decision within its window."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="appeals")
    text = models.TextField(_("reasons given"))
    status = models.CharField(_("status"), max_length=10, choices=AppealStatus, default=AppealStatus.FILED)
    filed_at = models.DateTimeField(default=now)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(status=AppealStatus.FILED), name="appeal_one_open"
            ),
            both_or_neither("answered_at", "answered_by", name="appeal_answered_both"),
        ]
        triggers = [APPEAL.trigger("appeal_steps")]

    def __str__(self) -> str:
        return str(self.application)
