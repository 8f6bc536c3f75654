"""The calendar of England and Wales: London days, working days, and when a limit is over.

Instants are aware; what is returned is in UTC. `python -m contracts.calendar refresh` renews the committed
table of bank holidays. Sources: G 36 (working days), C-22 (hours), C-41 (end of a day), C-48 (a year with no
table).
"""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict

LONDON = ZoneInfo("Europe/London")
RENEWAL_NOTICE = timedelta(days=120)
SATURDAY = 5
TICK = datetime.resolution


class Due(BaseModel):
    """When something is due. UTC.

    `at` is what people are shown; whatever happens before `late_from` is in time. The two differ by a tick
    for elapsed hours and by a second for days (C-41). `provisional`: counted through a year whose bank
    holidays are not known, as if it had none, so it can only be too early (C-48).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime
    late_from: AwareDatetime
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """Bank holidays of the years that a table covers whole; `edition` says which table."""

    holidays: frozenset[date]
    years: frozenset[int]
    edition: str

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, no known bank holiday. Without a table for the year, any Monday to Friday."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def working_days_after(self, day: date, count: int) -> date:
        """The `count`th working day after `day`; for 0, `day` itself or the next working day."""
        if count < 0:
            raise ValueError("count working days forward: the number cannot be negative")
        found = day
        for _ in range(count):
            found += timedelta(days=1)
            while not self.is_working_day(found):
                found += timedelta(days=1)
        while not self.is_working_day(found):
            found += timedelta(days=1)
        return found

    def covers(self, first: date, last: date) -> bool:
        """Whether every year from `first` to `last` has a table."""
        return all(year in self.years for year in range(first.year, last.year + 1))

    def ends(self, on: date) -> date:
        """The last day of an unbroken run of tables from `on`; the day before `on` if its year has none."""
        if on.year not in self.years:
            return on - timedelta(days=1)
        year = on.year
        while year + 1 in self.years:
            year += 1
        return date(year, 12, 31)

    def renewal_due(self, on: date) -> date:
        """When somebody must be told that the table runs out: 120 days before it ends (C-48)."""
        return self.ends(on) - RENEWAL_NOTICE


@cache
def england_and_wales() -> Calendar:
    """The committed table, read once."""
    held = json.loads(files("contracts.data").joinpath("bank-holidays.json").read_text("utf-8"))
    return Calendar(
        holidays=frozenset(date.fromisoformat(holiday["date"]) for holiday in held["holidays"]),
        years=frozenset(held["years"]),
        edition=held["edition"],
    )


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. `ValueError` if it has no time zone: nobody may guess one."""
    if instant.utcoffset() is None:
        raise ValueError("give the instant with its time zone")
    return instant.astimezone(UTC)


def london_date(instant: datetime) -> date:
    """The date on a London wall calendar at that instant. `ValueError` if the instant has no time zone."""
    return utc(instant).astimezone(LONDON).date()


@lru_cache(maxsize=1024)
def start_of(day: date) -> datetime:
    """00:00 London of that day, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


@lru_cache(maxsize=1024)
def end_of(day: date, *, provisional: bool = False) -> Due:
    """Due by the end of a London day: shown as 23:59:59, in time until 00:00 of the next (C-41)."""
    midnight = start_of(day + timedelta(days=1))
    return Due(at=midnight - timedelta(seconds=1), late_from=midnight, provisional=provisional)


def after_elapsed(start: datetime, span: timedelta) -> Due:
    """Due once `span` has gone by, whatever the wall clock does (C-22); exactly then is still in time."""
    at = utc(start) + span
    return Due(at=at, late_from=at + TICK)


def after_calendar_days(start: datetime, days: int) -> Due:
    """Due by the end of the London day that many days after that of `start`."""
    return end_of(london_date(start) + timedelta(days=days))


def after_working_days(start: datetime, days: int, calendar: Calendar | None = None) -> Due:
    """Due by the end of that many working days after the London day of `start`, provisional by C-48."""
    table = calendar or england_and_wales()
    first = london_date(start)
    last = table.working_days_after(first, days)
    return end_of(last, provisional=not table.covers(first, last))


def main(arguments: list[str]) -> int:
    """`refresh` rewrites the committed table of bank holidays."""
    if arguments != ["refresh"]:
        sys.stderr.write("usage: python -m contracts.calendar refresh\n")
        return 2
    from contracts.data.bank_holidays import refresh  # noqa: PLC0415 - nothing else needs it

    sys.stdout.write(refresh() + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
