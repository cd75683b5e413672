"""What becomes of entries by code when one beneficiary's record goes into another."""

from artisans.parties.registry import merge_rule

# Both came in by the same code: one entry tells it.
merge_rule("programs.AccessCodeUse.party", settle=lambda row, other: {})
