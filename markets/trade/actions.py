"""Taking published figures in. What was taken in stays: a correction is a newer vintage beside the older one."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.reference.actions import Origin, load_list
from artisans.reference.files import ListFile, read_manifest
from artisans.reference.models import HSCode, ProductFamily, ReferenceList
from artisans.reference.registry import REFERENCE_LOADERS, LoadedList
from foundation.errors import DomainError, InvalidValue
from foundation.spreadsheets import read_rows
from foundation.time import now
from markets.trade.models import City, Destination, TradePoint, TradeSeries
from markets.trade.rows import PointRow, read_points, with_headings

DATA = Path(__file__).resolve().parent.parent / "data"
POINT_FILES = ("exports_total", "exports_by_family", "exports_by_destination", "exports_by_city")
_MOST_SENTENCES = 20
_FALLS = "without a restatement"  # what the trigger of TradePoint says


class SeriesFalls(DomainError):
    """Months added up since January went down without being flagged as a restatement."""

    code = "series_falls"


@dataclass(frozen=True)
class ImportOutcome:
    """What a file brought: rows read, new figures, figures already here, newer vintages of periods already here."""

    rows: int
    added: int = 0
    known: int = 0
    revised: int = 0
    series: list[str] = field(default_factory=list)


class _NothingKept(Exception):
    """Undoes a dry run."""


def import_trade_file(
    *, file: BinaryIO, by: User, series: str = "", dry_run: bool = False, file_name: str = ""
) -> ImportOutcome:
    """Take in a CSV or XLSX of published figures, all of it or nothing.

    The same file twice changes nothing. With `dry_run` everything is checked, the database included, and nothing is kept.
    """
    return import_rows(rows=with_headings(read_rows(file)), by=by, series=series, dry_run=dry_run, origin=file_name)


def import_rows(
    *,
    rows: Iterable[tuple[int, Mapping[str, str]]],
    by: User,
    series: str = "",
    dry_run: bool = False,
    origin: str = "",
) -> ImportOutcome:
    """As `import_trade_file`, from rows already read."""
    points, problems = read_points(rows, series)
    if not points and not problems:
        raise InvalidValue(_("The file holds no figure."))
    outcome = ImportOutcome(rows=0)
    try:
        with transaction.atomic():
            outcome = _take_in(points, problems, by=by, origin=origin)
            if dry_run:
                raise _NothingKept
    except _NothingKept:
        pass
    return outcome


def _take_in(points: list[PointRow], problems: list[str], *, by: User, origin: str) -> ImportOutcome:
    parts = _Parts()
    rows = []
    for point in points:
        try:
            rows.append((point, parts.build(point)))
        except InvalidValue as problem:
            problems.append(_("Line %(line)s: %(problem)s") % {"line": point.line, "problem": problem.message})
    if problems:
        raise InvalidValue(
            _("Nothing was taken in: %(count)s rows cannot be read.") % {"count": len(problems)},
            reasons=problems[:_MOST_SENTENCES],
        )
    known = set(
        TradePoint.objects.filter(fingerprint__in=[row.fingerprint for _p, row in rows]).values_list(
            "fingerprint", flat=True
        )
    )
    fresh = {row.fingerprint: (point, row) for point, row in rows if row.fingerprint not in known}
    # Oldest vintage first and period by period: a file told in any order is judged as it was published.
    ordered = sorted(fresh.values(), key=lambda pair: (pair[1].published_on, pair[1].period_end, pair[0].line))
    revised = _count_revisions([row for _point, row in ordered])
    _insert(ordered)
    touched = sorted({row.series.code for _point, row in ordered})
    for code in touched:
        added = sum(row.series.code == code for _point, row in ordered)
        record("trade.imported", target=parts.series[code], by=by, after={"added": added, "file": origin})
    return ImportOutcome(len(points), len(ordered), len(points) - len(ordered), revised, touched)


def _insert(rows: list[tuple[PointRow, TradePoint]]) -> None:
    """All rows at once; only when the database refuses one are they tried one by one, to name its line."""
    try:
        with transaction.atomic():
            TradePoint.objects.bulk_create((row for _point, row in rows), batch_size=1000)
        return
    except IntegrityError as error:
        if _FALLS not in str(error):
            raise
    for point, row in rows:
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            if _FALLS not in str(error):
                raise
            raise SeriesFalls(
                _(
                    "Line %(line)s: the total since January would fall. If this is a revision, mark the row as a restatement."
                )
                % {"line": point.line}
            ) from error


def _count_revisions(rows: list[TradePoint]) -> int:
    """How many of the rows are of months for which a figure stands already, or comes earlier in the same file."""
    columns = ("series_id", "family_id", "hs_id", "destination_id", "city_id", "period_start", "period_end")
    standing = set(TradePoint.objects.filter(series__in={row.series for row in rows}).values_list(*columns))
    revised = 0
    for row in rows:
        months = tuple(getattr(row, column) for column in columns)
        revised += months in standing
        standing.add(months)
    return revised


class _Parts:
    """The series, families, destinations and cities by the names that files use."""

    def __init__(self) -> None:
        # Locked, so that two people sending the same file at once are served one after the other.
        self.series = {series.code: series for series in TradeSeries.objects.select_for_update(no_key=True)}
        self.families = {family.code: family for family in ProductFamily.objects.all()}
        self.cities = {city.name_fr: city for city in City.objects.all()}
        self.cities |= {city.code: city for city in list(self.cities.values())}
        self.destinations: dict[str, Destination] = {}
        for place in Destination.objects.all():
            for name in (place.name_en, place.name_fr, place.published_as, place.code):
                self.destinations[name] = place

    def build(self, point: PointRow) -> TradePoint:
        return TradePoint(
            series=self._find(self.series, point.series, _("the series")),
            family=self._find(self.families, point.family, _("the product family")) if point.family else None,
            hs=self._heading(point) if point.hs else None,
            destination=self._find(self.destinations, point.destination, _("the destination"))
            if point.destination
            else None,
            city=self._find(self.cities, point.city, _("the city")) if point.city else None,
            period_kind=point.period_kind,
            period_start=point.period_start,
            period_end=point.period_end,
            value_mdh=point.value_mdh,
            share_pct=point.share_pct,
            growth_pct=point.growth_pct,
            qualifier=point.qualifier,
            status=point.status,
            comparison_base=point.comparison_base,
            published_on=point.published_on,
            published_precision=point.published_precision,
            is_restatement=point.is_restatement,
            source=point.source,
            note=point.note,
            fingerprint=point.fingerprint,
        )

    def _heading(self, point: PointRow) -> HSCode:
        heading = HSCode.objects.filter(hs_code=point.hs, family_id=point.family or None).first()
        if heading is None:
            raise InvalidValue(
                _("%(what)s “%(name)s” is not in our lists.") % {"what": _("the HS code"), "name": point.hs}
            )
        return heading

    @staticmethod
    def _find(names: Mapping[str, object], name: str, what: str):
        if name not in names:
            raise InvalidValue(_("%(what)s “%(name)s” is not in our lists.") % {"what": what, "name": name})
        return names[name]


@REFERENCE_LOADERS.register("trade", order=50)
def load_trade(force: bool = False) -> Iterable[LoadedList]:
    """Series, destinations, cities, then the published figures."""
    files = read_manifest(DATA)
    places, cities = files["destinations"], files["export_cities"]
    yield load_list(
        name="destinations", model=Destination, rows=lambda: [_destination(row) for row in places.rows()],
        origin=Origin.of(places), force=force,
    )  # fmt: skip
    yield load_list(
        name="export-cities", model=City, rows=lambda: [_without(row, "source") for row in cities.rows()],
        origin=Origin.of(cities), force=force,
    )  # fmt: skip
    for row in files["trade_series"].rows():
        TradeSeries.objects.get_or_create(code=row["code"], defaults=_without(row, "code", "file"))
    for name in POINT_FILES:
        yield _load_points(files[name], force)


def _load_points(file: ListFile, force: bool) -> LoadedList:
    name = file.name.replace("_", "-")
    known = ReferenceList.objects.filter(name=name).first()
    if known and known.sha256 == file.sha256 and known.version == file.version and not force:
        return LoadedList(name, known.version, known.rows)
    with file.path.open(encoding="utf-8", newline="") as lines:
        rows = list(enumerate(csv.DictReader(lines), 2))
    outcome = import_rows(rows=rows, by=User.objects.system(), origin=file.path.name)
    ReferenceList.objects.update_or_create(
        name=name,
        defaults={
            "version": file.version, "licence": file.licence, "source": file.source, "sha256": file.sha256,
            "rows": outcome.rows, "retired": 0, "loaded_at": now(),
        },
    )  # fmt: skip
    return LoadedList(name, file.version, outcome.rows, added=outcome.added)


def _destination(row: dict[str, str]) -> dict[str, object]:
    return _without(row, "iso2", "parent", "source") | {
        "country_id": row["iso2"] or None,
        "parent_id": row["parent"] or None,
    }


def _without(row: Mapping[str, str], *names: str) -> dict[str, str]:
    return {key: value for key, value in row.items() if key not in names}
