"""What cases and merges keep about people, and what erasure takes from them."""

from django.utils.translation import gettext_lazy as _

from artisans.duplicates.models import DuplicateCase, PartyMerge
from artisans.parties.erasing import blank
from artisans.parties.models import Party
from artisans.parties.registry import PERSONAL_DATA, DataClass, PersonalDataRule


def _erase_cases(party: Party) -> int:
    return blank(DuplicateCase.objects.about(party.pk), decision_reason="")


def _erase_merges(party: Party) -> int:
    """The values from before the merge go, and with them the way back."""
    merges = PartyMerge.objects.filter(survivor=party) | PartyMerge.objects.filter(merged=party)
    return blank(merges, before=None, reason="")


PERSONAL_DATA.register("artisans.DuplicateCase")(
    PersonalDataRule(
        DataClass.TRACE, _("Stays without words: it tells that two records were compared."),
        _("Public accountability: it shows why two records were merged or kept apart."), _erase_cases,
    )
)  # fmt: skip
PERSONAL_DATA.register("artisans.PartyMerge")(
    PersonalDataRule(
        DataClass.TRACE, _("Stays without values: numbers of rows only; the merge can no longer be undone."),
        _("Public accountability: it shows why two records were merged or kept apart."), _erase_merges,
    )
)  # fmt: skip
