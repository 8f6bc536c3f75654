"""Instants and spans as people type and read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cli.exits import Misused

LONDON: Final = ZoneInfo("Europe/London")
FOR_EVER: Final = 9999
"""The year in which a driver reads PostgreSQL's infinity."""

_UNITS: Final = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_SPAN: Final = re.compile(r"(?:\d+[wdhms])+")
_PART: Final = re.compile(r"(\d+)([wdhms])")


def span(written: str) -> timedelta:
    """`3d`, `2h30m`, `1w`, `90s`. Raises Misused."""
    if not _SPAN.fullmatch(written.strip()):
        raise Misused(f"{written!r} is no span of time: write 3d, 2h30m, 90s or 1w")
    parts = {_UNITS[unit]: int(number) for number, unit in _PART.findall(written)}
    return timedelta(**parts)


def instant(written: str) -> datetime:
    """`2026-06-01T09:00+01:00`, or without an offset in the time of the United Kingdom. Gives aware UTC."""
    try:
        read = datetime.fromisoformat(written.strip())
    except ValueError:
        raise Misused(
            f"{written!r} is no instant: write 2026-06-01T09:00 (UK time) or with an offset"
        ) from None
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)


def since(written: str, now: datetime) -> datetime:
    """A span back from `now`, or an instant."""
    return now - span(written) if _SPAN.fullmatch(written.strip()) else instant(written)


def short(at: datetime) -> str:
    """`2026-06-01 08:00:00Z`; infinity is `never`."""
    return "never" if at.year == FOR_EVER else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def local(at: datetime) -> str:
    """`Monday 1 June 2026, 09:00`, in the time of the United Kingdom."""
    there = at.astimezone(LONDON)
    return f"{there:%A} {there.day} {there:%B %Y, %H:%M}"


def lasting(seconds: float) -> str:
    """`40 s`, `12 min`, `3 h`, `5 d`."""
    for size, unit in ((172_800, "d"), (7_200, "h"), (120, "min")):
        if seconds >= size:
            return f"{seconds / {'d': 86_400, 'h': 3_600, 'min': 60}[unit]:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"
