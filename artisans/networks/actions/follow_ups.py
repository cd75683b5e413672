"""Artisans whose aggregator stopped: listed, contacted, placed again."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.networks.choices import FollowUpStatus, MemberStatus, NetworkStatus
from artisans.networks.models import MemberFollowUp, Network, NetworkMember
from artisans.networks.workflow import FOLLOW_UP, PENDING
from artisans.parties.models import Party
from artisans.parties.permissions import may
from foundation.errors import InvalidValue, NotPermitted
from foundation.time import now, today


def follow_those_alone(network: Network, cause: str, by: User) -> int:
    """One pending row for each present member without another working network; how many are pending now because of this one."""
    elsewhere = NetworkMember.objects.filter(
        party=OuterRef("party"), status=MemberStatus.ACTIVE, network__status=NetworkStatus.ACTIVE
    ).exclude(network=network)
    members = (
        network.memberships.filter(status=MemberStatus.ACTIVE)
        .filter(~Exists(elsewhere))
        .select_related("party")
        .order_by("party_id")
    )
    # A second stop (paused, then closed) finds the row of the first and tells the newer cause.
    for member in members:
        row, created = MemberFollowUp.objects.get_or_create(
            party=member.party,
            status__in=PENDING,
            defaults={"network": network, "cause": cause, "since_on": today(), "status": FollowUpStatus.OPEN},
        )
        if created:
            _tell("member.left_alone", row, by, after={"network": network.reference, "cause": cause})
        elif row.cause != cause or row.network_id != network.pk:
            row.cause, row.network = cause, network
            row.save(update_fields=["cause", "network"])
    return len(members)


def no_longer_alone(*, party: Party, by: User) -> None:
    """They work in a network again: the pending row closes by itself."""
    row = MemberFollowUp.objects.select_for_update().filter(party=party, status__in=PENDING).first()
    if row:
        _move(row, "place", by, note="")


@transaction.atomic
def contact_member(*, follow_up: MemberFollowUp, note: str, by: User) -> MemberFollowUp:
    """Somebody spoke with the artisan; what was said is kept."""
    return _move(_locked(follow_up, by), "contact", by, note=_needed(note))


@transaction.atomic
def close_follow_up(*, follow_up: MemberFollowUp, note: str, by: User) -> MemberFollowUp:
    """Nothing more to do, and why."""
    return _move(_locked(follow_up, by), "close", by, note=_needed(note))


def _move(row: MemberFollowUp, step: str, by: User, *, note: str) -> MemberFollowUp:
    FOLLOW_UP.take(row, step)
    row.note = "\n".join(filter(None, [row.note, note]))
    row.handled_at, row.handled_by = now(), by
    row.save(update_fields=["status", "note", "handled_at", "handled_by"])
    _tell(f"member.follow_up_{row.status}", row, by)
    return row


def _locked(follow_up: MemberFollowUp, by: User) -> MemberFollowUp:
    row = MemberFollowUp.objects.select_for_update(of=("self",)).select_related("party").get(pk=follow_up.pk)
    if not may(by, "change_memberfollowup", row.party.area):
        raise NotPermitted(_("Only an officer of the artisan's area may do this."))
    return row


def _needed(note: str) -> str:
    if not note.strip():
        raise InvalidValue(_("Write what was said or decided."))
    return note.strip()[:2000]


def _tell(action: str, row: MemberFollowUp, by: User, after: dict | None = None) -> None:
    record(action, target=row, by=by, party=row.party, area=row.party.area, after=after or {})
