"""Where a party is paid. Entered by one person, verified by another who compared the holder."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.documents.models import Document
from artisans.identifiers import check_rib
from artisans.parties.choices import BankAccountStatus
from artisans.parties.models import BankAccount, Party
from artisans.parties.permissions import can_see_accounts
from artisans.parties.queries import holder_evidence
from artisans.parties.registry import ACCOUNT_HOLDS
from artisans.parties.workflow import BANK_ACCOUNT
from foundation import crypto
from foundation.characters import single_spaced, without_invisible
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now


class AccountNotOurs(DomainError):
    """The account's holder and the party do not look like one person, and nobody said why."""

    code = "holder_differs"


@transaction.atomic
def add_bank_account(*, party: Party, rib: str, holder: str, by: User, proof: Document | None = None) -> BankAccount:
    """A RIB (or Moroccan IBAN) with its holder, to be verified by somebody else. The same RIB again gives the same row.

    It takes no verified account's place by itself: that one must be retired first, or changed by request.
    """
    value = check_rib(rib).value
    holder = single_spaced(without_invisible(holder or ""))
    if not holder:
        raise InvalidValue(_("Write the name of the account's holder as the bank writes it."))
    lookup = crypto.lookup_hash("rib", value)
    Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    present = party.bank_accounts.filter(rib_lookup=lookup).exclude(status=BankAccountStatus.RETIRED).first()
    if present:
        return present
    account = BankAccount.objects.create(
        party=party, rib=value, rib_lookup=lookup, rib_tail=value[-4:], bank_code=value[:3], holder=holder, proof=proof,
        recorded_by=by, recorded_at=now(),
    )  # fmt: skip
    _record("bankaccount.added", account, by, personal={"after": {"rib": value, "holder": holder}})
    return account


@transaction.atomic
def verify_bank_account(*, account: BankAccount, by: User, reason: str = "") -> BankAccount:
    """From here on the party can be paid there.

    Refused for the person who entered it, while another account is verified, and where the holder's name is unlike the
    party's unless a reason says why the account is theirs.
    """
    # Two accounts of one party verified at once: the second must see the first.
    Party.objects.select_for_update(of=("self",)).get(pk=account.party_id)
    account = BankAccount.objects.select_for_update(of=("self",)).select_related("party").get(pk=account.pk)
    BANK_ACCOUNT.take(account, "verify")
    if account.recorded_by_id == by.pk:
        raise NotPermitted(_("The account must be verified by somebody else than the person who entered it."))
    if account.party.bank_accounts.filter(status=BankAccountStatus.VERIFIED).exists():
        raise DomainError(_("Retire the present verified account first."))
    for _name, hold in ACCOUNT_HOLDS.items():
        if sentence := hold(account.party):
            raise DomainError(sentence)
    evidence = holder_evidence(account)
    if not evidence.is_likely and not reason.strip():
        raise AccountNotOurs(
            _("The holder's name is unlike the beneficiary's (%(score)s of 100). Write why this account is theirs.")
            % {"score": evidence.score}
        )
    account.verified_at, account.verified_by = now(), by
    try:
        with transaction.atomic():
            account.save(update_fields=["status", "verified_at", "verified_by"])
    except IntegrityError as error:
        raise DomainError(_("Retire the present verified account first.")) from error
    _record("bankaccount.verified", account, by, reason=reason, after={"likeness": evidence.score})
    return account


@transaction.atomic
def retire_bank_account(*, account: BankAccount, by: User, reason: str) -> BankAccount:
    """No payment goes there any more."""
    if not reason.strip():
        raise InvalidValue(_("Write why the account is retired."))
    account = BankAccount.objects.select_for_update(of=("self",)).select_related("party").get(pk=account.pk)
    BANK_ACCOUNT.take(account, "retire")
    account.retired_at, account.retired_by = now(), by
    account.save(update_fields=["status", "retired_at", "retired_by"])
    _record("bankaccount.retired", account, by, reason=reason)
    return account


def show_account(*, account: BankAccount, by: User, reason: str = "") -> str:
    """The whole RIB, on record."""
    if not can_see_accounts(by, account.party):
        raise NotPermitted(_("Your role does not allow you to read this number."))
    _record("bankaccount.shown", account, by, reason=reason)
    return account.rib


def _record(
    action: str,
    account: BankAccount,
    by: User,
    *,
    reason: str = "",
    after: dict | None = None,
    personal: dict | None = None,
) -> None:
    record(
        action,
        target=account,
        by=by,
        party=account.party,
        area=account.party.area,
        reason=reason,
        after={"account": f"•••• {account.rib_tail}", "status": account.status, **(after or {})},
        personal=personal,
    )
