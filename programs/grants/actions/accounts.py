"""An account too young for the policy, vouched for by one person and countersigned by another."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from accounts.people.queries import acts_for as stands_for
from artisans.parties.choices import BankAccountStatus
from artisans.parties.models import BankAccount
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now
from programs.grants.choices import GrantStatus
from programs.grants.models import AccountClearance, Grant
from programs.grants.permissions import acts_for, require_on_grant
from programs.grants.workflow import CLEARANCE


class NotYoung(DomainError):
    """Nobody needs to vouch for this account."""

    code = "account_not_young"


@transaction.atomic
def vouch_for_account(*, account: BankAccount, reason: str, checked: str, by: User) -> AccountClearance:
    """Say why a payment to a young account cannot wait, and how the account was checked.

    Nothing is paid on it before `countersign_clearance` by somebody else.
    """
    account = BankAccount.objects.select_for_update(of=("self",)).select_related("party").get(pk=account.pk)
    grant = grant_to(account)
    require_on_grant(grant, "programs.vouch_account", by)
    if acts_for(by, grant):
        raise NotPermitted(_("You act for this beneficiary: another person must vouch for the account."))
    if account.status != BankAccountStatus.VERIFIED:
        raise NotYoung(_("Only a verified account can be vouched for."))
    if not reason.strip():
        raise InvalidValue(_("Say why the payment cannot wait."))
    if not checked.strip():
        raise InvalidValue(_("Say how you checked that the account is the beneficiary’s."))
    try:
        with transaction.atomic():
            clearance = AccountClearance.objects.create(
                account=account, reason=reason.strip()[:240], checked=checked.strip()[:240], asked_by=by, asked_at=now()
            )
    except IntegrityError as error:
        raise DomainError(_("Somebody vouched for this account already.")) from error
    _tell("account.vouched", clearance, grant, by, clearance.reason)
    return clearance


@transaction.atomic
def countersign_clearance(*, clearance: AccountClearance, by: User) -> AccountClearance:
    """From here on the account can be paid: by a head of programme who neither vouched for, entered nor verified it."""
    clearance, grant = _answerable(clearance, by)
    account = clearance.account
    if stands_for(by) & {account.recorded_by_id, account.verified_by_id}:
        raise NotPermitted(_("Whoever entered or verified the account cannot countersign for it."))
    if account.status != BankAccountStatus.VERIFIED:
        raise NotYoung(_("Only a verified account can be vouched for."))
    CLEARANCE.take(clearance, "countersign")
    clearance.answered_at, clearance.answered_by = now(), by
    clearance.save(update_fields=["status", "answered_at", "answered_by"])
    _tell("account.cleared", clearance, grant, by, clearance.reason)
    return clearance


@transaction.atomic
def refuse_clearance(*, clearance: AccountClearance, reason: str, by: User) -> AccountClearance:
    """The account rests as the policy says; somebody may vouch for it anew."""
    clearance, grant = _answerable(clearance, by)
    if not reason.strip():
        raise InvalidValue(_("Say why you do not countersign."))
    CLEARANCE.take(clearance, "refuse")
    clearance.answered_at, clearance.answered_by, clearance.answer = now(), by, reason.strip()[:240]
    clearance.save(update_fields=["status", "answered_at", "answered_by", "answer"])
    _tell("account.clearance_refused", clearance, grant, by, clearance.answer)
    return clearance


def grant_to(account: BankAccount) -> Grant:
    """The grant that would be paid to this account; without one there is nothing to vouch for."""
    grants = Grant.objects.filter(party=account.party_id)
    grant = grants.filter(status=GrantStatus.ACTIVE).order_by("-id").first() or grants.order_by("-id").first()
    if grant is None:
        raise DomainError(_("No grant is paid to this account."))
    return grant


def _answerable(clearance: AccountClearance, by: User) -> tuple[AccountClearance, Grant]:
    clearance = (
        AccountClearance.objects.select_for_update(of=("self",)).select_related("account__party").get(pk=clearance.pk)
    )
    grant = grant_to(clearance.account)
    require_on_grant(grant, "programs.countersign_account", by)
    if clearance.asked_by_id in stands_for(by) or acts_for(by, grant):
        raise NotPermitted(_("An account is countersigned by another person than the one who vouched for it."))
    return clearance, grant


def _tell(action: str, clearance: AccountClearance, grant: Grant, by: User, reason: str) -> None:
    record(
        action, target=clearance.account, by=by, party=grant.party, program=grant.program, area=grant.area,
        reason=reason, after={"status": clearance.status},
    )  # fmt: skip
