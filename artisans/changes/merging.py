"""What becomes of requests for changes when one record goes into another."""

from django.utils.translation import gettext_lazy as _

from artisans.parties.registry import merge_rule

merge_rule(
    "artisans.ChangeRequest.party",
    sentence=_("A change of the same kind is asked for on both records: let one of them be decided first."),
)
