"""Rules for what imports keep about people."""

from django.utils.translation import gettext_lazy as _

from artisans.imports.models import PartySource, StagedRow
from artisans.parties.erasing import blank
from artisans.parties.models import Party
from artisans.parties.registry import (
    NAMES_NOBODY,
    PERSONAL_DATA,
    STAFF_ACTS,
    DataClass,
    PersonalDataRule,
    register_rules,
)

_REASON = _("Proof of where a record came from.")


def erase_staged(party: Party) -> None:
    StagedRow.objects.filter(party_id=party.pk).delete()


PERSONAL_DATA.register("artisans.StagedRow")(
    PersonalDataRule(DataClass.IDENTITY, _("Goes with its import, at the latest at erasure."), _REASON, erase_staged)
)
register_rules(PersonalDataRule(DataClass.IDENTITY, _("Goes with its import."), _REASON), "artisans.StagedNumber")
PERSONAL_DATA.register("artisans.PartySource")(
    PersonalDataRule(
        DataClass.TRACE, _("Stays as file and row; the key of the row goes."), _REASON,
        lambda party: blank(PartySource.objects.filter(party=party), row_key=b""),
    )
)  # fmt: skip
register_rules(STAFF_ACTS, "artisans.ImportBatch")
register_rules(NAMES_NOBODY, "artisans.ColumnMapping")
