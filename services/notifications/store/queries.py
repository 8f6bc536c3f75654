"""Every query of notifications' own table, named and described in this one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from access.views import Which
from assembly.read_table import ReadTable
from services.notifications.store.tables import cases, messages


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it stands. Instants are aware; nothing in it is personal."""

    case_id: str
    message: str
    kind: str
    standing: str
    transport: str | None
    why: str | None
    reference: str | None
    due: datetime | None
    owner: str | None
    held: bool


MESSAGES: Final = ReadTable(messages)
_HELD = func.coalesce(cases.c.held, false())
_LINES = select(messages, _HELD.label("held")).select_from(
    messages.outerjoin(cases, cases.c.case_id == messages.c.case_id)
)


async def work_list(
    connection: AsyncConnection, which: Which, officer: str, now: datetime, limit: int
) -> tuple[Line, ...]:
    """What waits for somebody, soonest first; `now` is business time. A message is whose hand it was in."""
    found = await connection.execute(
        _LINES.where(messages.c.waits, _in(which, officer, now))
        .order_by(messages.c.due.asc().nulls_last(), messages.c.case_id, messages.c.message)
        .limit(limit)
    )
    return tuple(_line(row) for row in found)


async def of_cases(connection: AsyncConnection, references: Sequence[str], limit: int) -> tuple[Line, ...]:
    """Messages of the cases with one of these ids or references, oldest first."""
    wanted = select(messages.c.case_id).where(
        or_(messages.c.case_id.in_(references), messages.c.reference.in_(references))
    )
    found = await connection.execute(
        _LINES.where(messages.c.case_id.in_(wanted))
        .order_by(messages.c.case_id, messages.c.asked_at)
        .limit(limit)
    )
    return tuple(_line(row) for row in found)


def _in(which: Which, officer: str, now: datetime) -> ColumnElement[bool]:
    match which:
        case Which.MINE:
            return messages.c.owner == officer
        case Which.UNALLOCATED:
            return messages.c.owner.is_(None)
        case Which.OVERDUE:
            return messages.c.due < now
        case Which.HELD:
            return _HELD
        case Which.ALL:
            return true()


def _line(row: Row[Any]) -> Line:
    return Line(
        row.case_id,
        row.message,
        row.kind,
        row.standing,
        row.transport,
        row.why,
        row.reference,
        row.due,
        row.owner,
        bool(row.held),
    )
