"""Exports as published, and how far market intelligence has reached."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from markets.intelligence.models import SignalDelivery
from markets.intelligence.queries import confirmed_results, intelligence_rollout
from markets.trade.blocks import Headline
from markets.trade.choices import TOTAL_SERIES
from markets.trade.models import TradePoint
from markets.trade.queries import (
    cities_block,
    contributions,
    curve,
    destinations_block,
    families_block,
    headline,
)
from reports.figures.base import BLOCKS, Block, Figure, Reading, Rows, words


def _decimal(number: float | None, places: str = "0.01") -> Decimal | None:
    return None if number is None else Decimal(str(number)).quantize(Decimal(places))


@BLOCKS.register("barometer", order=40)
def collect_barometer(reading: Reading) -> Block:
    """The headline with its growth twice, the curve, and each breakdown with its own publication."""
    day, known = reading.as_of, reading.known_at
    block = Block()
    head = headline(day, known)
    if head is None:
        return block
    source = head.publication.source
    points = _points_behind(head, reading)
    for key, number, label, value, unit, definition in (
        ("exports", "01", words("Exportations de l’artisanat", "صادرات الصناعة التقليدية", "Craft exports"), _decimal(head.value), "MDH",
         words("Cumul depuis janvier, dernière valeur publiée à la date d’arrêté.", "المجموع منذ يناير، آخر قيمة منشورة عند تاريخ الحصر.", "Cumulative since January, last value published by the reporting day.")),
        ("growth_published", "02", words("Croissance publiée", "النمو المنشور", "Growth as published"), _percent(head.growth_published), "percent",
         words("Taux donné par la publication, sur la même période de l’année précédente.", "النسبة الواردة في المنشور مقارنة بالفترة نفسها من السنة السابقة.", "Rate given by the publication, same period a year before.")),
        ("growth_recomputed", "03", words("Croissance recalculée", "النمو المعاد حسابه", "Growth recomputed"), _percent(head.growth_recomputed, "0.01"), "percent",
         words("Calculée sur la base telle que publiée la première fois, un an plus tôt.", "محسوبة على الأساس كما نُشر أول مرة قبل سنة.", "Computed on the base as first published a year earlier.")),
    ):  # fmt: skip
        block.add(key, Figure(f"B.{number}", label, value, unit, definition, points, source))
    block.extra["headline"] = asdict(head)
    block.extra["curve"] = [asdict(year) for year in curve(day, known)]
    for name, found in (
        ("families", families_block(day, known)),
        ("destinations", destinations_block(day, known)),
        ("contributions", contributions(day, known)),
    ):
        block.extra[name] = asdict(found) if found else None
    block.extra["cities"] = asdict(cities_block(day, known))
    return block


def _points_behind(head: Headline, reading: Reading) -> Rows:
    """The published points of the headline's months and of the same months a year before."""
    ends = [head.period_end, *([head.base.period_end] if head.base else [])]
    found = TradePoint.objects.known(reading.as_of, reading.known_at).filter(
        series__code=TOTAL_SERIES, period_end__in=ends
    )
    return Rows.of("markets.TradePoint", found.values_list("pk", flat=True))


def _percent(ratio: float | None, places: str = "0.1") -> Decimal | None:
    return None if ratio is None else (Decimal(str(ratio)) * 100).quantize(Decimal(places))


@BLOCKS.register("intelligence", order=50)
def collect_intelligence(reading: Reading) -> Block:
    """Reports published, people reached and those who acted; exports confirmed by their owners."""
    rollout = intelligence_rollout(reading.as_of, reading.known_at)
    results = confirmed_results(reading.as_of, reading.known_at)
    sent = SignalDelivery.objects.filter(sent_at__lt=reading.until)
    rows = Rows.of("markets.SignalDelivery", sent.values_list("pk", flat=True))
    block = Block(extra={"rollout": asdict(rollout), "results": asdict(results)})
    for key, number, label, value, definition in (
        ("reached", "01", words("Bénéficiaires destinataires", "المستفيدون المتوصلون", "Beneficiaries reached"), rollout.total.reached,
         words("Bénéficiaires ayant reçu au moins une note de marché, comptés une fois.", "المستفيدون الذين توصلوا بمذكرة سوق واحدة على الأقل، يحتسب كل واحد مرة.", "Beneficiaries sent at least one market note, counted once.")),
        ("seen", "02", words("dont l’ont lue", "منهم من اطلع عليها", "of whom read it"), rollout.total.seen,
         words("Lecture constatée ou confirmée.", "اطلاع مسجل أو مؤكد.", "Read, as seen or confirmed.")),
        ("acted", "03", words("dont ont agi", "منهم من بادر", "of whom acted"), rollout.total.acted,
         words("Action commerciale déclarée à la suite d’une note.", "مبادرة تجارية مصرح بها إثر مذكرة.", "A commercial step declared after a note.")),
    ):  # fmt: skip
        block.add(key, Figure(f"I.{number}", label, value, "people", definition, rows))
    block.add(
        "confirmed",
        Figure("I.04", words("Exportations confirmées par les bénéficiaires", "صادرات أكدها المستفيدون", "Exports confirmed by beneficiaries"),
               _decimal(results.amount), "MAD",
               words("Résultats confirmés seulement ; les déclarations contestées ou sans réponse ne comptent pas.",
                     "النتائج المؤكدة فقط؛ لا تحتسب التصريحات المتنازع عليها أو دون جواب.",
                     "Confirmed results only; disputed or unanswered declarations do not count."),
               Rows("markets.ExportResult")),
    )  # fmt: skip
    return block


def is_empty(block: dict[str, Any]) -> bool:
    """Whether a collected barometer says anything."""
    return not block.get("figures")
