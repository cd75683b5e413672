"""The rules of payment: drafted by one person, published by another, and then unchangeable."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from accounts.people.queries import acts_for as stands_for
from accounts.people.scopes import scopes_of
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now
from programs.grants.models import PaymentPolicy
from programs.grants.models.payments import SIGNATURES_ALWAYS

MOST_SIGNATURES = 7


@transaction.atomic
def draft_policy(
    *,
    account_rest_days: int,
    act: str,
    by: User,
    max_batch_amount: Decimal | None = None,
    thresholds: Sequence[tuple[Decimal, int]] = (),
) -> PaymentPolicy:
    """The next version, in force once somebody else published it. `thresholds` are (above this amount, people)."""
    _require_everywhere(by, "programs.add_paymentpolicy")
    if not act.strip():
        raise InvalidValue(_("Name the act that decides this policy."))
    if max_batch_amount is not None and max_batch_amount <= 0:
        raise InvalidValue(_("Give an amount above zero."))
    rows = _in_order(thresholds, max_batch_amount)
    with connection.cursor() as cursor:  # two drafts in the same second take two numbers
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('grants.paymentpolicy'))")
    number = (PaymentPolicy.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    policy = PaymentPolicy.objects.create(
        number=number, account_rest_days=account_rest_days, max_batch_amount=max_batch_amount, thresholds=rows,
        act=act.strip()[:240], drafted_by=by, drafted_at=now(),
    )  # fmt: skip
    record("policy.drafted", target=policy, by=by, reason=policy.act, after=_content(policy))
    return policy


@transaction.atomic
def publish_policy(*, policy: PaymentPolicy, by: User) -> PaymentPolicy:
    """In force from now on, for batches locked from now on; what is locked keeps the signatures it was locked with."""
    _require_everywhere(by, "programs.publish_paymentpolicy")
    policy = PaymentPolicy.objects.select_for_update().get(pk=policy.pk)
    if policy.published_at is not None:
        raise DomainError(_("This version is published already."))
    if policy.drafted_by_id in stands_for(by):
        raise NotPermitted(_("A policy is published by somebody else than the person who drafted it."))
    if PaymentPolicy.objects.filter(number__gt=policy.number).exclude(published_at=None).exists():
        raise DomainError(_("A later version is in force already: draft this one anew."))
    policy.published_at, policy.published_by = now(), by
    policy.save(update_fields=["published_at", "published_by"])
    record("policy.published", target=policy, by=by, reason=policy.act, after=_content(policy))
    return policy


@transaction.atomic
def discard_policy(*, policy: PaymentPolicy, by: User) -> None:
    """Throw a draft away; what was published stays."""
    _require_everywhere(by, "programs.add_paymentpolicy")
    policy = PaymentPolicy.objects.select_for_update().get(pk=policy.pk)
    if policy.published_at is not None:
        raise DomainError(_("This version is published already."))
    record("policy.discarded", target=policy, by=by, before=_content(policy))
    policy.delete()


def _in_order(thresholds: Sequence[tuple[Decimal, int]], most: Decimal | None) -> list[dict]:
    """Both columns climb: a larger batch never needs fewer people."""
    rows = sorted(thresholds)
    for number, (above, people) in enumerate(rows):
        if above <= 0 or not SIGNATURES_ALWAYS < people <= MOST_SIGNATURES:
            raise InvalidValue(
                _("Above an amount, from %(least)s to %(most)s people sign; four always do.")
                % {"least": SIGNATURES_ALWAYS + 1, "most": MOST_SIGNATURES}
            )
        if number and (above == rows[number - 1][0] or people <= rows[number - 1][1]):
            raise InvalidValue(_("Each higher threshold needs more people than the one below."))
        if most is not None and above >= most:
            raise InvalidValue(_("A threshold lies above what a batch may hold."))
    return [{"above": f"{above:.2f}", "signatures": people} for above, people in rows]


def _content(policy: PaymentPolicy) -> dict:
    return {
        "number": policy.number, "account_rest_days": policy.account_rest_days, "thresholds": policy.thresholds,
        "max_batch_amount": None if policy.max_batch_amount is None else str(policy.max_batch_amount),
    }  # fmt: skip


def _require_everywhere(by: User, permission: str) -> None:
    """The policy holds for every programme, so a role of one programme does not reach it."""
    if not by.is_active or not any(not scope.program and not scope.area for scope in scopes_of(by, permission)):
        raise NotPermitted(_("Your role does not allow you to change the payment policy."))
