"""A network opens, pauses, resumes, stops; whoever stays alone then is not forgotten."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.networks import emails
from artisans.networks.actions.follow_ups import follow_those_alone, no_longer_alone
from artisans.networks.actions.locking import locked, tell
from artisans.networks.actions.members import end_membership
from artisans.networks.choices import FollowUpCause, LeaveReason, MemberStatus
from artisans.networks.models import Network
from artisans.networks.permissions import require_keep
from artisans.networks.workflow import NETWORK
from artisans.parties.models import AggregatorProfile, Party
from foundation.errors import InvalidValue
from foundation.time import today


@transaction.atomic
def open_network(*, aggregator: AggregatorProfile, by: User, name_fr: str = "", name_ar: str = "") -> Network:
    """The network of an aggregator; there is one, given back if it stands already."""
    network, created = Network.objects.get_or_create(
        aggregator=aggregator,
        defaults={
            "name_fr": name_fr or aggregator.party.name_fr,
            "name_ar": name_ar or aggregator.party.name_ar,
            "since_on": today(),
        },
    )
    if created:
        require_keep(by, network)
        tell("network.opened", network, by, target=network)
    return network


@transaction.atomic
def pause_network(*, network: Network, reason: str, by: User) -> Network:
    """No new orders for now. Members stay; those without another aggregator are listed and officers are told."""
    return _stop(network, "pause", reason, by, FollowUpCause.PAUSED)


@transaction.atomic
def resume_network(*, network: Network, by: User) -> Network:
    """It works again; its members are off the list of those left alone."""
    network = locked(network)
    require_keep(by, network)
    NETWORK.take(network, "resume")
    network.since_on, network.reason = today(), ""
    network.save(update_fields=["status", "since_on", "reason"])
    tell("network.resumed", network, by, target=network)
    for member in _members(network):
        no_longer_alone(party=member.party, by=by)
    return network


@transaction.atomic
def close_network(*, network: Network, reason: str, by: User) -> Network:
    """The aggregator stops: every membership ends today, with that reason; orders and shares stay."""
    return _stop(network, "close", reason, by, FollowUpCause.CLOSED)


@transaction.atomic
def aggregator_left_programme(*, party: Party, by: User) -> None:
    """Its enrolment ended early. The network itself goes on until somebody says otherwise, but officers are told."""
    network = Network.objects.filter(aggregator__party=party).first()
    if network is None:
        return
    network = locked(network)
    alone = follow_those_alone(network, FollowUpCause.LEFT_PROGRAMME, by)
    tell("network.aggregator_left_programme", network, by, target=network, after={"alone": alone})
    emails.queue_stopped(network, alone=alone, on=today(), by=by)


def _stop(network: Network, step: str, reason: str, by: User, cause: str) -> Network:
    network = locked(network)
    require_keep(by, network)
    if not reason.strip():
        raise InvalidValue(_("Say why the network stops."))
    NETWORK.take(network, step)
    network.since_on, network.reason = today(), reason.strip()[:500]
    network.save(update_fields=["status", "since_on", "reason"])
    alone = follow_those_alone(network, cause, by)
    if step == "close":
        for member in _members(network):
            end_membership(member, on=max(today(), member.from_on), reason=LeaveReason.NETWORK_CLOSED, note="", by=by)
    action = "network.paused" if step == "pause" else "network.closed"
    tell(action, network, by, target=network, reason=network.reason, after={"alone": alone})
    emails.queue_stopped(network, alone=alone, on=today(), by=by)
    return network


def _members(network: Network) -> list:
    return list(
        network.memberships.filter(status=MemberStatus.ACTIVE).select_related("party", "network").order_by("id")
    )
