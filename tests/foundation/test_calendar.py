import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.calendar import (
    ANNOUNCED,
    EID_AL_ADHA,
    EID_AL_FITR,
    MAWLID,
    Declared,
    add_working_days,
    closing_moment,
    end_of_day,
    holiday_on,
    holidays,
    is_open_at,
    is_working_day,
    office_hours,
    ramadan,
    ramadan_hours,
    start_of_day,
    working_days_between,
)


@pytest.fixture(autouse=True, scope="module")
def in_english():
    with translation.override("en"):
        yield


COMPUTED = Declared()
days = st.dates(dt.date(2015, 1, 1), dt.date(2040, 12, 31))


def d(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-01-01", "New Year's Day"),
        ("2026-01-11", "Anniversary of the Independence Manifesto"),
        ("2024-01-14", "Amazigh New Year"),
        ("2026-05-01", "Labour Day"),
        ("2026-07-30", "Throne Day"),
        ("2026-08-14", "Anniversary of the recovery of Oued Ed-Dahab"),
        ("2026-08-20", "Revolution of the King and the People"),
        ("2026-08-21", "Youth Day"),
        ("2026-10-31", "Unity Day"),
        ("2026-11-06", "Anniversary of the Green March"),
        ("2026-11-18", "Independence Day"),
    ],
)
def test_fixed_holidays_are_certain(day, name):
    holiday = holiday_on(d(day))

    assert holiday.key == name
    assert not holiday.expected
    assert not is_working_day(d(day))


@pytest.mark.parametrize("day", ["2023-01-14", "2025-10-31", "2026-12-25"])
def test_days_before_their_first_year_are_no_holidays(day):
    assert holiday_on(d(day)) is None


def test_hijri_holidays_are_expected_until_announced():
    computed = holiday_on(d("2025-03-30"), COMPUTED)

    assert computed.key == "Aïd al-Fitr"
    assert computed.expected
    assert "moon" in computed.label
    assert holiday_on(d("2025-03-30")) is None
    assert [holiday_on(d(x)).expected for x in ("2025-03-31", "2025-04-01")] == [False, False]
    assert holiday_on(d("2025-04-01")).label == "Aïd al-Fitr"


def test_a_year_has_the_days_of_the_decree():
    names = [holiday.key for holiday in holidays(2026, COMPUTED)]

    assert len(names) == 11 + 7
    assert names.count("Aïd al-Adha") == 2
    assert names.count("Hijri New Year") == 1
    assert [h.day for h in holidays(2026)] == sorted({h.day for h in holidays(2026)})


def test_a_year_may_see_a_feast_twice():
    # The Hijri year is eleven days shorter: in 2033 Aïd al-Fitr falls on 2-3 January and again on 23-24 December.
    fitr = [h.day for h in holidays(2033, COMPUTED) if h.key == "Aïd al-Fitr"]

    assert len(fitr) == 4


def test_declared_table_moves_closes_and_opens():
    declared = Declared(
        feasts={(1448, MAWLID): d("2026-08-26")},
        closed={d("2026-08-28"): "Exceptional day off"},
        opened=frozenset({d("2026-11-18")}),
    )

    assert holiday_on(d("2026-08-25"), declared) is None
    assert [holiday_on(d(x), declared).expected for x in ("2026-08-26", "2026-08-27")] == [False, False]
    assert not is_working_day(d("2026-08-28"), declared)
    assert is_working_day(d("2026-11-18"), declared)
    assert not is_working_day(d("2026-11-18"))


def test_a_feast_moved_across_the_new_year_is_kept_once():
    declared = Declared(feasts={(1421, EID_AL_FITR): d("2001-01-01"), (1421, EID_AL_ADHA): d("2001-03-06")})

    assert [h.day for h in holidays(2000, declared) if h.key == "Aïd al-Fitr"] == [d("2000-01-08"), d("2000-01-09")]
    assert holiday_on(d("2001-01-02"), declared).key == "Aïd al-Fitr"


