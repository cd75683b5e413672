"""The register: persons and organisations, how they are known, reached and paid; one module a subject."""

from artisans.parties.models.accounts import BankAccount, Consent
from artisans.parties.models.parties import SEARCH_WORDS, Identifier, Mandate, Party, new_party_reference, part_of
from artisans.parties.models.profiles import (
    AggregatorProfile,
    ArtisanProfile,
    CentreProfile,
    ExporterProfile,
    ExporterTurnover,
    Organisation,
)

__all__ = [
    "SEARCH_WORDS",
    "AggregatorProfile",
    "ArtisanProfile",
    "BankAccount",
    "CentreProfile",
    "Consent",
    "ExporterProfile",
    "ExporterTurnover",
    "Identifier",
    "Mandate",
    "Organisation",
    "Party",
    "new_party_reference",
    "part_of",
]
