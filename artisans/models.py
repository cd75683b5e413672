"""Gathers the rooms so that Django finds their models."""

from artisans.documents.models import Document
from artisans.networks.models import Network, NetworkMember, Order, OrderShare
from artisans.parties.models import (
    AggregatorProfile,
    ArtisanProfile,
    BankAccount,
    CentreProfile,
    Consent,
    ExporterProfile,
    ExporterTurnover,
    Identifier,
    Mandate,
    Organisation,
    Party,
)
from artisans.reference.models import (
    Branch,
    Cercle,
    Commune,
    Country,
    HSCode,
    ProductFamily,
    Province,
    ReferenceList,
    Region,
    Trade,
)

__all__ = [
    "AggregatorProfile",
    "ArtisanProfile",
    "BankAccount",
    "Branch",
    "CentreProfile",
    "Cercle",
    "Commune",
    "Consent",
    "Country",
    "Document",
    "ExporterProfile",
    "ExporterTurnover",
    "HSCode",
    "Identifier",
    "Mandate",
    "Network",
    "NetworkMember",
    "Order",
    "OrderShare",
    "Organisation",
    "Party",
    "ProductFamily",
    "Province",
    "ReferenceList",
    "Region",
    "Trade",
]
