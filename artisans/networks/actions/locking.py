"""What every action of a network begins and ends with: its lock, its event."""

from typing import Any

from django.db import models

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.networks.models import Network
from artisans.parties.models import Party


def locked(network: Network) -> Network:
    """The network row, held until the transaction ends: members and orders of one network change one after the other."""
    return Network.objects.select_for_update(of=("self",)).select_related("aggregator__party").get(pk=network.pk)


def tell(
    action: str,
    network: Network,
    by: User,
    *,
    target: models.Model,
    party: Party | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """The act, in the timeline of the member it is about, else in the aggregator's."""
    whose = party or network.aggregator.party
    record(
        action,
        target=target,
        by=by,
        party=whose,
        area=whose.area,
        reason=reason,
        before=before or {},
        after=after or {},
    )
