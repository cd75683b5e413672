"""Taking figures in: twice is once, corrections stand beside, a total since January does not fall unnoticed."""

import csv
import datetime as dt
import hashlib
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, IntegrityError, transaction

from accounts.audit.models import Event
from accounts.people.models import User
from artisans.reference.files import read_manifest
from foundation.errors import InvalidValue
from markets.trade import queries
from markets.trade.actions import DATA, SeriesFalls, import_trade_file, load_trade
from markets.trade.models import TradePoint
from tests.factories.markets import TradePointFactory, TradeSeriesFactory

ROOT = Path(__file__).resolve().parents[3]
HEAD = "period_start,period_end,value_mdh,growth_pct,status,published_on,source,note,restatement"


def file_of(*rows, head=HEAD):
    return io.BytesIO("\n".join([head, *rows]).encode())


def take_in(*rows, **options):
    return import_trade_file(file=file_of(*rows), by=User.objects.system(), **options)


@pytest.fixture
def series(db):
    return TradeSeriesFactory()


@pytest.mark.usefixtures("published_series")
def test_every_row_of_the_shipped_files_is_taken_in():
    rows = sum(
        len(read_manifest(DATA)[name].rows())
        for name in ("exports_total", "exports_by_family", "exports_by_destination", "exports_by_city")
    )

    assert TradePoint.objects.count() == rows


def test_shipped_lists_loaded_twice_change_nothing(published_series):
    before = TradePoint.objects.count(), Event.objects.count()

    again = list(load_trade(force=True))

    assert (TradePoint.objects.count(), Event.objects.count()) == before
    assert [loaded.name for loaded in again if loaded.did_something] == []


def test_a_shipped_file_is_the_one_its_manifest_names():
    manifest = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))["lists"]

    assert {
        name: hashlib.sha256((DATA / entry["file"]).read_bytes()).hexdigest() for name, entry in manifest.items()
    } == {name: entry["sha256"] for name, entry in manifest.items()}


@pytest.mark.usefixtures("series")
def test_the_same_file_twice_is_one_file():
    rows = ["2031-01,2031-05,330,20,published,2031-06-09,Bulletin,,"]

    first, second = take_in(*rows), take_in(*rows)

    assert (first.added, first.known, second.added, second.known) == (1, 0, 0, 1)


@pytest.mark.usefixtures("series")
def test_a_correction_is_a_newer_vintage_beside_the_older():
    take_in("2031-01,2031-05,330,,published,2031-06-09,Bulletin,,")

    outcome = take_in("2031-01,2031-05,325,,published,2031-07-09,Bulletin,,")

    assert (outcome.added, outcome.revised) == (1, 1)
    assert [str(p.value_mdh) for p in TradePoint.objects.order_by("published_on")] == ["330.000", "325.000"]
    assert queries.headline(dt.date(2031, 6, 30)).value == 330
    assert queries.headline(dt.date(2031, 7, 30)).value == 325


@pytest.mark.usefixtures("series")
def test_a_trial_run_keeps_nothing():
    outcome = take_in("2031-01,2031-05,330,,published,2031-06-09,Bulletin,,", dry_run=True)

    assert (outcome.added, TradePoint.objects.count(), Event.objects.filter(action="trade.imported").count()) == (
        1,
        0,
        0,
    )


@pytest.mark.usefixtures("series")
def test_a_total_since_january_does_not_fall_unnoticed():
    with pytest.raises(SeriesFalls) as refusal:
        take_in(
            "2031-01,2031-05,330,,published,2031-06-09,Bulletin,,",
            "2031-01,2031-06,320,,published,2031-07-09,Bulletin,,",
        )

    assert "3" in refusal.value.message
    assert TradePoint.objects.count() == 0


@pytest.mark.usefixtures("series")
def test_a_fall_flagged_as_a_restatement_is_taken_in():
    outcome = take_in(
        "2031-01,2031-05,330,,published,2031-06-09,Bulletin,,",
        "2031-01,2031-06,320,,published,2031-07-09,Bulletin,revised,1",
    )

    assert outcome.added == 2


