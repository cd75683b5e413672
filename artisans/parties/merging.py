"""What becomes of the register's own rows when one record goes into another."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from artisans.parties.choices import BankAccountStatus
from artisans.parties.models import BankAccount, Party
from artisans.parties.registry import merge_rule
from foundation.time import now


def _ended(row: Any, _other: Any) -> dict[str, Any]:
    """The same person acts for both already."""
    return {"until": now()}


def _withdrawn(row: Any, _other: Any) -> dict[str, Any]:
    """The survivor agreed to the same; one agreement is enough."""
    return {"withdrawn_at": now()}


def _retired(row: BankAccount, other: BankAccount) -> dict[str, Any]:
    """One account told twice: the survivor's row stays."""
    return {"status": BankAccountStatus.RETIRED, "retired_at": now(), "retired_by_id": row.recorded_by_id}


def _accounts(survivor: Party, merged: Party) -> list[str]:
    """Two verified accounts: the person must say where they want to be paid. The same one twice is no question."""
    verified = BankAccount.objects.filter(party__in=[survivor, merged], status=BankAccountStatus.VERIFIED)
    if len({bytes(account.rib_lookup) for account in verified}) > 1:
        return [
            gettext(
                "Both have a verified bank account, and they are not the same: retire the one that is no longer right first."
            )
        ]
    # The survivor's own entry is not verified yet, the other's is: the verified one must be the one that stays.
    held = {bytes(account.rib_lookup): account for account in verified if account.party_id == merged.pk}
    doubled = survivor.bank_accounts.filter(status=BankAccountStatus.NEW)
    if any(bytes(account.rib_lookup) in held for account in doubled):
        return [
            gettext(
                "The same bank account is verified on one record only: verify it on the record that stays, or keep the other record."
            )
        ]
    return []


merge_rule("artisans.Party.merged_into")
merge_rule("artisans.Identifier.party")  # which of two numbers stays current is chosen at the merge
merge_rule("artisans.Mandate.party", settle=_ended)
merge_rule("artisans.Consent.party", settle=_withdrawn)
merge_rule("artisans.BankAccount.party", settle=_retired, conflicts=_accounts, despite=("bankaccount_steps",))
merge_rule(
    "artisans.ArtisanProfile.party", "artisans.Organisation.party", "artisans.ExporterProfile.party",
    "artisans.AggregatorProfile.party", "artisans.CentreProfile.party", is_profile=True,
)  # fmt: skip
merge_rule(
    "artisans.ExporterTurnover.exporter",
    sentence=_("Both records declare a turnover for the same year: correct one of them first."),
)
