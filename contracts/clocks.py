"""When a case's clocks run out, as absolute instants worked out once, when each clock starts (A3). Pure.

Everything comes from the profile in force at contact and from the calendar of England and Wales. Nothing
pauses a clock; an extension moves only the limits that G 104 lets it move. Instants are aware (UTC).
"""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator

from contracts.calendar import (
    LONDON,
    Calendar,
    Due,
    after_calendar_days,
    after_elapsed,
    after_working_days,
    england_and_wales,
    london_date,
    utc,
)
from contracts.policies.profile import ClockRule, Profile, Slot, Span, Unit


class ClockName(StrEnum):
    """The clocks of A3: K1 to K7, in order."""

    INITIAL_CHECKS = "INITIAL_CHECKS"
    MEETING = "MEETING"
    CATEGORISATION = "CATEGORISATION"
    WHOLE_CASE = "WHOLE_CASE"
    FORUM_REFERRAL = "FORUM_REFERRAL"
    RESPONDING_FORCE = "RESPONDING_FORCE"
    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"


class Judgement(StrEnum):
    """How an end event stands against its clock."""

    IN_TIME = "IN_TIME"
    TARGET_PASSED = "TARGET_PASSED"
    LIMIT_PASSED = "LIMIT_PASSED"


class Clock(BaseModel):
    """One running clock: when it started, its target and its limit. Either may be unset by the profile."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClockName
    started: AwareDatetime
    target: Due | None
    limit: Due | None

    @model_validator(mode="after")
    def _target_before_limit(self) -> Self:
        if self.target and self.limit and self.target.at > self.limit.at:
            raise ValueError(f"{self.name}: the target cannot come after the limit")
        return self

    @property
    def provisional(self) -> bool:
        """Whether either mark was counted through a year whose bank holidays are not known (C-48)."""
        return any(mark.provisional for mark in (self.target, self.limit) if mark)


class Clocks(BaseModel):
    """The clocks that run from contact (Right to Ask) or receipt (Right to Know), and what set them.

    `meeting` is `None` where nobody applied. `profile` is `id@edition`; `calendar` the edition of the table
    of bank holidays.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: str
    calendar: str
    contact: AwareDatetime
    initial_checks: Clock
    meeting: Clock | None
    categorisation: Clock
    whole_case: Clock

    def all(self) -> tuple[Clock, ...]:
        """Those that run, in the order of A3."""
        held = (self.initial_checks, self.meeting, self.categorisation, self.whole_case)
        return tuple(clock for clock in held if clock is not None)

    @property
    def provisional(self) -> bool:
        return any(clock.provisional for clock in self.all())


def clocks(
    profile: Profile,
    contact: datetime,
    route: str = "RIGHT_TO_ASK",
    calendar: Calendar | None = None,
) -> Clocks:
    """Clocks K1 to K4 of a case. `contact` is the instant of initial contact, or of receipt (C-02, C-04).

    A year without a table never turns anybody away: the earliest safe date stands, marked provisional (C-48).
    `ValueError` for an instant without time zone or a route that does not exist.
    """
    if route not in {"RIGHT_TO_ASK", "RIGHT_TO_KNOW"}:
        raise ValueError("the route is RIGHT_TO_ASK or RIGHT_TO_KNOW")
    asked = route == "RIGHT_TO_ASK"
    rules, table = profile.clocks, calendar or england_and_wales()

    def run(name: ClockName, rule: ClockRule) -> Clock:
        return started(name, rule, contact, table)

    return Clocks(
        profile=profile.reference,
        calendar=table.edition,
        contact=utc(contact),
        initial_checks=run(ClockName.INITIAL_CHECKS, rules.initial_checks if asked else rules.know_triage),
        meeting=run(ClockName.MEETING, rules.meeting) if asked else None,
        categorisation=run(ClockName.CATEGORISATION, rules.categorisation),
        whole_case=run(ClockName.WHOLE_CASE, rules.whole_case),
    )


def forum_referral(profile: Profile, completed: datetime, calendar: Calendar | None = None) -> Clock:
    """K5, from the instant the risk assessment (Ask) or intelligence checks (Know) were completed (C-03)."""
    return started(ClockName.FORUM_REFERRAL, profile.clocks.forum_referral, completed, calendar)