def test_exceptional_days_off_are_known():
    assert not is_working_day(d("2025-06-09"))
    assert is_working_day(d("2025-06-09"), COMPUTED)
    assert set(ANNOUNCED.closed) == {d("2023-04-24"), d("2024-04-12"), d("2025-06-09")}


def test_add_working_days_skips_weekends_and_holidays():
    assert add_working_days(d("2026-11-05"), 1) == d("2026-11-09")  # 6 is the Green March, then a weekend
    assert add_working_days(d("2026-11-20"), 10) == d("2026-12-04")
    assert add_working_days(d("2026-11-21"), 0) == d("2026-11-23")
    assert add_working_days(d("2026-11-20"), 0) == d("2026-11-20")
    assert add_working_days(d("2026-11-09"), -1) == d("2026-11-05")


@settings(deadline=None)
@given(days, st.integers(1, 120))
def test_adding_and_counting_agree(day, n):
    end = add_working_days(day, n)

    assert is_working_day(end)
    assert working_days_between(day, end) == n
    assert working_days_between(end, day) == -n


@settings(deadline=None)
@given(days, days, days)
def test_counting_adds_up(a, b, c):
    a, b, c = sorted((a, b, c))

    assert working_days_between(a, b) + working_days_between(b, c) == working_days_between(a, c)


@settings(deadline=None)
@given(days)
def test_office_hours_exist_exactly_on_working_days(day):
    assert bool(office_hours(day)) == is_working_day(day)
    if ramadan_hours(day) and is_working_day(day):
        assert office_hours(day) == ((dt.time(9), dt.time(15)),)


def test_ramadan_hours_follow_the_announcement():
    declared = Declared(ramadan={1447: (d("2026-02-19"), d("2026-03-20"))})

    assert ramadan(1447, COMPUTED) == (d("2026-02-18"), d("2026-03-19"))
    assert not ramadan_hours(d("2026-02-18"), declared)
    assert ramadan_hours(d("2026-03-20"), declared)
    assert not ramadan_hours(d("2026-03-20"), COMPUTED)
    assert ramadan(1446)[1] == d("2025-03-30")


def test_office_hours_on_a_friday_leave_time_for_prayer():
    assert office_hours(d("2026-11-20")) == ((dt.time(8, 30), dt.time(12)), (dt.time(13, 30), dt.time(16, 30)))
    assert office_hours(d("2026-11-23")) == ((dt.time(8, 30), dt.time(16, 30)),)


def test_is_open_at_reads_the_clock_of_casablanca():
    assert is_open_at(dt.datetime(2025, 7, 1, 7, 45, tzinfo=dt.UTC))  # 8:45, UTC+1
    assert not is_open_at(dt.datetime(2025, 3, 10, 8, 45, tzinfo=dt.UTC))  # 8:45, UTC in Ramadan
    assert is_open_at(dt.datetime(2025, 3, 10, 9, 0, tzinfo=dt.UTC))
    assert not is_open_at(dt.datetime(2025, 3, 10, 15, 0, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2025-02-22", 24), ("2025-02-23", 25), ("2025-04-06", 23), ("2024-03-10", 25), ("2024-04-14", 23)],
)
def test_a_day_of_the_ramadan_clock_change_is_longer_or_shorter(day, hours):
    lasted = end_of_day(d(day)).astimezone(dt.UTC) - start_of_day(d(day)).astimezone(dt.UTC)

    assert lasted == dt.timedelta(hours=hours)


def test_closing_moment_is_a_midnight_of_casablanca():
    # Sunday 23 February 2025: the clock went back, so the same wall time is an hour later in UTC.
    before = closing_moment(dt.datetime(2025, 2, 20, 12, tzinfo=dt.UTC), 1)
    after = closing_moment(dt.datetime(2025, 2, 20, 12, tzinfo=dt.UTC), 2)

    assert before.astimezone(dt.UTC) == dt.datetime(2025, 2, 21, 23, tzinfo=dt.UTC)
    assert after.astimezone(dt.UTC) == dt.datetime(2025, 2, 25, 0, tzinfo=dt.UTC)
