"""How far market intelligence reached, and what exports its beneficiaries confirmed. Pure reads of a day and a moment."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from foundation.calendar import end_of_day
from foundation.words import LANGUAGES
from markets.intelligence.choices import ResultStatus, SignalStatus
from markets.intelligence.models import ExportResult, MarketSignal, RolloutFact, SignalDelivery
from programs.catalog.models import Program

Words = dict[str, str]


@dataclass(frozen=True)
class RolloutRow:
    """One programme: deliveries made, beneficiaries reached, those who read one, those who acted on one."""

    program: str  # its code; "" outside any programme
    name: Words
    deliveries: int
    reached: int
    seen: int
    acted: int


@dataclass(frozen=True)
class RolloutSignal:
    reference: str
    title: Words
    published_on: str
    published_precision: str
    source: str
    reached: int
    acted: int


@dataclass(frozen=True)
class Fact:
    code: str
    text: Words
    number: float | None
    published_on: str
    published_precision: str
    source: str


@dataclass(frozen=True)
class Rollout:
    """The roll-out as it stood. `total` counts each beneficiary once, so it is not the sum of the rows."""

    as_of: str
    signals: list[RolloutSignal]
    rows: list[RolloutRow]
    total: RolloutRow
    facts: list[Fact] = field(default_factory=list)


@dataclass(frozen=True)
class ConfirmedResults:
    """Confirmed exports only; the others are counted, never added."""

    as_of: str
    count: int
    amount: float
    attributable_low: float
    attributable_high: float
    awaiting: int
    disputed: int
    no_reply: int


def intelligence_rollout(as_of: date, known_at: datetime | None = None) -> Rollout:
    """Sent, seen and acted upon by the end of `as_of`, by programme, with what was published about the roll-out."""
    end = end_of_day(as_of)
    deliveries = SignalDelivery.objects.filter(sent_at__lt=end)
    seen, acted = Q(seen_at__lt=end), Q(acted_at__lt=end)
    if known_at is not None:
        deliveries = deliveries.filter(recorded_at__lte=known_at)
        seen, acted = seen & Q(seen_at__lte=known_at), acted & Q(acted_at__lte=known_at)
    counts = {
        "deliveries": Count("id"),
        "reached": Count("party", distinct=True),
        "seen": Count("party", filter=seen, distinct=True),
        "acted": Count("party", filter=acted, distinct=True),
    }
    names = {program.pk: program for program in Program.objects.all()}
    rows = []
    for row in deliveries.order_by().values("program").annotate(**counts):
        program = names.get(row.pop("program"))
        rows.append(RolloutRow(program.code if program else "", _words(program, "name") if program else {}, **row))
    rows.sort(key=lambda row: (row.program == "", -row.reached, row.program))
    return Rollout(
        as_of=as_of.isoformat(),
        signals=_signals(as_of, known_at, deliveries, acted),
        rows=rows,
        total=RolloutRow("", {}, **deliveries.aggregate(**counts)),
        facts=_facts(as_of, known_at),
    )


def confirmed_results(as_of: date, known_at: datetime | None = None, program: str = "") -> ConfirmedResults:
    """Exports confirmed by their owners by the end of `as_of`, with the part owed to our programmes (low and high)."""
    end = end_of_day(as_of)
    results = ExportResult.objects.filter(declared_at__lt=end)
    answered = Q(answered_at__lt=end)
    if known_at is not None:
        results = results.filter(declared_at__lte=known_at)
        answered &= Q(answered_at__lte=known_at)
    if program:
        results = results.filter(program__code=program)
    confirmed = results.filter(answered, status=ResultStatus.CONFIRMED)
    low = high = total = Decimal(0)
    ours = dict(
        confirmed.filter(shares__program__isnull=False).values_list("pk").annotate(Sum("shares__percent")).order_by()
    )
    for result in confirmed:
        part = ours.get(result.pk, Decimal(0)) / 100
        total += result.amount
        low += (result.amount - result.without_high) * part
        high += (result.amount - result.without_low) * part
    disputed = results.filter(answered, status=ResultStatus.DISPUTED).count()
    no_reply = results.filter(status=ResultStatus.NO_REPLY).count()
    count = confirmed.count()
    return ConfirmedResults(
        as_of=as_of.isoformat(),
        count=count,
        amount=round(float(total), 2),
        attributable_low=round(float(low), 2),
        attributable_high=round(float(high), 2),
        awaiting=results.count() - count - disputed - no_reply,
        disputed=disputed,
        no_reply=no_reply,
    )


def _signals(as_of: date, known_at: datetime | None, deliveries, acted: Q) -> list[RolloutSignal]:
    signals = MarketSignal.objects.filter(status=SignalStatus.PUBLISHED, published_on__lte=as_of)
    if known_at is not None:
        signals = signals.filter(recorded_at__lte=known_at)
    reach = {
        row["signal"]: row
        for row in deliveries.order_by().values("signal").annotate(reached=Count("id"), acted=Count("id", filter=acted))
    }
    return [
        RolloutSignal(
            signal.reference, _words(signal, "title"), signal.published_on.isoformat(), signal.published_precision,
            signal.source, reach.get(signal.pk, {}).get("reached", 0), reach.get(signal.pk, {}).get("acted", 0),
        )
        for signal in signals.order_by("published_on", "id")
    ]  # fmt: skip


def _facts(as_of: date, known_at: datetime | None) -> list[Fact]:
    facts = RolloutFact.objects.filter(published_on__lte=as_of, retired_on=None)
    if known_at is not None:
        facts = facts.filter(recorded_at__lte=known_at)
    return [
        Fact(
            fact.code, _words(fact, "text"), None if fact.number is None else float(fact.number),
            fact.published_on.isoformat(), fact.published_precision, fact.source,
        )
        for fact in facts
    ]  # fmt: skip


def _words(row: object, name: str) -> Words:
    first = getattr(row, f"{name}_fr")
    return {language: getattr(row, f"{name}_{language}") or first for language in LANGUAGES}
