"""Networks, their orders, centres and what exporters prove; one module a subject."""

from artisans.networks.models.centres import CentreDay, CentreEquipment
from artisans.networks.models.exporters import ExporterMarket, PartyPaper
from artisans.networks.models.networks import (
    Commitment,
    MemberFollowUp,
    Network,
    NetworkInvitation,
    NetworkMember,
)
from artisans.networks.models.orders import Order, OrderShare, new_order_reference

__all__ = [
    "CentreDay",
    "CentreEquipment",
    "Commitment",
    "ExporterMarket",
    "MemberFollowUp",
    "Network",
    "NetworkInvitation",
    "NetworkMember",
    "Order",
    "OrderShare",
    "PartyPaper",
    "new_order_reference",
]
