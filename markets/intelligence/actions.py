"""Market intelligence put in people's hands, and export results that count once their owner confirmed them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.parties.models import Party
from artisans.reference.files import read_manifest
from artisans.reference.models import ReferenceList
from artisans.reference.registry import REFERENCE_LOADERS, LoadedList
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today
from markets.intelligence.choices import ResultStatus, SignalStatus
from markets.intelligence.models import ExportResult, MarketSignal, OutcomeShare, RolloutFact, SignalDelivery
from markets.intelligence.permissions import can_record_answer, speaks_for
from markets.intelligence.workflow import RESULT, SIGNAL
from markets.trade.actions import DATA
from markets.trade.choices import Precision
from markets.trade.models import Destination
from programs.catalog.models import Program


class SignalIsDraft(DomainError):
    code = "signal_is_draft"


class SharesAreNotWhole(DomainError):
    code = "shares_not_whole"


# --- signals


@transaction.atomic
def publish_signal(*, signal: MarketSignal, by: User, published_on: date | None = None) -> MarketSignal:
    """From here on the signal can be delivered."""
    signal = MarketSignal.objects.select_for_update().get(pk=signal.pk)
    SIGNAL.take(signal, "publish")
    signal.published_on = published_on or today()
    signal.published_by = by
    signal.save(update_fields=["status", "published_on", "published_by"])
    record("signal.published", target=signal, by=by)
    return signal


@transaction.atomic
def deliver_signal(
    *, signal: MarketSignal, parties: Iterable[Party], by: User, program: Program | None = None
) -> list[SignalDelivery]:
    """Put a published signal into these hands; those who had it already keep their first delivery. Returns the new ones."""
    if signal.status != SignalStatus.PUBLISHED:
        raise SignalIsDraft(_("Publish the signal before sending it."))
    wanted = {party.pk: party for party in parties}
    had = set(SignalDelivery.objects.filter(signal=signal, party_id__in=wanted).values_list("party_id", flat=True))
    moment = now()
    SignalDelivery.objects.bulk_create(
        [
            SignalDelivery(
                signal=signal, party=party, program=program, sent_at=moment, sent_by=by,
                is_demonstration=party.is_demonstration,
            )
            for pk, party in wanted.items()
            if pk not in had
        ],
        ignore_conflicts=True,  # somebody else may be sending the same signal
    )  # fmt: skip
    fresh = list(
        SignalDelivery.objects.filter(
            signal=signal, party_id__in=wanted.keys() - had, sent_at=moment, sent_by=by
        ).select_related("party")
    )
    for delivery in fresh:
        record(
            "signal.delivered",
            target=delivery,
            by=by,
            program=program.code if program else "",
            area=delivery.party.area,
        )
    return fresh


@transaction.atomic
def mark_seen(*, delivery: SignalDelivery, by: User) -> SignalDelivery:
    """The beneficiary has read it; the first time counts."""
    delivery = (
        SignalDelivery.objects.select_for_update(of=("self",)).select_related("party", "program").get(pk=delivery.pk)
    )
    if delivery.seen_at is None:
        delivery.seen_at = now()
        delivery.save(update_fields=["seen_at"])
        record("signal.seen", target=delivery, by=by, area=delivery.party.area)
    return delivery


@transaction.atomic
def mark_acted(*, delivery: SignalDelivery, interaction: str, by: User) -> SignalDelivery:
    """The beneficiary did something with it, and says what."""
    if not interaction.strip():
        raise InvalidValue(_("Say what was done with the signal."))
    delivery = mark_seen(delivery=delivery, by=by)
    before = delivery.interaction
    delivery.acted_at = delivery.acted_at or now()
    delivery.interaction = interaction.strip()
    delivery.save(update_fields=["acted_at", "interaction"])
    record(
        "signal.acted", target=delivery, by=by, area=delivery.party.area,
        before={"interaction": before}, after={"interaction": delivery.interaction},
    )  # fmt: skip
    return delivery


# --- export results


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
    if not 0 <= without_low <= without_high <= amount:
        raise InvalidValue(_("The estimates must be in order: low, high, exports made."))
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


# --- published facts


@REFERENCE_LOADERS.register("market_intelligence", order=60)
def load_intelligence(force: bool = False) -> Iterable[LoadedList]:
    """The first published reports, as signals, and the facts published about the roll-out."""
    file = read_manifest(DATA)["market_intelligence"]
    known = ReferenceList.objects.filter(name="market-intelligence").first()
    if known and known.sha256 == file.sha256 and known.version == file.version and not force:
        yield LoadedList("market-intelligence", known.version, known.rows)
        return
    rows = file.rows()
    with transaction.atomic():
        added = sum(_load_signal(row) if row["kind"] == "signal" else _load_fact(row) for row in rows)
        gone = RolloutFact.objects.filter(retired_on=None).exclude(code__in=[row["code"] for row in rows])
        retired = gone.update(retired_on=today())
        ReferenceList.objects.update_or_create(
            name="market-intelligence",
            defaults={
                "version": file.version, "licence": file.licence, "source": file.source, "sha256": file.sha256,
                "rows": len(rows), "retired": retired, "loaded_at": now(),
            },
        )  # fmt: skip
    yield LoadedList("market-intelligence", file.version, len(rows), added=added, retired=retired)


def _load_signal(row: Mapping[str, str]) -> bool:
    if MarketSignal.objects.filter(code=row["code"]).exists():
        return False
    signal = MarketSignal.objects.create(
        code=row["code"], destination_id=row["destination"] or None, family_id=row["family"] or None,
        title_fr=row["text_fr"], title_ar=row["text_ar"], title_en=row["text_en"], summary_fr=row["summary_fr"],
        summary_ar=row["summary_ar"], summary_en=row["summary_en"], source=row["source"],
        published_precision=row["published_on_precision"],
    )  # fmt: skip
    publish_signal(signal=signal, by=User.objects.system(), published_on=_first_day(row))
    return True


def _load_fact(row: Mapping[str, str]) -> bool:
    fact, created = RolloutFact.objects.update_or_create(
        code=row["code"],
        defaults={
            "text_fr": row["text_fr"], "text_ar": row["text_ar"], "text_en": row["text_en"],
            "number": Decimal(row["number"]) if row["number"] else None, "published_on": _first_day(row),
            "published_precision": row["published_on_precision"], "source": row["source"], "retired_on": None,
        },
    )  # fmt: skip
    fact.destinations.set(Destination.objects.filter(pk__in=row["markets"].split()))
    return created


def _first_day(row: Mapping[str, str]) -> date:
    text = row["published_on"]
    return date.fromisoformat(text if row["published_on_precision"] == Precision.DAY else f"{text}-01"[:10])
