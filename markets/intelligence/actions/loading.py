"""The first published notes and the facts about the roll-out, from the house's own data."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.people.models import User
from artisans.reference.files import read_manifest
from artisans.reference.models import ReferenceList
from artisans.reference.registry import REFERENCE_LOADERS, LoadedList
from foundation.time import now, today
from markets.intelligence.actions.signals import publish_signal
from markets.intelligence.models import MarketSignal, RolloutFact
from markets.trade.actions import DATA
from markets.trade.choices import Precision
from markets.trade.models import Destination


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
