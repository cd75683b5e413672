"""Who is in a network, from when to when."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.networks import emails
from artisans.networks.actions.follow_ups import no_longer_alone
from artisans.networks.actions.locking import locked, tell
from artisans.networks.choices import AcceptedBy, LeaveReason, MemberStatus, NetworkStatus
from artisans.networks.models import Network, NetworkMember
from artisans.networks.permissions import acts_for, can_run, require_keep
from artisans.networks.workflow import MEMBERSHIP
from artisans.parties.choices import PartyStatus
from artisans.parties.models import Party
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import today


@transaction.atomic
def add_member(*, network: Network, party: Party, by: User, from_on: date | None = None) -> NetworkMember:
    """The party works with the aggregator from that day, agreed on paper before an officer. A member stays one row; whoever left
    may come back as a new one."""
    network = locked(network)
    require_keep(by, network)
    return join(network, party, by, from_on=from_on or today(), through=AcceptedBy.PAPER)


@transaction.atomic
def leave_network(
    *, member: NetworkMember, by: User, on: date | None = None, reason: str = LeaveReason.AGREED_END, note: str = ""
) -> NetworkMember:
    """The last day of a membership, told by the aggregator, the artisan or an officer; its orders and shares stay."""
    network = locked(member.network)
    member = NetworkMember.objects.select_for_update(of=("self",)).select_related("network", "party").get(pk=member.pk)
    if not (can_run(by, network) or acts_for(by, member.party)):
        raise NotPermitted(_("Only the aggregator, the artisan or an officer may end a membership."))
    if reason not in LeaveReason.values:
        raise InvalidValue(_("Choose a reason of the list."))
    if reason == LeaveReason.OTHER and not note.strip():
        raise InvalidValue(_("Write the other reason."))
    if member.status == MemberStatus.LEFT:
        raise DomainError(_("This member has left already."))
    on = on or today()
    if on < member.from_on:
        raise InvalidValue(_("The end cannot be before the start."))
    if on > today():
        raise InvalidValue(_("The last day has not come yet."))
    end_membership(member, on=on, reason=reason, note=note, by=by)
    return member


@transaction.atomic
def correct_membership(
    *, member: NetworkMember, from_on: date, to_on: date, why: str, by: User
) -> NetworkMember:  # fmt: skip
    """Put the dates of a closed membership right, with the reason, on record; refused where a share lies outside the new dates."""
    network = locked(member.network)
    require_keep(by, network)
    member = NetworkMember.objects.select_for_update(of=("self",)).select_related("network", "party").get(pk=member.pk)
    if member.to_on is None:
        raise DomainError(_("Only a membership that has ended is corrected; end it first."))
    if not why.strip():
        raise InvalidValue(_("Say why the dates were wrong."))
    if not from_on <= to_on <= today():
        raise InvalidValue(_("The dates follow each other and are not in the future."))
    if member.shares.exclude(order__ordered_on__range=(from_on, to_on)).exists():
        raise DomainError(_("This member has a share of an order outside these dates."))
    before = {"from": member.from_on, "until": member.to_on}
    member.from_on, member.to_on = from_on, to_on
    member.corrections, member.correction = member.corrections + 1, why.strip()[:500]
    _save(member)
    tell(
        "network.membership_corrected", network, by, target=member, party=member.party, reason=why.strip(), before=before,
        after={"from": from_on, "until": to_on},
    )  # fmt: skip
    return member


def join(network: Network, party: Party, by: User, *, from_on: date, through: str) -> NetworkMember:
    """The network is locked and the caller has checked who may."""
    if network.status != NetworkStatus.ACTIVE:
        raise DomainError(_("This network takes no new members now."))
    if party.pk == network.aggregator.party_id:
        raise DomainError(_("An aggregator is not a member of its own network."))
    if party.status != PartyStatus.ACTIVE:
        raise DomainError(_("This beneficiary's record is closed."))
    if from_on > today():
        raise InvalidValue(_("The first day has not come yet."))
    present = network.memberships.filter(party=party).exclude(status=MemberStatus.LEFT).first()
    if present:
        return present
    if network.memberships.filter(party=party, to_on__gte=from_on).exists():
        raise DomainError(_("This member was still in the network on that day."))
    member = NetworkMember(network=network, party=party, from_on=from_on, accepted_through=through)
    _save(member)
    tell("network.joined", network, by, target=member, party=party, after={"from": from_on, "through": through})
    no_longer_alone(party=party, by=by)
    return member


def end_membership(member: NetworkMember, *, on: date, reason: str, note: str, by: User) -> None:
    """The row is locked, or its network is."""
    MEMBERSHIP.take(member, "leave")
    member.to_on, member.leave_reason, member.leave_note = on, reason, note.strip()[:500]
    member.save(update_fields=["status", "to_on", "leave_reason", "leave_note"])
    tell(
        "network.left", member.network, by, target=member, party=member.party, reason=member.leave_note,
        after={"until": on, "reason": reason},
    )  # fmt: skip
    emails.queue_left(member, by)


def _save(member: NetworkMember) -> None:
    """The database has the last word on overlaps; its word is a sentence."""
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        raise DomainError(_("This person was already in the network during that time.")) from error
