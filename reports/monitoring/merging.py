"""Site visits follow the beneficiary into the record that stays."""

from artisans.parties.registry import merge_rule

merge_rule("reports.SiteVisit.party")
