"""What the barometer says of the published series, and that nothing of it stands in the code."""

import dataclasses
import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import connection

from foundation.time import now
from markets.trade import queries
from markets.trade.choices import Qualifier
from tests.factories.markets import TradePointFactory, TradeSeriesFactory

BOARD = dt.date(2023, 12, 27)
BLOCKS = (
    queries.headline, queries.curve, queries.annual, queries.families_block, queries.destinations_block,
    queries.cities_block, queries.contributions,
)  # fmt: skip


@pytest.mark.usefixtures("published_series")
def test_headline_of_the_board_of_december_2023():
    found = queries.headline(BOARD)

    assert (found.value, found.period_end, found.growth_published) == (984.0, "2023-11-30", 0.07)
    assert (found.base.value, found.base.period_end, found.base.publication.on) == (928.66, "2022-11-30", "2022-12-01")
    assert (round(found.growth_recomputed, 4), found.implied_base, found.agrees) == (0.0596, 919.6, False)
    assert "919.6" in found.sentence["en"] and "928.66" in found.sentence["en"] and "+5.96%" in found.sentence["en"]


@pytest.mark.usefixtures("published_series")
def test_headline_says_so_when_both_growths_agree():
    found = queries.headline(dt.date(2022, 12, 27))

    assert (found.value, found.growth_published, found.base.value) == (928.66, 0.15, 807.86)
    assert (round(found.growth_recomputed, 4), found.agrees) == (0.1495, True)


@pytest.mark.usefixtures("published_series")
def test_a_projection_given_before_its_year_was_over_is_no_headline():
    found = queries.headline(dt.date(2023, 1, 15))

    assert found.value == 928.66


@pytest.mark.usefixtures("published_series")
def test_curve_holds_published_points_only_and_names_its_gaps():
    years = {year.year: year for year in queries.curve(BOARD)}

    assert sorted(years) == [2021, 2022, 2023]
    assert [(p.month, p.value) for p in years[2023].points] == [
        (1, 95),
        (2, 201),
        (3, 323),
        (5, 514),
        (8, 724),
        (11, 984),
    ]
    assert years[2023].missing_months == [4, 6, 7, 9, 10]


@pytest.mark.usefixtures("published_series")
def test_families_are_dated_by_their_own_latest_publication():
    block = queries.families_block(BOARD)

    assert (block.period_end, block.publication.on) == ("2023-08-31", "2023-10-18")
    assert [(part.code, part.share) for part in block.parts] == [("POTERIE", 0.3), ("TAPIS", 0.22), ("VANNERIE", 0.14)]
    assert block.rest == 0.34
    assert (block.concentration.count, block.concentration.top3, block.concentration.hhi_normalised) == (3, 0.66, None)


@pytest.mark.usefixtures("published_series")
def test_groups_of_countries_stand_apart_from_countries():
    block = queries.destinations_block(dt.date(2022, 2, 15))

    assert [(part.code, part.share) for part in block.parts] == [("US", 0.3), ("FR", 0.16)]
    assert [(part.code, part.share) for part in block.groups] == [("EUROPE", 0.45), ("ARAB", 0.13)]
    assert block.rest is None
    assert block.concentration.count == 2


@pytest.mark.usefixtures("published_series")
def test_destinations_left_out_by_the_latest_publication_keep_their_own_months():
    block = queries.destinations_block(BOARD)

    assert [(part.code, part.period_end) for part in block.parts] == [("US", "2023-08-31")]
    assert ("FR", "2023-02-28") in [(part.code, part.period_end) for part in block.earlier]
    assert "US" not in [part.code for part in block.earlier]


@pytest.mark.usefixtures("published_series")
def test_exit_cities_and_cities_of_registration_are_never_mixed():
    block = queries.cities_block(BOARD)

    assert [(p.code, p.share, p.period_end) for p in block.exits.parts] == [("casablanca", 0.49, "2023-03-31")]
    assert [(p.code, p.share, p.period_end) for p in block.registrations.parts] == [("marrakech", 0.45, "2023-02-28")]


@pytest.mark.usefixtures("published_series")
def test_contributions_of_the_worked_example():
    found = queries.contributions(BOARD)

    assert (found.total_before, found.total_now, round(found.growth * 100, 2)) == (807.86, 928.66, 14.95)
    assert [(row.code, round(row.points * 100, 2)) for row in found.rows] == [
        ("TAPIS", 10.87), ("POTERIE", 7.03), ("VANNERIE", 5.35), ("", -8.29),
    ]  # fmt: skip
    others = found.rows[-1]
    assert (others.before, others.now, round(others.growth, 3)) == (365.44, 298.44, -0.183)
    assert round(found.total_points * 100, 2) == 14.95


