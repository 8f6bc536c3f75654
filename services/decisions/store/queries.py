"""Every query of decisions' own table, named and described in this one place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from access.views import Which
from assembly.read_table import ReadTable
from services.decisions.store.tables import cases, work


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the work list. Instants are aware; nothing is personal. `held`: mail of it is unread."""

    case_id: str
    reference: str | None
    force_reference: str | None
    route: str | None
    contact_at: datetime | None
    stage: str
    step: str
    due: datetime | None
    late: tuple[str, ...]
    unexplained: tuple[str, ...]
    supervisor: str | None
    cover: str | None
    at_risk: bool
    held: bool

    def overdue(self, officer: str, now: datetime) -> bool:
        """As this officer may know it: whoever supervises or covers counts every clock."""
        passed = {*self.late, *self.unexplained}
        known = passed if officer in (self.supervisor, self.cover) else passed - {APART}
        return bool(known) or (self.due is not None and self.due < now)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search asks for; what is None is not asked for. `since`, `until`: instants of contact."""

    case_id: str | None = None
    reference: str | None = None
    force_reference: str | None = None
    stage: str | None = None
    supervisor: str | None = None
    since: datetime | None = None
    until: datetime | None = None


WORK: Final = ReadTable(work)
APART: Final = "APART"
"""In place of a clock of which only those on the case may know that it runs."""
_HELD = or_(func.coalesce(cases.c.held, false()), work.c.held_elsewhere)
_LINES = select(work, _HELD.label("held")).select_from(
    work.outerjoin(cases, cases.c.case_id == work.c.case_id)
)


async def work_list(
    connection: AsyncConnection, which: Which, officer: str, now: datetime, limit: int
) -> tuple[Line, ...]:
    """What waits for somebody: children at risk first, then the soonest due. `now` is business time."""
    found = await connection.execute(
        _LINES.where(~work.c.idle, _in(which, officer, now))
        .order_by(work.c.at_risk.desc(), work.c.due.asc().nulls_last(), work.c.case_id)
        .limit(limit)
    )
    return tuple(_line(row) for row in found)


async def find(connection: AsyncConnection, wanted: Wanted, limit: int) -> tuple[Line, ...]:
    """Cases that meet every condition given, newest contact first; none if none is given."""
    asked = tuple(_asked(wanted))
    if not asked:
        return ()
    found = await connection.execute(
        _LINES.where(and_(*asked))
        .order_by(work.c.contact_at.desc().nulls_last(), work.c.case_id)
        .limit(limit)
    )
    return tuple(_line(row) for row in found)


def _asked(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    equal = (
        (work.c.case_id, wanted.case_id),
        (work.c.reference, wanted.reference),
        (work.c.force_reference, wanted.force_reference),
        (work.c.stage, wanted.stage),
    )
    yield from (column == value for column, value in equal if value is not None)
    if wanted.supervisor is not None:
        yield or_(work.c.supervisor == wanted.supervisor, work.c.cover == wanted.supervisor)
    if wanted.since is not None:
        yield work.c.contact_at >= wanted.since
    if wanted.until is not None:
        yield work.c.contact_at < wanted.until


def _theirs(officer: str) -> ColumnElement[bool]:
    return or_(work.c.supervisor == officer, work.c.cover == officer)


def _in(which: Which, officer: str, now: datetime) -> ColumnElement[bool]:
    match which:
        case Which.MINE:
            return _theirs(officer)
        case Which.UNALLOCATED:
            return and_(work.c.supervisor.is_(None), work.c.cover.is_(None))
        case Which.OVERDUE:
            passed = func.array_cat(work.c.late, work.c.unexplained)
            known = func.array_remove(passed, APART)
            theirs = and_(_theirs(officer), func.cardinality(passed) > 0)
            return or_(work.c.due < now, func.cardinality(known) > 0, theirs)
        case Which.HELD:
            return _HELD
        case Which.ALL:
            return true()


def _line(row: Row[Any]) -> Line:
    return Line(
        case_id=row.case_id,
        reference=row.reference,
        force_reference=row.force_reference,
        route=row.route,
        contact_at=row.contact_at,
        stage=row.stage,
        step=row.step,
        due=row.due,
        late=tuple(row.late),
        unexplained=tuple(row.unexplained),
        supervisor=row.supervisor,
        cover=row.cover,
        at_risk=row.at_risk,
        held=bool(row.held),
    )
