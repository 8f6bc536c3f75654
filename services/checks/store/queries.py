"""Every query of checks' own tables, named and described in this one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, Text, bindparam, delete, false, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from access.views import Which
from assembly.read_table import ReadTable
from services.checks.store.tables import blind_index, cases, work


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the work list. `waiting`: sources that have not answered yet; `held`: mail of it is
    unread; `in_hand`: the officer who acted on it last.
    """

    case_id: str
    reference: str | None
    opened_at: datetime
    stage: str
    due: datetime | None
    steps: tuple[str, ...]
    waiting: tuple[str, ...]
    urgent: bool
    in_hand: str | None
    held: bool


_HELD = func.coalesce(cases.c.held, False)
_LINES: Select[Any] = (
    select(work, _HELD.label("held"))
    .select_from(work.outerjoin(cases, cases.c.case_id == work.c.case_id))
    .order_by(work.c.urgent.desc(), work.c.due.asc().nulls_last(), work.c.opened_at, work.c.case_id)
)

WORK: Final = ReadTable(work)
WRITE_INDEX: Final = insert(blind_index).on_conflict_do_nothing()
CLEAR_INDEX: Final = delete(blind_index).where(
    blind_index.c.case_id == func.any(bindparam("cases", type_=ARRAY(Text)))
)


async def work_list(
    connection: AsyncConnection, which: Which, officer: str, now: datetime, most: int
) -> tuple[Waiting, ...]:
    """Where something is to be done: urgent first, then soonest due. `now` is business time."""
    rows = await connection.execute(_LINES.where(_in(which, officer)).limit(most), {"now": now})
    return tuple(_line(row) for row in rows)


async def by_reference(
    connection: AsyncConnection, case_id: str | None, reference: str | None, most: int
) -> tuple[Waiting, ...]:
    """The case of that id, or of that case record's reference; finished ones included."""
    wanted = or_(false(), *_named(case_id, reference))
    return tuple(_line(row) for row in await connection.execute(_LINES.where(wanted).limit(most)))


async def alike(
    connection: AsyncConnection, case_id: str, values: Sequence[bytes], *, information: bool
) -> tuple[str, ...]:
    """Other live cases that share a value of the index; `information`: only such as police received."""
    if not values:
        return ()
    wanted = [blind_index.c.value.in_(values), blind_index.c.case_id != case_id]
    if information:
        wanted.append(blind_index.c.information)
    found = await connection.execute(
        select(blind_index.c.case_id).distinct().where(*wanted).order_by(blind_index.c.case_id)
    )
    return tuple(found.scalars())


def _named(case_id: str | None, reference: str | None) -> list[ColumnElement[bool]]:
    named = [] if case_id is None else [work.c.case_id == case_id]
    return named if reference is None else [*named, work.c.reference == reference]


def _in(which: Which, officer: str) -> ColumnElement[bool]:
    """Nobody is told to check a case: whoever is on duty takes what is due first (R-060), and then has it."""
    match which:
        case Which.MINE:
            return ~work.c.idle & (work.c.in_hand == officer)
        case Which.UNALLOCATED:
            return ~work.c.idle & work.c.in_hand.is_(None)
        case Which.OVERDUE:
            return ~work.c.idle & (work.c.due < bindparam("now"))
        case Which.HELD:
            return _HELD
        case Which.ALL:
            return ~work.c.idle


def _line(row: Row[Any]) -> Waiting:
    return Waiting(
        row.case_id,
        row.reference,
        row.opened_at,
        row.stage,
        row.due,
        tuple(row.steps),
        tuple(row.waiting),
        row.urgent,
        row.in_hand,
        row.held,
    )
