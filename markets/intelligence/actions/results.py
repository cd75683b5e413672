"""Export results: declared, sent to their owner, confirmed or disputed; only confirmed ones count."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.parties.models import Party
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today
from markets.intelligence import emails
from markets.intelligence.choices import ResultStatus
from markets.intelligence.models import ExportResult, OutcomeShare
from markets.intelligence.permissions import can_record_answer, may_declare, may_handle, speaks_for
from markets.intelligence.workflow import RESULT
from markets.trade.models import Destination
from programs.catalog.models import Program


class SharesAreNotWhole(DomainError):
    code = "shares_not_whole"


@transaction.atomic
def declare_result(
    *,
    party: Party,
    program: Program,
    period_start: date,
    period_end: date,
    amount: Decimal,
    without_low: Decimal,
    without_high: Decimal,
    basis: str,
    shares: Sequence[Mapping[str, Any]],
    by: User,
    destination: Destination | None = None,
    family: Any = None,
) -> ExportResult:
    """Exports of a beneficiary, what they would have been without us, and who contributed (100 % in all).

    `shares` are `{"program": Program, "percent": …}` or `{"label": "the beneficiary", "percent": …}`.
    """
    if not may_declare(by, party, program):
        raise NotPermitted(_("Only the beneficiary, or an officer who follows them, can declare exports."))
    if not 0 <= without_low <= without_high <= amount:
        raise InvalidValue(_("The estimates must be in order: low, high, exports made."))
    if period_end < period_start or period_start > today():
        raise InvalidValue(_("The period ends after it begins, and has begun."))
    if not basis.strip():
        raise InvalidValue(_("Say how the estimate was made."))
    _require_whole(shares)
    result = ExportResult.objects.create(
        party=party, program=program, destination=destination, family=family, period_start=period_start,
        period_end=period_end, amount=amount, without_low=without_low, without_high=without_high, basis=basis.strip(),
        declared_at=now(), declared_by=by, is_demonstration=party.is_demonstration,
    )  # fmt: skip
    _write_shares(result, shares)
    record("result.declared", target=result, by=by, area=party.area, after={"amount": amount})
    return result


@transaction.atomic
def send_result(*, result: ExportResult, by: User) -> ExportResult:
    """Ask the beneficiary. From here on neither figures nor shares change."""
    result = _locked(result)
    _require_handler(result, by)
    _require_whole(list(result.shares.values("percent")))
    RESULT.take(result, "send")
    result.sent_at, result.sent_by = now(), by
    result.save(update_fields=["status", "sent_at", "sent_by"])
    record("result.sent", target=result, by=by, area=result.party.area)
    return result


@transaction.atomic
def confirm_result(*, result: ExportResult, by: User, answer: str = "") -> ExportResult:
    """The beneficiary agrees: from here on the result counts. Staff may write down an answer, with how it came."""
    return _answer(result, "confirm", by=by, answer=answer)


@transaction.atomic
def dispute_result(*, result: ExportResult, by: User, answer: str) -> ExportResult:
    """The beneficiary does not agree, and says why."""
    if not answer.strip():
        raise InvalidValue(_("Say what is not right."))
    return _answer(result, "dispute", by=by, answer=answer)


@transaction.atomic
def give_up_result(*, result: ExportResult, by: User) -> ExportResult:
    """Nobody answered; the result stays out of every headline."""
    result = _locked(result)
    _require_handler(result, by)
    RESULT.take(result, "give_up")
    result.save(update_fields=["status"])
    record("result.no_reply", target=result, by=by, area=result.party.area)
    return result


@transaction.atomic
def amend_result(
    *, result: ExportResult, amount: Decimal, without_low: Decimal, without_high: Decimal, reason: str,
    shares: Sequence[Mapping[str, Any]], by: User,
) -> ExportResult:  # fmt: skip
    """A disputed result corrected; it has to be sent again. What stood before is in the event."""
    if not reason.strip():
        raise InvalidValue(_("Say what was corrected."))
    if not 0 <= without_low <= without_high <= amount:
        raise InvalidValue(_("The estimates must be in order: low, high, exports made."))
    _require_whole(shares)
    result = _locked(result)
    _require_handler(result, by)
    before = {"amount": result.amount, "without_low": result.without_low, "without_high": result.without_high}
    RESULT.take(result, "amend")
    result.amount, result.without_low, result.without_high = amount, without_low, without_high
    result.sent_at = result.sent_by = result.answered_at = result.answered_by = None
    result.answer = ""
    result.save()
    result.shares.all().delete()
    _write_shares(result, shares)
    record(
        "result.amended", target=result, by=by, area=result.party.area, reason=reason, before=before,
        after={"amount": amount, "without_low": without_low, "without_high": without_high},
    )  # fmt: skip
    return result


def _answer(result: ExportResult, step: str, *, by: User, answer: str) -> ExportResult:
    result = _locked(result)
    if not speaks_for(by, result.party):
        if not can_record_answer(by, result):
            raise NotPermitted(
                _("Only the beneficiary can answer, or somebody who neither declared nor sent the result.")
            )
        if not answer.strip():
            raise InvalidValue(_("Say how the answer was received."))
    RESULT.take(result, step)
    result.answered_at, result.answered_by, result.answer = now(), by, answer.strip()
    result.save(update_fields=["status", "answered_at", "answered_by", "answer"])
    record(
        f"result.{ResultStatus(result.status).value}",
        target=result,
        by=by,
        area=result.party.area,
        reason=answer.strip(),
    )
    return result


def _require_handler(result: ExportResult, by: User) -> None:
    if not (by.is_system or may_handle(by, result)):
        raise NotPermitted(_("Your role does not allow this for this programme and area."))


def _locked(result: ExportResult) -> ExportResult:
    return ExportResult.objects.select_for_update(of=("self",)).select_related("party", "program").get(pk=result.pk)


def _require_whole(shares: Sequence[Mapping[str, Any]]) -> None:
    total = sum((Decimal(str(share["percent"])) for share in shares), Decimal(0))
    if total != 100 or any(Decimal(str(share["percent"])) <= 0 for share in shares):
        raise SharesAreNotWhole(_("The shares must add up to 100 %%; they add up to %(total)s %%.") % {"total": total})


def _write_shares(result: ExportResult, shares: Sequence[Mapping[str, Any]]) -> None:
    OutcomeShare.objects.bulk_create(
        OutcomeShare(
            result=result, program=share.get("program"), label=share.get("label", ""), percent=share["percent"]
        )
        for share in shares
    )


@transaction.atomic
def ask_beneficiary(*, result: ExportResult, by: User) -> ExportResult:
    """Send the result and write to its owner, who answers on the portal, by phone or at the counter."""
    result = send_result(result=result, by=by)
    emails.queue_result(result, by)
    return result
