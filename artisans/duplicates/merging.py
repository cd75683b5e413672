"""Cases and merges tell of the past: they keep pointing at the records they were about."""

from django.utils.translation import gettext_lazy as _

from artisans.parties.registry import merge_rule

merge_rule(
    "artisans.DuplicateCase.first", "artisans.DuplicateCase.second", "artisans.PartyMerge.survivor",
    "artisans.PartyMerge.merged", stays=_("Tells which records were compared and merged."),
)  # fmt: skip