@pytest.mark.usefixtures("published_series")
def test_contributions_need_both_years_from_one_publication():
    """Before December 2022 family values are known for 2022 and the total of 2021, but not from one publication."""
    assert queries.contributions(dt.date(2022, 11, 15)) is None


@pytest.mark.usefixtures("published_series")
def test_annual_tells_derived_years_from_official_ones():
    found = queries.annual(dt.date(2026, 4, 1))

    derived = {point.year: point.value for point in found.points if point.status == "derived"}
    assert derived == {2020: 594.0, 2023: 1078.0}
    assert (found.cagr_from, found.cagr_to) == (2019, 2024)


@pytest.mark.usefixtures("published_series")
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.__name__)
def test_what_is_published_later_moves_nothing(block):
    before = json.dumps(_plain(block(BOARD)), sort_keys=True)
    recorded = now()

    later = TradePointFactory(
        series__code="exports-total", period_end=dt.date(2023, 12, 31), value_mdh=Decimal("5000"),
        published_on=dt.date(2023, 12, 28),
    )  # fmt: skip
    revised = TradePointFactory(
        series=later.series,
        period_end=dt.date(2022, 11, 30),
        value_mdh=Decimal("919.6"),
        published_on=dt.date(2024, 1, 5),
    )

    assert json.dumps(_plain(block(BOARD)), sort_keys=True) == before
    assert revised.recorded_at > recorded


@pytest.mark.usefixtures("published_series")
def test_what_was_recorded_later_is_not_known_yet():
    known_at = now()
    TradePointFactory(period_end=dt.date(2023, 11, 30), value_mdh=Decimal("990"), published_on=dt.date(2023, 12, 20))

    assert queries.headline(BOARD, known_at).value == 984.0
    assert queries.headline(BOARD).value == 990.0


@pytest.mark.usefixtures("published_series")
def test_nothing_is_known_before_it_was_recorded():
    assert queries.headline(BOARD, dt.datetime(2000, 1, 1, tzinfo=dt.UTC)) is None


@pytest.mark.usefixtures("published_series")
def test_a_derived_value_is_never_the_headline():
    TradePointFactory(
        period_end=dt.date(2023, 12, 31), value_mdh=Decimal("1078"), status="derived", published_on=dt.date(2024, 1, 20)
    )

    assert queries.headline(dt.date(2024, 2, 1)).period_end == "2023-11-30"


@pytest.mark.django_db
def test_another_series_gives_another_headline_and_sentence():
    series = TradeSeriesFactory()
    TradePointFactory(
        series=series, period_end=dt.date(2030, 5, 31), value_mdh=Decimal("300"), published_on=dt.date(2030, 6, 9)
    )
    TradePointFactory(
        series=series, period_end=dt.date(2031, 5, 31), value_mdh=Decimal("330"), growth_pct=Decimal("20"),
        qualifier=Qualifier.OVER, published_on=dt.date(2031, 6, 9),
    )  # fmt: skip

    found = queries.headline(dt.date(2031, 7, 1))

    assert (found.value, found.qualifier, found.growth_recomputed, found.implied_base) == (330.0, ">", 0.1, 275.0)
    assert "275" in found.sentence["en"] and "300" in found.sentence["en"] and "+10.00%" in found.sentence["en"]


@pytest.mark.django_db
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.__name__)
def test_an_empty_house_has_nothing_to_say(block):
    found = block(BOARD)

    assert found in (None, []) or not any(vars(found).values())


@pytest.mark.usefixtures("published_series")
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.__name__)
def test_blocks_are_json_as_they_stand_and_frozen(block):
    found = block(BOARD)
    first = found[0] if isinstance(found, list) else found

    assert json.loads(json.dumps(_plain(found))) == _plain(found)
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.note = "other"


@pytest.mark.usefixtures("published_series")
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.__name__)
def test_blocks_read_without_writing(block, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as seen:
        block(BOARD)

    assert all(query["sql"].startswith("SELECT") for query in seen.captured_queries)
    assert connection.in_atomic_block


def _plain(found):
    if isinstance(found, list):
        return [dataclasses.asdict(item) for item in found]
    return found and dataclasses.asdict(found)
