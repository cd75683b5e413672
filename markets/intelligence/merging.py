"""What becomes of market notes and export results when one beneficiary's record goes into another."""

from django.utils.translation import gettext_lazy as _

from artisans.parties.registry import merge_rule

merge_rule(
    "markets.SignalDelivery.party",
    settle=lambda _row, _other: {},  # the same note sent to both: one of the two deliveries is enough
)
merge_rule("markets.ExportResult.party", sentence=_("Both have an export result for the same period."))
