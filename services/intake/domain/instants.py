"""Instants that come from outside: a clock may be five minutes ahead, and then the receipt stands (C-36)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from services.intake.domain import commands as c

AHEAD = timedelta(minutes=5)

STATED: dict[type, str] = {
    c.ReceiveEnquiry: "contacted_at",
    c.ReceiveInformation: "known_at",
    c.CorrectFact: "corrected_at",
    c.CorrectContact: "contacted_at",
    c.RedirectEnquiry: "told_at",
    c.VerifyIdentity: "verified_at",
    c.RecordNotVerified: "found_at",
    c.HoldMeeting: "held_at",
}
"""The field of each command that says when something happened."""


def stated(command: Any) -> Iterable[datetime]:
    """Every instant at which the command says that something happened."""
    field = STATED.get(type(command))
    told = (*getattr(command, "told", ()), *getattr(command, "items", ()), *getattr(command, "warnings", ()))
    found = [getattr(command, field) if field else None, *(one.at for one in told)]
    return [at for at in found if at is not None]


def too_far_ahead(command: Any, now: datetime) -> bool:
    return any(at > now + AHEAD for at in stated(command))


def to_the_millisecond(at: datetime) -> datetime:
    """As the wire keeps it."""
    return at - timedelta(microseconds=at.microsecond % 1000)


def by_then(at: datetime | None, now: datetime) -> datetime:
    """`at`, or the receipt if nothing or something later was stated."""
    return now if at is None or at > now else at
