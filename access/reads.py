"""Every read of personal data is written down before it is shown: who, when, what, why (DPA 2018, s. 62).

The entry has a transaction of its own. If it cannot be written, nothing is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, Header
from sqlalchemy import Boolean, Column, DateTime, MetaData, Table, Text, func, insert
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from access.officers import Officer
from access.problems import Problem, invalid

SHORTEST_REASON = 10
LONGEST_REASON = 300

READS = Table(
    "reads",
    MetaData(),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("officer", Text, nullable=False),
    Column("rank", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("route", Text, nullable=False),
    Column("case_id", Text),
    Column("why", Text, nullable=False),
    Column("masked", Boolean, nullable=False),
    Column("what", ARRAY(Text), nullable=False),
)
WRITE_DOWN = insert(READS).values(at=func.clock_timestamp())


@dataclass(frozen=True, slots=True)
class Read:
    """One reading. `route` is the route's template; `what` names sections shown or cases found, no data."""

    officer: Officer
    route: str
    case_id: str | None
    why: str
    masked: bool
    what: Sequence[str] = ()


class CannotLog(Exception):
    """The reading could not be written down: show nothing."""


class AccessLog(Protocol):
    async def record(self, read: Read) -> None:
        """Returns once the entry is committed; raises CannotLog."""


class Reads:
    """The access log of one service, in its own database. Its instants are machine time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def record(self, read: Read) -> None:
        actor = read.officer.actor
        entry = {
            "officer": actor.id,
            "rank": actor.rank,
            "role": actor.role,
            "organisation": actor.organisation,
            "route": read.route,
            "case_id": read.case_id,
            "why": read.why,
            "masked": read.masked,
            "what": list(read.what),
        }
        try:
            async with self._engine.begin() as connection:
                await connection.execute(WRITE_DOWN, entry)
        except (SQLAlchemyError, OSError, TimeoutError) as trouble:
            raise CannotLog from trouble


def reason_missing() -> Problem:
    words = f"say in {SHORTEST_REASON} to {LONGEST_REASON} characters why you need to see this"
    return invalid([{"path": "header.X-Reason", "words": words}])


def given_reason(
    reason: Annotated[str | None, Header(alias="X-Reason", description="Why you need to see this")] = None,
) -> str:
    """The reason of a reading; 422 without one."""
    told = _as_written(reason or "")
    if not SHORTEST_REASON <= len(told) <= LONGEST_REASON:
        raise reason_missing()
    return told


def _as_written(header: str) -> str:
    """Header values reach us as Latin-1; officers write UTF-8."""
    try:
        told = header.encode("latin-1").decode()
    except UnicodeError:
        told = header
    return " ".join("".join(sign if sign.isprintable() else " " for sign in told).split())


Reason = Annotated[str, Depends(given_reason)]