def acknowledgement(profile: Profile, identified: datetime) -> Clock:
    """K7, from the instant an immediate risk was identified (G 30)."""
    return started(ClockName.ACKNOWLEDGEMENT, profile.clocks.acknowledgement, identified)


def responding_force(started_at: datetime, agreed: datetime) -> Clock:
    """K6: the instant that both forces agreed, target and limit alike (G 66)."""
    due = after_elapsed(started_at, agreed - started_at)
    return Clock(name=ClockName.RESPONDING_FORCE, started=utc(started_at), target=due, limit=due)


def started(name: ClockName, rule: ClockRule, start: datetime, calendar: Calendar | None = None) -> Clock:
    """One clock of a profile, started. `ValueError` for one agreed case by case: see `responding_force`."""
    return Clock(
        name=name,
        started=utc(start),
        target=_due(rule.target, start, calendar),
        limit=_due(rule.limit, start, calendar),
    )


def due_after(span: Span, start: datetime, calendar: Calendar | None = None) -> Due:
    """When a span that begins at `start` is over, counted by its unit (C-22, C-41)."""
    match span.unit:
        case Unit.MINUTES:
            return after_elapsed(start, timedelta(minutes=span.amount))
        case Unit.HOURS:
            return after_elapsed(start, timedelta(hours=span.amount))
        case Unit.CALENDAR_DAYS:
            return after_calendar_days(start, span.amount)
        case Unit.WORKING_DAYS:
            return after_working_days(start, span.amount, calendar)


def extended(clock: Clock, until: Due) -> Clock:
    """The clock with a later limit; its target stands. Reasons and signature are kept with the extension.

    `ValueError` unless the clock is one that may be extended (G 104) and the new limit is later than the old.
    """
    if clock.name not in {ClockName.CATEGORISATION, ClockName.WHOLE_CASE}:
        raise ValueError("only the categorisation and the whole case can be extended (G 104)")
    if clock.limit is None or until.at <= clock.limit.at:
        raise ValueError("an extension ends later than the limit that it moves")
    return clock.model_copy(update={"limit": until})


def judge(clock: Clock, occurred: datetime) -> Judgement:
    """How an end event that occurred then stands; or, for an open clock, how it stands at that instant.

    Exactly at an elapsed limit is in time; so is anything before 00:00 London after the last day (C-41).
    """
    if clock.limit and occurred >= clock.limit.late_from:
        return Judgement.LIMIT_PASSED
    if clock.target and occurred >= clock.target.late_from:
        return Judgement.TARGET_PASSED
    return Judgement.IN_TIME


def closing_instant(profile: Profile, contact: datetime, calendar: Calendar | None = None) -> datetime:
    """When a closing text leaves: the last slot by the profile's day after contact, UTC (C-10).

    It follows from contact date and profile alone. A slot on a bank holiday is left out.
    """
    closing = profile.rules.closing
    table = calendar or england_and_wales()
    last = london_date(contact) + timedelta(days=closing.by_day)
    for back in range(closing.by_day):
        if instants := _slots_on(closing.slots, last - timedelta(days=back), table):
            return max(instants)
    raise ValueError(f"{profile.reference} has no closing slot that is not a bank holiday")


def next_closing_slot(profile: Profile, after: datetime, calendar: Calendar | None = None) -> datetime:
    """The first slot of the weekly grid strictly after an instant, UTC: for a decision that came late."""
    table = calendar or england_and_wales()
    first = london_date(after)
    for ahead in range(30):
        on_that_day = _slots_on(profile.rules.closing.slots, first + timedelta(days=ahead), table)
        if later := [slot for slot in on_that_day if slot > after]:
            return min(later)
    raise ValueError(f"{profile.reference} has no closing slot within 30 days that is not a bank holiday")


def _slots_on(slots: tuple[Slot, ...], day: date, table: Calendar) -> list[datetime]:
    if day in table.holidays:
        return []
    held = [slot for slot in slots if slot.weekday == day.weekday()]
    return [datetime.combine(day, slot.at, LONDON).astimezone(UTC) for slot in held]


def _due(allowed: Span | str | None, start: datetime, calendar: Calendar | None) -> Due | None:
    match allowed:
        case None:
            return None
        case Span():
            return due_after(allowed, start, calendar)
        case _:
            raise ValueError("this clock's marks are agreed case by case")
