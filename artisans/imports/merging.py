"""Where a record came from follows it into another: every source stays known."""

from artisans.parties.registry import merge_rule

merge_rule("artisans.PartySource.party")
