"""Rules for what cases and merges keep about people."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.duplicates.models import DuplicateCase, PartyMerge
from artisans.parties.erasing import blank
from artisans.parties.models import Party
from artisans.parties.registry import PERSONAL_DATA, DataClass, PersonalDataRule

_REASON = _("Proof of which records were compared, and why two became one.")

PERSONAL_DATA.register("artisans.DuplicateCase")(
    PersonalDataRule(
        DataClass.TRACE, _("Stays as two numbers; the words of the decision go."), _REASON,
        lambda party: blank(DuplicateCase.objects.filter(Q(first=party) | Q(second=party)), decision_reason=""),
    )
)  # fmt: skip


def erase_merges(party: Party) -> None:
    """The values as they were go, and with them the way back."""
    blank(PartyMerge.objects.filter(Q(survivor=party) | Q(merged=party)), before=None, reason="")


PERSONAL_DATA.register("artisans.PartyMerge")(
    PersonalDataRule(DataClass.TRACE, _("Former values go, and with them the way back."), _REASON, erase_merges)
)
