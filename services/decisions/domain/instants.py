"""Instants as the wire keeps them. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta


def to_the_millisecond(at: datetime) -> datetime:
    """Earlier rather than later, so that no deadline grows; what is decided then equals what is read back."""
    return at - timedelta(microseconds=at.microsecond % 1000)