def test_the_database_itself_refuses_a_fall(series):
    TradePointFactory(series=series, period_end=dt.date(2031, 6, 30), value_mdh=Decimal("400"))

    with pytest.raises(IntegrityError, match="without a restatement"), transaction.atomic():
        TradePointFactory(series=series, period_end=dt.date(2031, 7, 31), value_mdh=Decimal("399"))
    with pytest.raises(IntegrityError, match="without a restatement"), transaction.atomic():
        TradePointFactory(series=series, period_end=dt.date(2031, 5, 31), value_mdh=Decimal("401"))
    # Another year, and another part of the same months, are other totals.
    TradePointFactory(series=series, period_end=dt.date(2032, 7, 31), value_mdh=Decimal("1"))
    assert TradePoint.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_cannot_pass_each_other(at_once):
    """Each alone is fine; together the later month is lower. One of the two must be refused."""
    series = TradeSeriesFactory()

    outcomes = at_once(
        lambda: TradePointFactory(series=series, period_end=dt.date(2031, 6, 30), value_mdh=Decimal("400")),
        lambda: TradePointFactory(series=series, period_end=dt.date(2031, 7, 31), value_mdh=Decimal("399")),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IntegrityError", "TradePoint"]


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_twice_at_once_is_one_file(at_once):
    TradeSeriesFactory()
    row = "2031-01,2031-05,330,,published,2031-06-09,Bulletin,,"

    outcomes = at_once(lambda: take_in(row), lambda: take_in(row))

    assert sorted(outcome.added for outcome in outcomes) == [0, 1]
    assert TradePoint.objects.count() == 1


@pytest.mark.parametrize("change", [{"value_mdh": 1}, {"published_on": dt.date(2020, 1, 1)}, {"source": "other"}])
def test_a_recorded_figure_cannot_be_changed_or_deleted(series, change):
    point = TradePointFactory(series=series)

    with pytest.raises(Error), transaction.atomic():
        TradePoint.objects.filter(pk=point.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        TradePoint.objects.filter(pk=point.pk).delete()


@pytest.mark.usefixtures("series")
@pytest.mark.parametrize(
    "row",
    [
        "2031-01,2031-05,many,,published,2031-06-09,Bulletin,,",
        "2031-05,2031-01,330,,published,2031-06-09,Bulletin,,",
        "2031-01,2031-05,330,,official,2031-06-09,Bulletin,,",
        "2031-01,2031-05,330,,published,June,Bulletin,,",
        "2031-01,2031-05,330,,published,2031-06-09,,,",
        "2031-01,2031-05,-1,,published,2031-06-09,Bulletin,,",
        "2031-01,2031-05,NaN,,published,2031-06-09,Bulletin,,",
        "2031-01,2031-05,,,published,2031-06-09,Bulletin,,",
        "2031-02,2031-05,330,,published,2031-06-09,Bulletin,,",
    ],
)
def test_one_unreadable_row_refuses_the_whole_file_and_names_its_line(row):
    with pytest.raises(InvalidValue) as refusal:
        take_in("2031-01,2031-04,300,,published,2031-05-09,Bulletin,,", row)

    assert len(refusal.value.reasons) == 1 and "3" in refusal.value.reasons[0]
    assert TradePoint.objects.count() == 0


@pytest.mark.usefixtures("published_series")
def test_unknown_parts_are_named():
    with pytest.raises(InvalidValue) as refusal:
        import_trade_file(
            file=file_of(
                "2031-01,2031-05,Atlantide,3,published,2031-06-09,Bulletin",
                head="period_start,period_end,destination,share_pct,status,published_on,source",
            ),
            by=User.objects.system(),
        )

    assert "Atlantide" in refusal.value.reasons[0]


@pytest.mark.usefixtures("series")
def test_import_trade_command_tells_what_it_did(tmp_path, capsys):
    path = tmp_path / "series.csv"
    path.write_bytes(file_of("2031-01,2031-05,330,,published,2031-06-09,Bulletin,,").read())

    call_command("import_trade", str(path))

    assert "1 added" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("import_trade", str(tmp_path / "none.csv"))


def test_no_published_figure_stands_in_code_or_templates():
    """Totals and values of the shipped series, as they would be written anywhere."""
    figures = set()
    for path in DATA.glob("exports_*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                value = row.get("value_mdh", "")
                if len(value.replace(".", "")) >= 3 and value not in {"1000"}:
                    figures |= {value, value.replace(".", ",")}
    pattern = re.compile(r"(?<![\w.,#-])(?:" + "|".join(map(re.escape, sorted(figures))) + r")(?![\w.,%-])")
    searched = [
        path
        for folder in ("markets", "templates", "foundation/charts", "reports")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".css"} and "migrations" not in path.parts
    ]

    found = {
        (str(path.relative_to(ROOT)), match.group())
        for path in searched
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    }

    assert len(searched) > 30
    assert {hit for hit in found if hit[1] in {"984", "928.66", "928,66", "919.6", "919,6"}} == set()
    assert {hit for hit in found if hit[0].startswith(("markets", "templates/markets", "foundation"))} == set()
