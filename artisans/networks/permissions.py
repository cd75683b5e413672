"""Who may act on a network: officers of the aggregator's area, and the aggregator's own people for what is theirs."""

from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.networks.models import Network
from artisans.parties.models import Party
from artisans.parties.permissions import may
from foundation.errors import NotPermitted


def acts_for(user: User, party: Party) -> bool:
    """Whether a live mandate lets this person act for the party on the portal."""
    return party.mandates.filter(user=user, until=None).exists()


def can_keep(user: User, network: Network) -> bool:
    """Officers: members, commitments, state of the network."""
    return user.is_system or may(user, "change_network", network.aggregator.party.area)


def can_run(user: User, network: Network) -> bool:
    """Officers, and the aggregator itself: invitations, orders, their division and payments."""
    return can_keep(user, network) or acts_for(user, network.aggregator.party)


def require_keep(user: User, network: Network) -> None:
    if not can_keep(user, network):
        raise NotPermitted(_("Only an officer of the aggregator's area may do this."))


def require_run(user: User, network: Network) -> None:
    if not can_run(user, network):
        raise NotPermitted(_("Only the aggregator or an officer of its area may do this."))
