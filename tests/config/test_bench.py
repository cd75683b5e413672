"""Filling and measuring: what is filled keeps the register's promises, what is measured is told with its floor."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from artisans.parties.keys import KEY_COLUMNS, keys_of
from artisans.parties.models import ArtisanProfile, Identifier, Party
from artisans.parties.queries import exact_matches
from config.benchmarks import finding
from config.benchmarks import lists as measured
from config.benchmarks.copying import references
from config.benchmarks.timing import Times
from foundation.references import normalise_reference
from markets.trade.models import TradePoint
from programs.applications.models import Application
from programs.applications.workflow import LIVE
from tests.factories.artisans import CommuneFactory, TradeFactory


@pytest.fixture
def lists(transactional_db):
    """A commune and a trade are lists enough for people."""
    CommuneFactory()
    TradeFactory()


def fill(**counts):
    call_command("seed_scale", stdout=StringIO(), **counts)


def test_filled_people_are_found_and_marked(lists):
    fill(artisans=300)
    fill(artisans=200)

    assert Party.objects.count() == Identifier.objects.count() == ArtisanProfile.objects.count() == 500
    assert Party.objects.filter(is_demonstration=False).count() == 0
    party = Party.objects.order_by("-id").first()
    written = {name: getattr(party, name) for name in KEY_COLUMNS}
    keys_of(party)
    assert {name: getattr(party, name) for name in KEY_COLUMNS} == written
    assert list(Party.objects.filter(exact_matches(party.identifiers.get().value))) == [party]
    assert list(Party.objects.filter(exact_matches(party.phone))) == [party]
    assert normalise_reference(party.reference) == party.reference


def test_filled_rows_point_at_rows_that_exist(transactional_db):
    call_command("load_reference", stdout=StringIO())
    fill(artisans=60, applications=200, trade_points=150)

    assert Application.objects.count() == 200
    assert Application.objects.filter(party__area__isnull=True).count() == 0
    assert Application.objects.exclude(status="draft").count() == 200
    assert Application.objects.filter(status__in=LIVE).values("party", "call").distinct().count() == (
        Application.objects.filter(status__in=LIVE).count()
    )
    assert TradePoint.objects.filter(series__code="scale").count() == 150
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM artisans_party p LEFT JOIN artisans_commune c ON c.code = p.commune_id WHERE c.code IS NULL"
        )
        assert cursor.fetchone() == (0,)


def test_triggers_are_on_again_afterwards(lists):
    fill(artisans=10)

    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_a_register_that_may_be_real_is_left_alone(lists, settings):
    settings.DEMO_SIGN_IN = False

    with pytest.raises(CommandError, match="may be real"):
        fill(artisans=10)

    assert Party.objects.count() == 0


def test_references_differ_and_pass_over_those_taken():
    first = list(references("B", range(2_000), set()))
    second = list(references("B", range(2_000), set(first)))

    assert len({*first, *second}) == 4_000
    assert all(normalise_reference(reference) == reference for reference in [*first[:50], *second[:50]])


def test_percentiles_are_of_the_values_measured():
    times = Times([float(number) for number in range(1, 101)])

    assert (times.p50, times.p95) == (50.5, 95.0)


def test_bench_tells_the_figures_of_the_lists_in_one_run(lists, monkeypatch, settings):
    settings.DESK_MENU_SECONDS = 60  # measured as people meet it: the counts of the menu are remembered
    monkeypatch.setattr(measured, "TIMES", 2)
    # Each search takes its time: one of each kind, once, and a few of the pairs.
    monkeypatch.setattr(finding, "PATTERNS", {kind: texts[:1] for kind, texts in finding.PATTERNS.items()})
    for name, value in (("TIMES", 1), ("EVERY", 40), ("TYPED", "fa")):
        monkeypatch.setattr(finding, name, value)
    told = StringIO()

    call_command("bench", size=1_000, only="p1 P2,P3 P8", stdout=told)

    text = told.getvalue()
    for name in (
        "P1 list page p50",
        "P1 queries",
        "P2 API page 1 p50",
        "P2 API deep page",
        "P3 search by name p95",
        "P3 mean rank",
        "P3 recall",
        "P8 CSV",
        "100% over 1%",
    ):
        assert name in text
    first, second = [line.split()[-2] for line in text.splitlines() if line.startswith("P1 queries of the list page")]
    assert first == second
    assert float(first) <= 12


def test_bench_refuses_a_part_it_does_not_know():
    with pytest.raises(CommandError, match=r"No such part: P99\. There are P1, P2,"):
        call_command("bench", size=1_000, only="P99")
