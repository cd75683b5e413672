"""Nobody can be found in a breakdown, not even by subtraction."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.figures.base import NOT_SPLIT, OTHERS, SMALL_GROUP, TableRow, merge_small, words
from reports.figures.programs import share_of_women


def rows_of(*sizes: int) -> list[TableRow]:
    ids = iter(range(1, 10_000))
    return [
        TableRow(words(f"g{n}", "", ""), (size,), tuple(next(ids) for _one in range(size)))
        for n, size in enumerate(sizes)
    ]


def test_a_single_small_group_takes_the_smallest_shown_one_with_it():
    merged = merge_small(rows_of(12, 7, 2))

    assert [(row.label["fr"], row.values) for row in merged] == [("g0", (12,)), (OTHERS["fr"], (9,))]


def test_a_breakdown_that_would_tell_of_somebody_is_one_line_that_says_so():
    assert [(row.label, row.values) for row in merge_small(rows_of(24, 4))] == [(NOT_SPLIT, (28,))]


@settings(suppress_health_check=[HealthCheck.too_slow])  # shared machines
@given(st.lists(st.integers(min_value=0, max_value=30), max_size=12))
def test_no_line_tells_of_a_small_group_and_nobody_is_lost(sizes):
    merged = merge_small(rows_of(*sizes))

    whole = sum(sizes)
    assert sum(row.values[0] for row in merged) == whole
    assert sum(len(row.ids) for row in merged) == whole
    if whole >= SMALL_GROUP:
        assert all(row.values[0] >= SMALL_GROUP for row in merged)
    shown = [row for row in merged if row.label not in (OTHERS, NOT_SPLIT)]
    rest = whole - sum(row.values[0] for row in shown)
    assert rest == 0 or rest >= SMALL_GROUP or not shown


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 40), st.integers(0, 40))
def test_the_share_of_women_never_tells_of_fewer_than_five_women_or_men(women, men):
    share = share_of_women(set(range(women)), set(range(women + men)))

    told = share is not None
    assert told == (
        women + men >= SMALL_GROUP and (women == 0 or women >= SMALL_GROUP) and (men == 0 or men >= SMALL_GROUP)
    )
