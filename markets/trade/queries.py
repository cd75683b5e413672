"""The figures of the barometer as they stood on a day. Every function takes `as_of` (published by then) and `known_at`
(recorded by then; None: whatever is recorded now) and returns a frozen block, or None when nothing had been published."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from markets.trade import figures
from markets.trade.blocks import (
    Annual,
    AnnualPoint,
    Base,
    CitiesBlock,
    Concentration,
    Contribution,
    Contributions,
    CurvePoint,
    CurveYear,
    Headline,
    Part,
    PartsBlock,
    Publication,
    Words,
)
from markets.trade.choices import (
    DESTINATION_SERIES,
    EXIT_CITY_SERIES,
    FAMILY_SERIES,
    REGISTRATION_CITY_SERIES,
    TOTAL_SERIES,
    DestinationKind,
    PeriodKind,
    PointStatus,
    Precision,
    Qualifier,
)
from markets.trade.models import TradePoint
from markets.trade.querysets import TradePointQuerySet
from markets.trade.sentences import OTHERS, headline_sentence, in_every_language

EARLIER_WITHIN_YEARS = 1  # how far back a part that the latest publication leaves out is still shown
OLDEST_CONTRIBUTIONS = 4  # years


def headline(as_of: date, known_at: datetime | None = None, series: str = TOTAL_SERIES) -> Headline | None:
    """The latest official total since January, with its growth twice: as published, and on the base first published."""
    point = _totals(as_of, known_at, series).newest_first().first()
    if point is None:
        return None
    base = _first_published(point, as_of, known_at, series)
    published = _ratio(point.growth_pct)
    recomputed = figures.growth(point.value_mdh, base.value_mdh) if base else None
    agrees = None
    if published is not None and recomputed is not None:
        agrees = abs(published - recomputed) <= figures.rounding_of(point.growth_pct)
    implied = figures.implied_base(point.value_mdh, published)
    return Headline(
        value=_plain(point.value_mdh),
        qualifier=point.qualifier,
        period_start=point.period_start.isoformat(),
        period_end=point.period_end.isoformat(),
        publication=_publication(point),
        growth_published=_plain(published),
        base=_base(base) if base else None,
        growth_recomputed=_plain(recomputed),
        implied_base=_plain(implied, 1),
        agrees=agrees,
        sentence=in_every_language(
            headline_sentence, point.period_end, base and base.value_mdh, base and base.period_end, published, recomputed,
            implied, agrees,
        ),
        note=point.note,
    )  # fmt: skip


def curve(as_of: date, known_at: datetime | None = None, series: str = TOTAL_SERIES, years: int = 3) -> list[CurveYear]:
    """Official totals since January of the latest `years` years, the oldest first; nothing is filled in."""
    newest: dict[tuple[int, int], TradePoint] = {}
    for point in _totals(as_of, known_at, series).newest_first():
        newest.setdefault((point.period_end.year, point.period_end.month), point)
    shown = sorted({year for year, _month in newest})[-years:]
    return [_year(year, {month: point for (of, month), point in newest.items() if of == year}) for year in shown]


def annual(as_of: date, known_at: datetime | None = None, series: str = TOTAL_SERIES) -> Annual:
    """Yearly totals. Derived values are told as such; the mean growth uses official ones only."""
    found: dict[int, TradePoint] = {}
    rows = TradePoint.objects.known(as_of, known_at).filter(
        series__code=series, period_kind=PeriodKind.ANNUAL, value_mdh__isnull=False
    )
    # An official figure stands before a derived one of the same year, whatever their dates.
    for point in sorted(rows.observed().newest_first(), key=lambda row: row.status != PointStatus.PUBLISHED):
        found.setdefault(point.period_end.year, point)
    points = [
        AnnualPoint(
            year, _plain(p.value_mdh), p.qualifier, p.status, _plain(_ratio(p.growth_pct)), _publication(p), p.note
        )
        for year, p in sorted(found.items())
    ]
    official = [(year, p.value_mdh) for year, p in sorted(found.items()) if p.status == PointStatus.PUBLISHED]
    if len(official) < 2:
        return Annual(points, None, None, None)
    (first, low), (last, high) = official[0], official[-1]
    return Annual(points, _plain(figures.cagr(high, low, last - first)), first, last)


def families_block(as_of: date, known_at: datetime | None = None) -> PartsBlock | None:
    """Product families by their latest publication, with what it leaves unpublished by difference."""
    return _parts_block(_points(as_of, known_at, FAMILY_SERIES).filter(family__isnull=False), "family", whole=True)


def destinations_block(as_of: date, known_at: datetime | None = None) -> PartsBlock | None:
    """Countries by their latest publication; groups apart, because they contain countries."""
    return _parts_block(
        _points(as_of, known_at, DESTINATION_SERIES).filter(destination__isnull=False), "destination", whole=False
    )


def cities_block(as_of: date, known_at: datetime | None = None) -> CitiesBlock:
    """Where exports leave from, and where their makers are registered."""
    exits = _points(as_of, known_at, EXIT_CITY_SERIES).filter(city__isnull=False)
    registrations = _points(as_of, known_at, REGISTRATION_CITY_SERIES).filter(city__isnull=False)
    return CitiesBlock(_parts_block(exits, "city", whole=False), _parts_block(registrations, "city", whole=False))


def contributions(as_of: date, known_at: datetime | None = None) -> Contributions | None:
    """The latest months for which one publication gives families and total of both years."""
    rows = list(
        _points(as_of, known_at, FAMILY_SERIES)
        .filter(
            family__isnull=False,
            value_mdh__isnull=False,
            qualifier=Qualifier.EXACT,
            destination=None,
            city=None,
            hs=None,
        )
        .filter(period_end__year__gte=as_of.year - OLDEST_CONTRIBUTIONS)
        .newest_first()
    )
    by_vintage: dict[tuple, dict[str, TradePoint]] = {}
    for row in rows:
        by_vintage.setdefault((row.period_end, row.period_start, _vintage(row)), {}).setdefault(row.family_id, row)
    for (end, start, vintage), now in by_vintage.items():
        before = by_vintage.get((_year_before(end), _year_before(start), vintage))
        if not before or not set(now) & set(before):
            continue
        totals = _totals_of_vintage(as_of, known_at, start, end, vintage)
        if totals:
            return _contributions(now, before, *totals)
    return None


# --- rows


def _points(as_of: date, known_at: datetime | None, series: str) -> TradePointQuerySet:
    return (
        TradePoint.objects.known(as_of, known_at)
        .filter(series__code=series)
        .official()
        .observed()
        .select_related("family", "destination", "city")
    )


def _totals(as_of: date, known_at: datetime | None, series: str) -> TradePointQuerySet:
    return (
        _points(as_of, known_at, series)
        .since_january()
        .filter(value_mdh__isnull=False, family=None, destination=None, city=None, hs=None)
    )


def _first_published(point: TradePoint, as_of: date, known_at: datetime | None, series: str) -> TradePoint | None:
    return (
        _totals(as_of, known_at, series)
        .filter(period_start=_year_before(point.period_start), period_end=_year_before(point.period_end))
        .order_by("published_on", "recorded_at", "id")
        .first()
    )


def _totals_of_vintage(
    as_of: date, known_at: datetime | None, start: date, end: date, vintage: tuple
) -> tuple[TradePoint, TradePoint] | None:
    found = {}
    for row in _totals(as_of, known_at, TOTAL_SERIES).filter(
        period_end__in=[end, _year_before(end)], published_on__lte=max(vintage[0], end)
    ):
        if _vintage(row) == vintage and row.period_start in {start, _year_before(start)}:
            found[row.period_end] = row
    if end in found and _year_before(end) in found:
        return found[end], found[_year_before(end)]
    return None


def _vintage(point: TradePoint) -> tuple[date, str, str]:
    """Figures share a vintage when one publication gave them.

    Where only a month is known the first possible day depends on the period's end, so the month itself is compared.
    """
    on = point.published_on
    if point.published_precision == Precision.MONTH:
        on = on.replace(day=1)
    elif point.published_precision in {Precision.YEAR, Precision.UNKNOWN}:
        on = on.replace(month=1, day=1)
    return on, point.published_precision, point.source


# --- blocks


def _parts_block(points: TradePointQuerySet, part: str, *, whole: bool) -> PartsBlock | None:
    with_shares = points.filter(share_pct__isnull=False, hs=None).newest_first()
    latest = with_shares.first()
    if latest is None:
        return None
    same: dict[str, TradePoint] = {}
    earlier: dict[str, TradePoint] = {}
    for row in with_shares.filter(period_end__year__gte=latest.period_end.year - EARLIER_WITHIN_YEARS):
        code = getattr(row, f"{part}_id")
        if (
            row.period_end == latest.period_end
            and row.period_start == latest.period_start
            and _vintage(row) == _vintage(latest)
        ):
            same.setdefault(code, row)
        else:
            earlier.setdefault(code, row)
    parts = [_part(row, part) for row in same.values()]
    groups = [p for p in parts if p.is_group]
    parts = [p for p in parts if not p.is_group]
    shares = [_ratio(row.share_pct) for row in same.values() if not _is_group(row)]
    return PartsBlock(
        period_start=latest.period_start.isoformat(),
        period_end=latest.period_end.isoformat(),
        publication=_publication(latest),
        parts=_by_share(parts),
        groups=_by_share(groups),
        earlier=_by_share(_part(row, part) for code, row in earlier.items() if code not in same),
        rest=_plain(Decimal(1) - sum(shares, Decimal(0))) if whole else None,
        concentration=_concentration(shares),
    )


def _concentration(shares: list[Decimal]) -> Concentration | None:
    if not shares:
        return None
    low, high = figures.hhi_bounds(shares)
    complete = abs(sum(shares, Decimal(0)) - 1) <= Decimal("0.005") * len(shares)
    return Concentration(
        count=len(shares),
        top3=_plain(figures.top(shares)),
        hhi_low=_plain(low),
        hhi_high=_plain(high),
        hhi_normalised=_plain(figures.normalised_hhi(shares)) if complete else None,
    )


def _contributions(
    now: dict[str, TradePoint], before: dict[str, TradePoint], total_now: TradePoint, total_before: TradePoint
) -> Contributions:
    whole_now, whole_before = total_now.value_mdh, total_before.value_mdh
    codes = [code for code in now if code in before]
    lines = [(code, _words(now[code].family), before[code].value_mdh, now[code].value_mdh) for code in codes]
    rest_now = whole_now - sum((line[3] for line in lines), Decimal(0))
    rest_before = whole_before - sum((line[2] for line in lines), Decimal(0))
    told = [(figures.contribution(line[3], line[2], whole_before), line) for line in lines]
    told.sort(key=lambda pair: -pair[0])
    told.append(
        (
            figures.contribution(rest_now, rest_before, whole_before),
            ("", in_every_language(lambda: OTHERS), rest_before, rest_now),
        )
    )
    rows = [
        Contribution(code, name, _plain(old), _plain(new), _plain(points), _plain(figures.growth(new, old)))
        for points, (code, name, old, new) in told
    ]
    return Contributions(
        period_start=total_now.period_start.isoformat(),
        period_end=total_now.period_end.isoformat(),
        base_start=total_before.period_start.isoformat(),
        base_end=total_before.period_end.isoformat(),
        publication=_publication(total_now),
        total_before=_plain(whole_before),
        total_now=_plain(whole_now),
        growth=_plain(figures.growth(whole_now, whole_before)),
        rows=rows,
        total_points=_plain(sum((points for points, _line in told), Decimal(0))),
    )


def _year(year: int, points: dict[int, TradePoint]) -> CurveYear:
    last = max(points)
    return CurveYear(
        year=year,
        points=[
            CurvePoint(month, _plain(point.value_mdh), point.qualifier, _publication(point))
            for month, point in sorted(points.items())
        ],
        missing_months=[month for month in range(1, last) if month not in points],
    )


def _part(row: TradePoint, part: str) -> Part:
    return Part(
        code=getattr(row, f"{part}_id"),
        name=_words(getattr(row, part)),
        value=_plain(row.value_mdh),
        share=_plain(_ratio(row.share_pct)),
        growth_published=_plain(_ratio(row.growth_pct)),
        period_start=row.period_start.isoformat(),
        period_end=row.period_end.isoformat(),
        publication=_publication(row),
        note=row.note,
        is_group=_is_group(row),
    )


def _base(point: TradePoint) -> Base:
    return Base(
        _plain(point.value_mdh), point.period_start.isoformat(), point.period_end.isoformat(), _publication(point)
    )


def _publication(point: TradePoint) -> Publication:
    return Publication(point.published_on.isoformat(), point.published_precision, point.source)


def _is_group(row: TradePoint) -> bool:
    return row.destination is not None and row.destination.kind == DestinationKind.GROUP


def _by_share(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (-(part.share or 0), part.code))


def _words(named: object) -> Words:
    return {
        language: getattr(named, f"name_{language}") or named.name_fr  # type: ignore[attr-defined]
        for language in ("fr", "ar", "en")
    }


def _year_before(day: date) -> date:
    """The same day a year earlier; the end of February stays the end of February."""
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year - 1, day=28)
    if (day.month, day.day) == (2, 28):
        year = day.year - 1
        return date(year, 2, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28)
    return day.replace(year=day.year - 1)


def _ratio(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else percent / 100


def _plain(value: Decimal | None, places: int = 6) -> float | None:
    """A number JSON can hold, rounded once, where it leaves exact arithmetic."""
    return None if value is None else float(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
