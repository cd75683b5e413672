"""What becomes of people's requests about their data when one record goes into another."""

from django.utils.translation import gettext_lazy as _

from artisans.parties.registry import merge_rule

merge_rule(
    "artisans.DataRequest.party", sentence=_("Erasure is asked for on both records: let one request be decided first.")
)
