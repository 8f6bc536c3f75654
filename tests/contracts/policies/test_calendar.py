"""The calendar of England and Wales."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import (
    LONDON,
    Calendar,
    after_calendar_days,
    after_elapsed,
    after_working_days,
    end_of,
    england_and_wales,
    london_date,
    main,
)
from contracts.data import bank_holidays

TABLE = england_and_wales()
NOTHING_KNOWN = Calendar(frozenset(), frozenset(), "none")
DAYS = st.dates(date(2012, 1, 1), date(2028, 11, 30))


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 6, 2),  # moved for the jubilee
        date(2022, 6, 3),
        date(2022, 9, 19),  # state funeral
        date(2023, 5, 8),  # coronation
        date(2026, 12, 28),  # substitute for Boxing Day
        date(2027, 12, 27),
        date(2027, 12, 28),
    ],
)
def test_moved_and_extra_bank_holidays_are_known(day: date) -> None:
    assert day in TABLE.holidays
    assert not TABLE.is_working_day(day)


def test_the_usual_spring_holiday_was_a_working_day_in_the_jubilee_year() -> None:
    assert TABLE.is_working_day(date(2022, 5, 30))


def test_scottish_holidays_are_working_days_here() -> None:
    assert TABLE.is_working_day(date(2026, 11, 30))
    assert TABLE.is_working_day(date(2025, 1, 2))


def test_every_covered_year_has_its_eight_holidays_and_no_gap() -> None:
    assert sorted(TABLE.years) == list(range(min(TABLE.years), max(TABLE.years) + 1))
    for year in TABLE.years:
        assert sum(day.year == year for day in TABLE.holidays) >= 8, year
    assert TABLE.covers(date(2023, 4, 3), date(2028, 12, 31))


def test_no_holiday_falls_on_a_weekend_in_the_table() -> None:
    assert all(day.weekday() < 5 for day in TABLE.holidays)


def test_the_committed_table_is_what_a_renewal_writes(tmp_path: Path) -> None:
    fresh = tmp_path / "bank-holidays.json"
    bank_holidays.refresh(fresh)
    assert fresh.read_text("utf-8") == bank_holidays.TABLE.read_text("utf-8")


def test_a_renewal_that_would_lose_a_year_is_refused(tmp_path: Path) -> None:
    held = json.loads(bank_holidays.TABLE.read_text("utf-8"))
    held["years"].append(1999)
    path = tmp_path / "bank-holidays.json"
    path.write_text(json.dumps(held), "utf-8")
    with pytest.raises(ValueError, match="1999"):
        bank_holidays.refresh(path)
    assert json.loads(path.read_text("utf-8")) == held


def test_the_command_names_its_only_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["renew"]) == 2
    assert "refresh" in capsys.readouterr().err


def test_a_renewal_is_due_120_days_before_the_table_ends() -> None:
    table = Calendar(frozenset(), frozenset({2026, 2027, 2030}), "x")
    assert table.ends(date(2026, 6, 1)) == date(2027, 12, 31)
    assert table.renewal_due(date(2026, 6, 1)) == date(2027, 9, 2)
    assert table.ends(date(2029, 6, 1)) == date(2029, 5, 31)


def test_a_day_is_shown_ending_one_second_before_midnight_and_is_in_time_until_midnight() -> None:
    summer, winter = end_of(date(2026, 6, 11)), end_of(date(2026, 12, 28))
    assert summer.at == datetime(2026, 6, 11, 22, 59, 59, tzinfo=UTC)
    assert summer.late_from == datetime(2026, 6, 12, 0, 0, tzinfo=LONDON)
    assert winter.at == datetime(2026, 12, 28, 23, 59, 59, tzinfo=UTC)


def test_a_contact_just_after_midnight_in_summer_belongs_to_the_new_london_day() -> None:
    assert london_date(datetime(2026, 6, 1, 23, 30, tzinfo=UTC)) == date(2026, 6, 2)
    assert london_date(datetime(2026, 12, 1, 23, 30, tzinfo=UTC)) == date(2026, 12, 1)


def test_an_instant_without_time_zone_is_refused() -> None:
    naive = datetime(2026, 6, 1, 12, 0)  # noqa: DTZ001 - that is what is refused
    for count in (
        lambda: london_date(naive),
        lambda: after_elapsed(naive, timedelta(hours=24)),
        lambda: after_calendar_days(naive, 10),
        lambda: after_working_days(naive, 10),
    ):
        with pytest.raises(ValueError, match="time zone"):
            count()


def test_a_missing_year_gives_the_earliest_safe_date_and_says_so() -> None:
    before_christmas = datetime(2028, 12, 20, 12, 0, tzinfo=UTC)
    due = after_working_days(before_christmas, 10)
    assert due.provisional
    assert london_date(due.at) == date(
        2029, 1, 5
    )  # New Year's Day 2029 counted, as nobody said it is a holiday
    assert not after_working_days(datetime(2028, 12, 1, 12, 0, tzinfo=UTC), 10).provisional
    assert not after_calendar_days(before_christmas, 28).provisional


def test_the_day_itself_counts_as_nought_working_days_unless_it_is_none() -> None:
    assert TABLE.working_days_after(date(2026, 6, 5), 0) == date(2026, 6, 5)
    assert TABLE.working_days_after(date(2026, 6, 6), 0) == date(2026, 6, 8)
    with pytest.raises(ValueError, match="negative"):
        TABLE.working_days_after(date(2026, 6, 5), -1)


@given(DAYS, st.integers(1, 15))
def test_between_a_day_and_its_nth_working_day_lie_exactly_n_working_days(day: date, count: int) -> None:
    last = TABLE.working_days_after(day, count)
    counted = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(TABLE.is_working_day(each) for each in counted) == count
    assert TABLE.is_working_day(last)


@given(DAYS, st.integers(1, 15))
def test_without_a_table_a_date_is_never_later_than_with_it(day: date, count: int) -> None:
    assert NOTHING_KNOWN.working_days_after(day, count) <= TABLE.working_days_after(day, count)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2028, 12, 1)), st.integers(0, 48))  # noqa: DTZ001 - zone below
def test_elapsed_hours_are_the_same_in_every_zone(moment: datetime, hours: int) -> None:
    span = timedelta(hours=hours)
    utc = moment.replace(tzinfo=UTC)
    assert after_elapsed(utc.astimezone(LONDON), span) == after_elapsed(utc, span)
