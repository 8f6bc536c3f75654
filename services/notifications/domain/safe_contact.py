"""The applicant is contacted only in a way and at a time that they called safe (G 33 b, R-054)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from contracts.calendar import LONDON, london_date, start_of
from contracts.codes import Transport
from contracts.people import ApplicantContact, Appointment, Means

_DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_DAY = "|".join(_DAYS)
_WINDOW = re.compile(rf"({_DAY})(?:-({_DAY}))? ([0-2][0-9]):([0-5][0-9])-([0-2][0-9]):([0-5][0-9])")
ALWAYS = "24/7"
POSTED_DAYS_BEFORE = 4
"""A letter about an appointment is of no use later than that many days before it."""


ENGLISH = frozenset({"", "english", "en", "en-gb"})


class UnreadableHours(ValueError):
    """The safe hours are not written as `MON-FRI 09:00-15:00`: nobody may guess what was meant."""


@dataclass(frozen=True, slots=True)
class Window:
    """Weekdays (0 is Monday) and times of the London wall clock; `until` is no longer safe."""

    days: frozenset[int]
    since: time
    until: time


def windows(hours: Sequence[str]) -> tuple[Window, ...]:
    """What the hours say; nothing means any time. Raises UnreadableHours."""
    return tuple(_window(line) for line in hours if line.strip().upper() != ALWAYS)


def _window(line: str) -> Window:
    found = _WINDOW.fullmatch(line.strip().upper())
    if found is None:
        raise UnreadableHours
    first, last, *clock = found.groups()
    start = _DAYS.index(first)
    length = (_DAYS.index(last) - start) % 7 if last else 0
    try:
        since, until = time(int(clock[0]), int(clock[1])), time(int(clock[2]), int(clock[3]))
    except ValueError:
        raise UnreadableHours from None
    if until <= since:
        raise UnreadableHours
    return Window(frozenset((start + day) % 7 for day in range(length + 1)), since, until)


def next_safe(hours: Sequence[str], now: datetime) -> datetime:
    """The first instant from `now` on inside a window (aware, UTC). Raises UnreadableHours."""
    if not hours or any(line.strip().upper() == ALWAYS for line in hours):
        return now
    candidates = list(_openings(windows(hours), now))
    return min(candidates)


def _openings(safe: Sequence[Window], now: datetime) -> Iterable[datetime]:
    today = london_date(now)
    for ahead in range(8):
        day = today + timedelta(days=ahead)
        for window in safe:
            if day.weekday() in window.days:
                since = datetime.combine(day, window.since, LONDON).astimezone(UTC)
                until = datetime.combine(day, window.until, LONDON).astimezone(UTC)
                if until > now:
                    yield max(since, now)


def wants_more(contact: ApplicantContact | Appointment) -> bool:
    """Whether plain English on paper is not all that the applicant needs."""
    language = (contact.safe.language or "").strip().casefold()
    return language not in ENGLISH or bool(contact.safe.adjustments)


def way(
    contact: ApplicantContact | Appointment,
    allowed: frozenset[Transport],
    latest: datetime | None,
    now: datetime,
) -> Transport | None:
    """The first of the applicant's own choices that can carry this message; None if none can.

    `latest` is when the message is of no use any more. A text on a telephone is a message left there.
    """
    for means in contact.safe.means:
        transport = _by(contact, means)
        if transport is None or transport not in allowed:
            continue
        if transport is Transport.POST and latest is not None and not _post_arrives(latest, now):
            continue
        return transport
    return None


def _by(contact: ApplicantContact | Appointment, means: Means) -> Transport | None:
    safe = contact.safe
    match means:
        case Means.TELEPHONE if safe.telephone and safe.leave_message:
            return Transport.TEXT
        case Means.EMAIL if safe.email:
            return Transport.EMAIL
        case Means.POST if contact.address:
            return Transport.POST
        case _:
            return None


def _post_arrives(latest: datetime, now: datetime) -> bool:
    return start_of(london_date(now) + timedelta(days=POSTED_DAYS_BEFORE)) <= latest
