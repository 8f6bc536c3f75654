"""What is counted, read from the table; and the table made again from the journal, or compared with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from access.runtime import Runtime
from contracts.clocks import ClockName
from contracts.codes import Known, Outcome, Route
from services.decisions.domain.statistics import Counted
from services.decisions.store.projector import line
from services.decisions.store.queries import WORK
from services.decisions.store.tables import cases, work

IDS: Final = select(cases.c.case_id).where(cases.c.version > 0).order_by(cases.c.case_id)
AGAIN: Final = 3
"""How often a case that moves while it is looked at is looked at again."""


async def every_case(connection: AsyncConnection) -> list[Counted]:
    return [_counted(row) for row in await connection.execute(select(work))]


def _counted(row: Row[Any]) -> Counted:
    return Counted(
        contact_at=row.contact_at,
        route=Route(row.route) if row.route else None,
        applied=row.applied,
        outcome=Outcome(row.outcome) if row.outcome else None,
        registered=Known(row.registered),
        told=row.told,
        told_children=row.told_children,
        protective=row.protective,
        protected_children=row.protected_children,
        met=tuple(ClockName(one) for one in row.met),
        missed=tuple(ClockName(one) for one in row.missed),
        running=tuple(ClockName(one) for one in row.running),
    )


async def differing(runtime: Runtime) -> AsyncIterator[dict[str, Any]]:
    """Cases whose line says another thing than their journal, with the columns; none is as it must be.

    A line without a case differs in everything.
    """
    async with runtime.engine.connect() as connection:
        known = set((await connection.execute(IDS)).scalars())
        listed = set((await connection.execute(select(work.c.case_id))).scalars())
    for case_id in sorted(known | listed):
        if columns := await _difference(runtime, case_id):
            yield {"case_id": case_id, "columns": columns}


async def rebuild(runtime: Runtime) -> int:
    """Every line anew from the journal; gives how many. What has moved on meanwhile stays as it is."""
    async with runtime.engine.connect() as connection:
        known = list((await connection.execute(IDS)).scalars())
    for case_id in known:
        if wanted := await _from_journal(runtime, case_id):
            async with runtime.engine.begin() as connection:
                await WORK.write(connection, [wanted])
    return len(known)


async def _difference(runtime: Runtime, case_id: str) -> list[str]:
    columns: list[str] = []
    for _ in range(AGAIN):
        wanted, kept = await _from_journal(runtime, case_id), await _kept(runtime, case_id)
        if wanted is None or kept is None:
            return [column.name for column in work.columns]
        columns = [name for name in wanted if _plain(wanted[name]) != _plain(kept[name])]
        if "version" not in columns:
            return columns
    return columns


async def _from_journal(runtime: Runtime, case_id: str) -> dict[str, Any] | None:
    """Folded anew: what this process remembers of the case is not asked."""
    history = await runtime.read_as_of(case_id, await _latest(runtime, case_id))
    return line(history.state, history.version) if history else None


async def _latest(runtime: Runtime, case_id: str) -> datetime:
    snapshot = await runtime.read(case_id)
    return snapshot.now if snapshot else await runtime.now()


async def _kept(runtime: Runtime, case_id: str) -> RowMapping | None:
    async with runtime.engine.connect() as connection:
        row = (await connection.execute(select(work).where(work.c.case_id == case_id))).one_or_none()
    return row._mapping if row is not None else None  # noqa: SLF001 - public by documentation


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple | list) else value
