"""Every query of intake's own tables, named and described in this one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from access.views import Which
from assembly.read_table import ReadTable
from services.intake.store.blind import Blind
from services.intake.store.tables import blind_index, cases, work

MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the work list. `due` is the soonest of its steps, UTC; `held`: mail of it is unread."""

    case_id: str
    reference: str | None
    contact_at: datetime
    channel: str
    due: datetime | None
    steps: tuple[str, ...]
    missing: tuple[str, ...]
    allocated_to: tuple[str, ...]
    risk_unanswered: bool
    held: bool


_HELD = func.coalesce(cases.c.held, False)

_LINES: Select[Any] = (
    select(work, _HELD.label("held"))
    .select_from(work.outerjoin(cases, cases.c.case_id == work.c.case_id))
    .order_by(work.c.risk_unanswered.desc(), work.c.due.asc().nulls_last(), work.c.contact_at, work.c.case_id)
    .limit(bindparam("most", MOST))
)

WORK: Final = ReadTable(work)
CLEAR_INDEX = delete(blind_index).where(
    blind_index.c.case_id == func.any(bindparam("cases", type_=ARRAY(Text)))
)
WRITE_INDEX = insert(blind_index)


async def work_list(
    connection: AsyncConnection, which: Which, officer: str, now: datetime, most: int = MOST
) -> tuple[Waiting, ...]:
    """Where something is to be done: unanswered risk first, then soonest due. `now` is business time."""
    found = await connection.execute(_LINES.where(_in(which, officer, now)), {"most": most})
    return tuple(_line(row) for row in found)


async def by_references(
    connection: AsyncConnection, references: Sequence[str], most: int = MOST
) -> tuple[Waiting, ...]:
    """Cases of these ids or references, those on which nothing is to be done included."""
    wanted = or_(work.c.case_id.in_(references), work.c.reference.in_(references))
    found = await connection.execute(_LINES.where(wanted), {"most": most})
    return tuple(_line(row) for row in found)


async def of_person(
    connection: AsyncConnection, roles: Sequence[Blind], most: int = MOST
) -> tuple[Waiting, ...]:
    """Cases that name one person, who is given once for each role that is searched."""
    if not roles:
        return ()
    wanted = or_(*(_names(work.c.case_id, one) for one in roles))
    found = await connection.execute(_LINES.where(wanted), {"most": most})
    return tuple(_line(row) for row in found)


async def asked_before(
    connection: AsyncConnection, case_id: str, applicant: Blind, subject: Blind
) -> tuple[tuple[str, datetime], ...]:
    """Other cases in which the same applicant asked about the same subject, and when, oldest first.

    Two are the same when the names are, unless both have a date of birth and these differ.
    """
    found = await connection.execute(
        select(work.c.case_id, work.c.contact_at)
        .where(work.c.case_id != case_id, _names(work.c.case_id, applicant), _names(work.c.case_id, subject))
        .order_by(work.c.contact_at, work.c.case_id)
        .limit(MOST)
    )
    return tuple((row.case_id, row.contact_at) for row in found)


def _names(case_id: ColumnElement[str], person: Blind) -> ColumnElement[bool]:
    dated = (
        true()
        if person.born is None
        else or_(blind_index.c.born.is_(None), blind_index.c.born == person.born)
    )
    return exists().where(
        and_(
            blind_index.c.case_id == case_id,
            blind_index.c.role == person.role.value,
            blind_index.c.name == person.name,
            dated,
        )
    )


def _in(which: Which, officer: str, now: datetime) -> ColumnElement[bool]:
    match which:
        case Which.MINE:
            return ~work.c.idle & work.c.allocated_to.contains([officer])
        case Which.UNALLOCATED:
            return ~work.c.idle & (func.cardinality(work.c.allocated_to) == 0)
        case Which.OVERDUE:
            return work.c.due < now
        case Which.HELD:
            return _HELD
        case Which.ALL:
            return ~work.c.idle


def _line(row: Row[Any]) -> Waiting:
    return Waiting(
        case_id=row.case_id,
        reference=row.reference,
        contact_at=row.contact_at,
        channel=row.channel,
        due=row.due,
        steps=tuple(row.steps),
        missing=tuple(row.missing),
        allocated_to=tuple(row.allocated_to),
        risk_unanswered=row.risk_unanswered,
        held=row.held,
    )
