from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from markets.trade import figures

amounts = st.decimals(min_value=D("0.01"), max_value=D("100000"), places=2)


def test_growth_of_the_board_of_december_2023():
    assert round(figures.growth(D("984"), D("928.66")), 4) == D("0.0596")


def test_implied_base_of_a_published_growth():
    assert round(figures.implied_base(D("984"), D("0.07")), 1) == D("919.6")


def test_growth_from_nothing_is_not_a_number():
    assert figures.growth(D("5"), D("0")) is None
    assert figures.growth(D("5"), None) is None
    assert figures.implied_base(D("5"), D("-1")) is None
    assert figures.share(D("1"), D("0")) is None


def test_cagr_of_the_published_years():
    assert round(figures.cagr(D("1232"), D("792"), 6), 3) == D("0.076")
    assert round(figures.cagr(D("1232"), D("893"), 4), 3) == D("0.084")
    assert figures.cagr(D("1"), D("0"), 3) is None


def test_month_alone_is_a_difference():
    assert figures.month_alone(D("323"), D("201")) == D("122")
    assert figures.month_alone(D("323"), None) is None


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=12))
def test_contributions_sum_to_the_growth_of_the_whole(parts):
    before, now = sum(p[0] for p in parts), sum(p[1] for p in parts)

    total = sum(figures.contribution(new, old, before) for old, new in parts)

    assert abs(total - figures.growth(now, before)) < D("1e-20")


@given(st.lists(amounts, min_size=2, max_size=12))
def test_hhi_lies_between_equal_parts_and_one_part(values):
    whole = sum(values)
    shares = [figures.share(value, whole) for value in values]

    index, normalised = figures.hhi(shares), figures.normalised_hhi(shares)

    tiny = D("1e-20")
    assert D(1) / len(shares) - tiny <= index <= 1 + tiny
    assert -tiny <= normalised <= 1 + tiny


@given(st.lists(amounts, min_size=2, max_size=12), st.integers(min_value=1, max_value=11))
def test_hhi_bounds_hold_the_index_of_the_full_list(values, known):
    whole = sum(values)
    shares = [figures.share(value, whole) for value in values]

    low, high = figures.hhi_bounds(shares[:known])

    assert low - D("1e-20") <= figures.hhi(shares) <= high + D("1e-20")


def test_normalised_hhi_is_zero_for_equal_parts_and_unknown_for_one():
    assert figures.normalised_hhi([D("0.25")] * 4) == 0
    assert figures.normalised_hhi([D(1)]) is None


def test_rounding_follows_the_decimals_that_were_printed():
    assert figures.rounding_of(D("7.00")) == D("0.005")
    assert figures.rounding_of(D("32.50")) == D("0.0005")
    assert figures.rounding_of(D("400")) == D("0.005")
