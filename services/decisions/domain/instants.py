"""Instants as the wire keeps them. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta


def to_the_millisecond(at: datetime) -> datetime:
    """Earlier rather than later, so that no deadline grows; what is decided then equals what is read back."""
    beyond = at.microsecond % 1000
    return at - timedelta(microseconds=beyond) if beyond else at


def exactly(at: datetime) -> str:
    """An instant in UTC, to the microsecond and with `Z`, whatever it is."""
    return at.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
