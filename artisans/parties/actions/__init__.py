"""Everything that changes the register, one function each."""

from artisans.parties.actions.accounts import (
    AccountNotOurs,
    add_bank_account,
    retire_bank_account,
    show_account,
    verify_bank_account,
)
from artisans.parties.actions.consents import end_mandate, give_consent, grant_mandate, withdraw_consent
from artisans.parties.actions.numbers import (
    NeedsApproval,
    NumberTaken,
    add_identifier,
    show_identifier,
    show_phone,
    verify_identifier,
)
from artisans.parties.actions.profiles import (
    confirm_turnover,
    set_aggregator_profile,
    set_artisan_profile,
    set_centre_profile,
    set_exporter_profile,
    set_organisation,
    set_turnover,
)
from artisans.parties.actions.registration import (
    controlled_changes,
    lock_party,
    record_export,
    register_organisation,
    register_person,
    update_party,
)

__all__ = [
    "AccountNotOurs",
    "NeedsApproval",
    "NumberTaken",
    "add_bank_account",
    "add_identifier",
    "confirm_turnover",
    "controlled_changes",
    "end_mandate",
    "give_consent",
    "grant_mandate",
    "lock_party",
    "record_export",
    "register_organisation",
    "register_person",
    "retire_bank_account",
    "set_aggregator_profile",
    "set_artisan_profile",
    "set_centre_profile",
    "set_exporter_profile",
    "set_organisation",
    "set_turnover",
    "show_account",
    "show_identifier",
    "show_phone",
    "update_party",
    "verify_bank_account",
    "verify_identifier",
    "withdraw_consent",
]
