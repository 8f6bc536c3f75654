"""Clocks K1 to K7, by the worked dates of the ledger (A3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import LONDON, Calendar, Due, end_of, england_and_wales, london_date
from contracts.clocks import (
    ClockName,
    Judgement,
    acknowledgement,
    clocks,
    closing_instant,
    due_after,
    extended,
    forum_referral,
    judge,
    next_closing_slot,
    responding_force,
    started,
)
from contracts.policies import Profile, Span, Unit, profile

KENT = profile("KENT-2025@2025-03")
NATIONAL = profile("NATIONAL-2023@2023-04")
HERTS = profile("HERTS-2011@2011-01")
PILOT = profile("PILOT-2008@2009-03")
NAIVE_FIRST, NAIVE_LAST = datetime(2023, 4, 3), datetime(2028, 10, 1)  # noqa: DTZ001 - zone given by the strategy
CONTACTS = st.datetimes(NAIVE_FIRST, NAIVE_LAST, timezones=st.just(UTC))


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, 0, tzinfo=LONDON)


def on(due: Due | None) -> date:
    assert due is not None
    assert due.at.astimezone(LONDON).strftime("%H:%M:%S") == "23:59:59"
    return london_date(due.at)


WORKED = [  # contact, 10 calendar days, 10 working days, 28 days, 45 days
    (date(2023, 4, 3), date(2023, 4, 13), date(2023, 4, 19), date(2023, 5, 1), date(2023, 5, 18)),
    (date(2023, 4, 6), date(2023, 4, 16), date(2023, 4, 24), date(2023, 5, 4), date(2023, 5, 21)),
    (date(2024, 12, 20), date(2024, 12, 30), date(2025, 1, 8), date(2025, 1, 17), date(2025, 2, 3)),
    (date(2026, 12, 18), date(2026, 12, 28), date(2027, 1, 6), date(2027, 1, 15), date(2027, 2, 1)),
    (date(2026, 6, 1), date(2026, 6, 11), date(2026, 6, 15), date(2026, 6, 29), date(2026, 7, 16)),
    (date(2026, 6, 6), date(2026, 6, 16), date(2026, 6, 19), date(2026, 7, 4), date(2026, 7, 21)),
]


@pytest.mark.parametrize("held", [NATIONAL, KENT], ids=lambda p: p.id)
@pytest.mark.parametrize("row", WORKED, ids=lambda row: str(row[0]))
def test_the_worked_dates_of_the_ledger_come_out(
    held: Profile, row: tuple[date, date, date, date, date]
) -> None:
    contact, target, limit, day_28, day_45 = row
    run = clocks(held, noon(contact))
    assert run.meeting
    assert (on(run.meeting.target), on(run.meeting.limit)) == (target, limit)
    assert on(run.categorisation.limit) == on(run.whole_case.target) == on(run.whole_case.limit) == day_28
    assert on(clocks(HERTS, noon(contact)).whole_case.limit) == day_45
    assert not run.provisional


@pytest.mark.parametrize(
    ("contact", "due", "wall"),
    [
        (datetime(2026, 3, 28, 12, 0, tzinfo=LONDON), datetime(2026, 3, 29, 12, 0, tzinfo=UTC), "13:00 BST"),
        (
            datetime(2026, 10, 24, 12, 0, tzinfo=LONDON),
            datetime(2026, 10, 25, 11, 0, tzinfo=UTC),
            "11:00 GMT",
        ),
    ],
    ids=["clocks go forward", "clocks go back"],
)
def test_24_hours_elapse_whatever_the_wall_clock_does(contact: datetime, due: datetime, wall: str) -> None:
    limit = clocks(KENT, contact).initial_checks.limit
    assert limit
    assert limit.at == due
    assert limit.at.astimezone(LONDON).strftime("%H:%M %Z") == wall


def test_initial_checks_done_exactly_at_the_limit_are_in_time_and_a_tick_later_are_not() -> None:
    clock = clocks(KENT, noon(date(2026, 6, 1))).initial_checks
    assert clock.target
    assert clock.limit
    assert judge(clock, clock.target.at) is Judgement.IN_TIME
    assert judge(clock, clock.target.at + datetime.resolution) is Judgement.TARGET_PASSED
    assert judge(clock, clock.limit.at) is Judgement.TARGET_PASSED
    assert judge(clock, clock.limit.at + datetime.resolution) is Judgement.LIMIT_PASSED


def test_a_meeting_just_before_midnight_of_the_last_day_is_in_time_and_at_midnight_is_not() -> None:
    clock = clocks(KENT, noon(date(2026, 6, 1))).meeting
    assert clock
    midnight = datetime(2026, 6, 16, 0, 0, tzinfo=LONDON)
    assert judge(clock, midnight - datetime.resolution) is Judgement.TARGET_PASSED
    assert judge(clock, midnight) is Judgement.LIMIT_PASSED
    assert judge(clock, datetime(2026, 6, 11, 23, 59, 59, 500_000, tzinfo=LONDON)) is Judgement.IN_TIME


def test_a_contact_late_on_a_summer_evening_counts_from_the_london_day() -> None:
    run = clocks(KENT, datetime(2026, 6, 1, 23, 30, tzinfo=UTC))  # 00:30 on 2 June in London
    assert on(run.whole_case.limit) == date(2026, 6, 30)


def test_a_right_to_know_case_has_no_meeting_and_only_a_target_for_its_triage() -> None:
    run = clocks(KENT, noon(date(2026, 6, 1)), "RIGHT_TO_KNOW")
    assert run.meeting is None
    assert run.initial_checks.limit is None
    assert run.initial_checks.target
    assert run.initial_checks.target.at == noon(date(2026, 6, 2))
    assert [clock.name for clock in run.all()] == ["INITIAL_CHECKS", "CATEGORISATION", "WHOLE_CASE"]


def test_a_route_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="RIGHT_TO_ASK"):
        clocks(KENT, noon(date(2026, 6, 1)), "RIGHT_TO_ASKS")


def test_the_pilot_has_no_limit_and_is_never_late() -> None:
    run = clocks(PILOT, noon(date(2008, 10, 1)))
    assert all(clock.target is None and clock.limit is None for clock in run.all())
    assert judge(run.whole_case, noon(date(2026, 1, 1))) is Judgement.IN_TIME


def test_hertfordshire_had_a_day_for_checks_and_no_limit_for_the_meeting() -> None:
    run = clocks(HERTS, noon(date(2011, 3, 1)))
    assert run.meeting
    assert run.meeting.limit is None
    assert run.initial_checks.limit
    assert run.initial_checks.limit.at == noon(date(2011, 3, 2))
    assert run.categorisation.limit is None


def test_a_year_without_a_table_turns_nobody_away_and_marks_only_what_it_touches() -> None:
    run = clocks(KENT, noon(date(2028, 12, 20)))
    assert run.meeting
    assert run.meeting.provisional
    assert run.provisional
    assert not run.initial_checks.provisional
    assert not run.whole_case.provisional
    far = clocks(KENT, noon(date(2041, 3, 1)))
    assert far.meeting
    assert on(far.meeting.limit) == date(2041, 3, 15)
    assert far.provisional


def test_a_forum_referral_has_28_days_from_the_completed_assessment() -> None:
    clock = forum_referral(KENT, noon(date(2026, 6, 20)))
    assert (clock.target, on(clock.limit)) == (None, date(2026, 7, 18))


def test_an_acknowledgement_is_due_within_minutes() -> None:
    identified = datetime(2026, 10, 25, 0, 55, tzinfo=UTC)
    clock = acknowledgement(KENT, identified)
    assert judge(clock, identified + timedelta(minutes=5)) is Judgement.IN_TIME
    assert judge(clock, identified + timedelta(minutes=15)) is Judgement.TARGET_PASSED
    assert judge(clock, identified + timedelta(minutes=15, seconds=1)) is Judgement.LIMIT_PASSED


def test_a_responding_force_has_the_time_both_agreed() -> None:
    agreed = noon(date(2026, 6, 5))
    clock = responding_force(noon(date(2026, 6, 1)), agreed)
    assert judge(clock, agreed) is Judgement.IN_TIME
    assert judge(clock, agreed + datetime.resolution) is Judgement.LIMIT_PASSED
    with pytest.raises(ValueError, match="case by case"):
        started(ClockName.RESPONDING_FORCE, KENT.clocks.responding_force, noon(date(2026, 6, 1)))


def test_an_extension_moves_the_limit_and_leaves_the_target() -> None:
    before = clocks(KENT, noon(date(2026, 6, 1))).whole_case
    after = extended(before, end_of(date(2026, 7, 20)))
    assert after.target == before.target
    assert judge(after, noon(date(2026, 7, 20))) is Judgement.TARGET_PASSED
    assert judge(before, noon(date(2026, 7, 20))) is Judgement.LIMIT_PASSED


@pytest.mark.parametrize("name", ["initial_checks", "meeting"])
def test_the_first_two_clocks_cannot_be_extended(name: str) -> None:
    with pytest.raises(ValueError, match="G 104"):
        extended(getattr(clocks(KENT, noon(date(2026, 6, 1))), name), end_of(date(2026, 9, 1)))


def test_an_extension_cannot_shorten() -> None:
    clock = clocks(KENT, noon(date(2026, 6, 1))).whole_case
    with pytest.raises(ValueError, match="later"):
        extended(clock, end_of(date(2026, 6, 29)))


def test_part_two_of_the_form_is_due_the_same_working_day() -> None:
    span = KENT.rules.periods.annex_a_part2
    assert on(due_after(span, noon(date(2026, 6, 5)))) == date(2026, 6, 5)
    assert on(due_after(span, noon(date(2026, 6, 6)))) == date(2026, 6, 8)


def test_a_closing_text_leaves_at_the_last_slot_by_day_26() -> None:
    assert closing_instant(KENT, noon(date(2026, 6, 1))) == datetime(2026, 6, 25, 10, 0, tzinfo=LONDON)


def test_a_slot_on_a_bank_holiday_is_left_out() -> None:
    contact = noon(date(2025, 11, 30))  # day 26 is Boxing Day, Friday; Thursday is Christmas Day
    assert closing_instant(KENT, contact) == datetime(2025, 12, 23, 10, 0, tzinfo=LONDON)
    christmas_eve = noon(date(2025, 12, 24))
    assert next_closing_slot(KENT, christmas_eve) == datetime(2025, 12, 30, 10, 0, tzinfo=LONDON)


def test_a_late_decision_waits_for_the_next_slot_never_the_present_one() -> None:
    slot = datetime(2026, 6, 30, 10, 0, tzinfo=LONDON)
    assert next_closing_slot(KENT, slot - datetime.resolution) == slot
    assert next_closing_slot(KENT, slot) == datetime(2026, 7, 2, 10, 0, tzinfo=LONDON)


def test_clocks_survive_being_written_and_read() -> None:
    run = clocks(KENT, noon(date(2028, 12, 20)))
    assert type(run).model_validate_json(run.model_dump_json()) == run


@given(CONTACTS)
def test_the_working_limit_never_comes_before_the_calendar_target(contact: datetime) -> None:
    meeting = clocks(KENT, contact).meeting
    assert meeting
    assert on(meeting.target) < on(meeting.limit)
    assert england_and_wales().is_working_day(on(meeting.limit))


@given(CONTACTS, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_later_contact_never_has_an_earlier_due(contact: datetime, gap: timedelta) -> None:
    first, second = clocks(KENT, contact), clocks(KENT, contact + gap)
    for one, other in zip(first.all(), second.all(), strict=True):
        assert one.limit
        assert other.limit
        assert one.limit.at <= other.limit.at


@given(CONTACTS)
def test_a_limit_for_which_no_table_is_held_is_never_later_than_the_true_one(contact: datetime) -> None:
    unknown = clocks(KENT, contact, calendar=Calendar(frozenset(), frozenset(), "none")).meeting
    known = clocks(KENT, contact).meeting
    assert unknown
    assert known
    assert unknown.provisional
    assert not known.provisional
    assert on(unknown.limit) <= on(known.limit)


@given(CONTACTS)
def test_a_closing_text_always_leaves_between_day_14_and_day_26(contact: datetime) -> None:
    days = (london_date(closing_instant(KENT, contact)) - london_date(contact)).days
    assert 14 <= days <= 26


@given(CONTACTS, st.sampled_from(list(Unit)), st.integers(0, 40))
def test_nothing_is_due_before_it_begins(contact: datetime, unit: Unit, amount: int) -> None:
    due = due_after(Span(amount=amount, unit=unit), contact)
    assert due.late_from > contact
    assert due.at < due.late_from
