"""An aggregator's network over time: who was asked, who joined and left, what both sides promised, who stays alone."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from artisans.networks.choices import (
    AcceptedBy,
    CommitmentKind,
    CommitmentSide,
    CommitmentStatus,
    FollowUpCause,
    FollowUpStatus,
    InvitationStatus,
    LeaveReason,
    MemberStatus,
    NetworkStatus,
)
from artisans.networks.querysets import (
    CommitmentQuerySet,
    FollowUpQuerySet,
    InvitationQuerySet,
    MemberQuerySet,
    NetworkQuerySet,
)
from artisans.networks.workflow import COMMITMENT, FOLLOW_UP, INVITATION, MEMBERSHIP, NETWORK
from artisans.parties.models import AggregatorProfile, Party
from foundation.constraints import both_or_neither, in_order, one_of
from foundation.references import new_reference
from foundation.time import now
from foundation.words import localized


def new_network_reference() -> str:
    return new_reference("RES")


@pghistory.track()
class Network(models.Model):
    """The artisans around one aggregator."""

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_network_reference, editable=False
    )
    aggregator = models.OneToOneField(AggregatorProfile, models.PROTECT, related_name="network")
    name_fr = models.CharField(_("name (French)"), max_length=160)
    name_ar = models.CharField(_("name (Arabic)"), max_length=160, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=NetworkStatus, default=NetworkStatus.ACTIVE)
    since_on = models.DateField(_("in this state since"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        constraints = [one_of("status", NetworkStatus.values, name="network_status_known")]
        triggers = [NETWORK.trigger("network_steps")]

    def __str__(self) -> str:
        return localized(self, "name")


@pghistory.track(exclude=["code_lookup"])
class NetworkInvitation(models.Model):
    """An artisan asked to join. `party` is empty when what was typed is nobody's: the aggregator cannot tell the difference."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="invitations")
    party = models.ForeignKey(
        Party, models.CASCADE, null=True, blank=True, related_name="network_invitations", verbose_name=_("beneficiary")
    )
    tail = models.CharField(_("as typed"), max_length=8)  # the last signs of what was typed, to recognise it by
    status = models.CharField(_("status"), max_length=9, choices=InvitationStatus, default=InvitationStatus.SENT)
    code_lookup = models.BinaryField(max_length=32, null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    invited_at = models.DateTimeField(_("invited"), default=now)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_on = models.DateField(_("answer by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a network")
        verbose_name_plural = _("invitations to networks")
        ordering = ["-invited_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "party"],
                condition=Q(status=InvitationStatus.SENT, party__isnull=False),
                name="networkinvitation_one_waiting",
            ),
            both_or_neither("answered_at", "answered_by", name="networkinvitation_answered_both"),
            one_of("status", InvitationStatus.values, name="networkinvitation_status_known"),
        ]
        triggers = [INVITATION.trigger("networkinvitation_steps")]

    def __str__(self) -> str:
        return f"{self.network} · ••{self.tail}"


class PeriodOf(Func):
    """The days of a membership, the last one included."""

    function = "daterange"
    output_field = DateRangeField()


class Just(Func):
    """A key as a range of one, so that GiST compares it without an extension."""

    function = "int8range"


def _just(column: str) -> Just:
    return Just(F(column), F(column), Value("[]"))


@pghistory.track()
class NetworkMember(models.Model):
    """Somebody's time in a network. Times of one person in one network never overlap; a closed one changes by correction only."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="memberships")
    party = models.ForeignKey(Party, models.PROTECT, related_name="memberships", verbose_name=_("beneficiary"))
    status = models.CharField(_("status"), max_length=8, choices=MemberStatus, default=MemberStatus.ACTIVE)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"), null=True, blank=True)
    accepted_through = models.CharField(_("agreed"), max_length=8, choices=AcceptedBy, default=AcceptedBy.PAPER)
    leave_reason = models.CharField(_("why it ended"), max_length=16, choices=LeaveReason, blank=True)
    leave_note = models.CharField(_("note"), max_length=500, blank=True)
    corrections = models.PositiveSmallIntegerField(default=0, editable=False)
    correction = models.CharField(_("reason of the correction"), max_length=500, blank=True, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("network member")
        verbose_name_plural = _("network members")
        constraints = [
            models.UniqueConstraint(fields=["network", "party"], condition=Q(to_on=None), name="networkmember_once"),
            ExclusionConstraint(
                name="networkmember_no_overlap",
                expressions=[
                    (_just("network_id"), RangeOperators.OVERLAPS),
                    (_just("party_id"), RangeOperators.OVERLAPS),
                    (PeriodOf(F("from_on"), F("to_on"), Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person was already in the network during that time."),
            ),
            in_order("from_on", "to_on", name="networkmember_in_order"),
            one_of("status", MemberStatus.values, name="networkmember_status_known"),
            models.CheckConstraint(
                condition=Q(status=MemberStatus.LEFT, to_on__isnull=False)
                | Q(status=MemberStatus.ACTIVE, to_on__isnull=True),
                name="networkmember_left_has_day",
            ),
        ]
        triggers = [
            MEMBERSHIP.trigger("networkmember_steps"),
            # A merge of two records may move a closed time to the other party; nothing else changes without a reason.
            pgtrigger.Trigger(
                name="networkmember_closed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' THEN
                        IF OLD.to_on IS NOT NULL THEN
                            RAISE EXCEPTION 'closed: membership % cannot be deleted', OLD.id USING ERRCODE = 'check_violation';
                        END IF;
                        RETURN OLD;
                    END IF;
                    IF OLD.to_on IS NOT NULL
                        AND (NEW.network_id, NEW.status, NEW.from_on, NEW.to_on, NEW.leave_reason, NEW.leave_note)
                            IS DISTINCT FROM
                            (OLD.network_id, OLD.status, OLD.from_on, OLD.to_on, OLD.leave_reason, OLD.leave_note)
                        AND NOT (NEW.corrections = OLD.corrections + 1 AND NEW.correction <> '') THEN
                        RAISE EXCEPTION 'closed: membership % cannot change silently', OLD.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} · {self.network}"


@pghistory.track()
class Commitment(models.Model):
    """What one side of a network promised, by when, and whether it was kept. Of one member, or of all."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="commitments")
    member = models.ForeignKey(
        NetworkMember, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("member")
    )
    side = models.CharField(_("who promises"), max_length=10, choices=CommitmentSide)
    kind = models.CharField(_("about"), max_length=8, choices=CommitmentKind)
    text = models.CharField(_("commitment"), max_length=300)
    from_on = models.DateField(_("from"))
    due_on = models.DateField(_("by"))
    status = models.CharField(_("status"), max_length=8, choices=CommitmentStatus, default=CommitmentStatus.OPEN)
    judged_on = models.DateField(_("judged on"), null=True, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("what was seen"), max_length=500, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "id"]
        constraints = [
            in_order("from_on", "due_on", name="commitment_in_order"),
            both_or_neither("judged_on", "judged_by", name="commitment_judged_both"),
            one_of("status", CommitmentStatus.values, name="commitment_status_known"),
        ]
        triggers = [COMMITMENT.trigger("commitment_steps")]

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class MemberFollowUp(models.Model):
    """An artisan whose aggregator stopped or pauses, until they are in a network again or need nothing more."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="follow_ups", verbose_name=_("beneficiary"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="follow_ups", verbose_name=_("former network"))
    cause = models.CharField(_("cause"), max_length=14, choices=FollowUpCause)
    status = models.CharField(_("status"), max_length=9, choices=FollowUpStatus, default=FollowUpStatus.OPEN)
    since_on = models.DateField(_("alone since"))
    note = models.TextField(_("note"), blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("artisan without aggregator")
        verbose_name_plural = _("artisans without aggregator")
        ordering = ["since_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(status__in=[FollowUpStatus.OPEN, FollowUpStatus.CONTACTED]),
                name="memberfollowup_one_pending",
            ),
            both_or_neither("handled_at", "handled_by", name="memberfollowup_handled_both"),
            one_of("status", FollowUpStatus.values, name="memberfollowup_status_known"),
        ]
        triggers = [FOLLOW_UP.trigger("memberfollowup_steps")]

    def __str__(self) -> str:
        return f"{self.party} {self.since_on}"
