"""Trying kept messages again: what waits or is in quarantine, case by case, in the order in which it came."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import held, prepare, queries, receipts
from messaging.apply import Applier
from messaging.batch import Batch
from messaging.envelope import party_case
from messaging.faults import is_transient
from messaging.rows import Position, Record
from messaging.take import KEPT, Taker
from messaging.taken import Taken, open_record

S = TypeVar("S")

ALL: Collection[int] = range(2**62)
"""Every quarantined entry of the case."""


class _GivenUp(Exception):
    """An entry is not kept any more."""


@dataclass(frozen=True, slots=True)
class Redriven:
    """How many kept messages of a case were applied, and how many are still kept."""

    applied: int
    kept: int


class Redriver(Generic[S]):
    """Holds the lock of the case while it works, as a consumer does: live messages never overtake."""

    def __init__(self, applier: Applier[S]) -> None:
        self._applier = applier

    async def case(self, case_id: str, retry: Collection[int] = ()) -> Redriven:
        """Try what waits, and the quarantined entries in `retry`. Stops a topic at its first failure."""
        applied = kept = 0
        stopped: set[str] = set()
        applier = self._applier
        async with applier.engine.begin() as connection:
            now = await applier.clock.now(connection)
            heads = await applier.cases.lock(connection, [case_id])
            rows = (await connection.execute(queries.KEPT, {"case_id": case_id})).all()
            heads |= await applier.cases.lock(connection, self._parties(rows))
            states = await applier.cases.states(connection, heads.values())
            batch = Batch(applier.service, applier.cases, applier.keys, now, heads, states)
            for row in rows:
                # what we have forgotten of our own is for a person to compare, not to be applied
                wanted = (row.kept == "waiting" or row.id in retry) and row.topic in applier.service.by_topic
                if row.topic in stopped or not wanted or not await self._again(connection, batch, row):
                    stopped.add(row.topic)
                    kept += 1
                else:
                    applied += 1
            await connection.execute(queries.SET_HELD, {"case_id": case_id, "held": kept > 0})
            batch.heads[case_id].held = kept > 0
            await held.settle(connection, batch, [case_id])
        applier.committed(batch)
        return Redriven(applied, kept)

    async def loose(self, entry_id: int) -> bool:
        """Try a quarantined entry that holds no case. True when it was applied."""
        applier = self._applier
        async with applier.engine.begin() as connection:
            row = (await connection.execute(queries.LOOSE, {"id": entry_id})).one_or_none()
            if row is None:
                return False
            taken = self._taken(row)
            now = await applier.clock.now(connection)
            heads = await applier.cases.lock(connection, taken.locks)
            states = await applier.cases.states(connection, heads.values())
            batch = Batch(applier.service, applier.cases, applier.keys, now, heads, states)
            done = await self._again(connection, batch, row)
            await held.settle(connection, batch, list(heads))
        applier.committed(batch)
        return done

    async def given_up(self, entry_id: int) -> bool:
        """Tell its sender that a message was given up by two people; False: that is told, or nobody is."""
        applier = self._applier
        async with applier.engine.begin() as connection:
            asked = {"id": entry_id}
            topic = (await connection.execute(queries.DISCARDED, asked)).scalar_one_or_none()
            feed = applier.service.by_topic.get(topic or "")
            if feed is None or not feed.party:
                return False
            now = await applier.clock.now(connection)
            heads = await applier.cases.lock(connection, [party_case(feed.party)])
            row = (await connection.execute(queries.TELL_DISCARDED, asked)).one_or_none()
            if row is None:
                return False
            batch = Batch(applier.service, applier.cases, applier.keys, now, heads, dict[str, S]())
            taken = self._taken(row)
            receipts.answer(batch, taken, taken.read(), "refused", ("GIVEN_UP", row.reason))
            await applier.write(connection, batch)
        applier.committed(batch)
        return True

    def _parties(self, rows: Sequence[Any]) -> list[str]:
        feeds = [self._applier.service.by_topic.get(row.topic) for row in rows]
        return [party_case(feed.party) for feed in feeds if feed is not None and feed.party]

    async def _again(self, connection: AsyncConnection, batch: Batch[S], row: Any) -> bool:
        """One kept message in its savepoint: applied and no longer kept, or kept with today's reason."""
        taken = self._taken(row)
        try:
            async with connection.begin_nested():
                part = self._applier.part(batch, taken)
                await prepare.for_messages(connection, part, [taken])
                outcome = Taker(part, redriving=True, judged=row.kept == "quarantine").take(taken)
                done = outcome not in KEPT
                if done or (row.kept == "waiting" and outcome == "quarantined"):
                    await self._release(connection, row, outcome)
                await self._applier.write(connection, part)
        except _GivenUp:  # by two people, while it was tried: nothing of it is written
            return True
        except Exception as error:
            if is_transient(error):
                raise
            await self._keep(connection, batch, row, taken)
            return False
        batch.joined(part)
        return done

    async def _keep(self, connection: AsyncConnection, batch: Batch[S], row: Any, taken: Taken) -> None:
        """What could not be written is in quarantine, and rung for: waiting it would be forgotten."""
        async with connection.begin_nested():
            part = self._applier.part(batch, taken)
            if row.kept == "waiting":
                await self._release(connection, row, "quarantined")
            await self._applier.keep(connection, part, taken, again=True)
        batch.joined(part)

    async def _release(self, connection: AsyncConnection, row: Any, outcome: str) -> None:
        if row.kept == "waiting":
            at = {"topic": row.topic, "partition": row.partition, "offset": row.offset}
            await connection.execute(queries.DROP_WAITING, at)
        else:
            state = "refused" if outcome == "refused" else "applied"
            ended = await connection.execute(queries.CLOSE_QUARANTINE, {"id": row.id, "state": state})
            if not ended.rowcount:
                raise _GivenUp

    def _taken(self, row: Any) -> Taken:
        headers = tuple((name, bytes.fromhex(value)) for name, value in _loaded(row.headers))
        at = Position(row.topic, row.partition, row.offset)
        record = Record(at, row.key, row.value, headers, ahead=row.ahead)
        return open_record(record, self._applier.service.by_topic[row.topic])


def _loaded(headers: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = orjson.loads(headers) if isinstance(headers, str) else headers
    return found
