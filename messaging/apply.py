"""The one transaction: lock the cases, decide in memory, write everything at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from messaging import alive, crash, driver, held, prepare, queries, receipts
from messaging.batch import Batch
from messaging.cases import Cases, Head, NewerJournal
from messaging.clock import Clock
from messaging.collector import unhurried
from messaging.commands import Executed, Lease, Once, decided, inbox_row
from messaging.decider import Actor, Unread
from messaging.envelope import is_party_case
from messaging.faults import Fenced, KeyReused, UnknownCase, is_transient
from messaging.intervals import Partition, follow
from messaging.keys import Keys
from messaging.outcomes import Decided, Outcome, Refusal, Unmet
from messaging.reading import Envelope
from messaging.rows import PUBLISHED, TASKED, Record, Rows
from messaging.service import Service
from messaging.take import Taker
from messaging.taken import Taken, glance_at, open_record

__all__ = ["Applier", "Executed", "Lease", "Once"]

S = TypeVar("S")


OnCommit = Callable[[bool, bool], object]
"""Told after a commit whether there is something to publish, and whether there are tasks to perform."""
APART: Final = 50
"""Messages a transaction, once something of a batch has failed: each of them takes a savepoint."""


class Applier(Generic[S]):
    """Takes records and commands into the database of one service.

    Raises what the database raises; `messaging.faults.is_transient` tells which of it passes.
    """

    def __init__(self, service: Service[S], engine: AsyncEngine, clock: Clock, on_commit: OnCommit) -> None:
        self.service = service
        self.engine = engine
        self.clock = clock
        self.keys = Keys(service.vault, service.source)
        self.cases: Cases[S] = Cases(service, self.keys)
        self._on_commit = on_commit

    async def take(self, records: Sequence[Record], after: Mapping[Partition, int]) -> Counter[str]:
        """Take a batch, and account for its offsets from `after` (next offset by partition) on.

        Raises Fenced when another consumer has accounted for them.
        """
        crash.hold(record.value or b"" for record in records)
        crash.point("received")
        try:
            taken = [glance_at(one, self.service.by_topic[one.position.topic]) for one in records]
            with unhurried():
                return await self._take(taken, after, singly=False)
        except Exception as error:
            if isinstance(error, Fenced | NewerJournal) or is_transient(error):
                raise
        return await self._take_apart(records, after)

    async def _take_apart(self, records: Sequence[Record], after: Mapping[Partition, int]) -> Counter[str]:
        """Something of this batch fails: in small transactions, the one that holds it message by message.

        Each accounts for its own offsets, so that what is behind the failure need not be done again.
        """
        counts, reached = Counter[str](), dict(after)
        for first in range(0, len(records), APART):
            some = records[first : first + APART]
            taken = [open_record(one, self.service.by_topic[one.position.topic]) for one in some]
            try:
                counts += await self._take(taken, reached, singly=False)
            except Exception as error:
                if isinstance(error, Fenced | NewerJournal) or is_transient(error):
                    raise
                counts += await self._take(taken, reached, singly=True)
            reached |= {(one.position.topic, one.position.partition): one.position.offset + 1 for one in some}
        return counts

    async def _take(
        self, taken: Sequence[Taken], after: Mapping[Partition, int], *, singly: bool
    ) -> Counter[str]:
        ids = [case_id for one in taken for case_id in one.locks]
        async with self._transaction(ids, singly=singly) as (connection, batch):
            if singly:
                found = [await self._alone(connection, batch, one) for one in taken]
            else:
                await prepare.for_messages(connection, batch, taken, trusting=True)
                found = await Taker(batch).take_all(taken)
            return await follow(connection, [one.record for one in taken], found, after)

    async def _alone(self, connection: AsyncConnection, batch: Batch[S], taken: Taken) -> str:
        """One message in its own savepoint; what cannot even be written is kept in quarantine."""
        for attempt in (self._alone_apply, self.keep, self._keep_unsaid):
            try:
                async with connection.begin_nested():
                    part = self.part(batch, taken)
                    outcome = await attempt(connection, part, taken)
            except Exception as error:
                if is_transient(error) or attempt == self._keep_unsaid:
                    raise
            else:
                batch.joined(part)
                return outcome
        raise AssertionError("either applied or kept")

    async def _alone_apply(self, connection: AsyncConnection, part: Batch[S], taken: Taken) -> str:
        if taken.case_id and taken.case_id not in part.states:
            return await self.keep(connection, part, taken)
        await prepare.for_messages(connection, part, [taken])
        outcome = Taker(part).take(taken)
        await self.write(connection, part)
        return outcome

    async def keep(
        self,
        connection: AsyncConnection,
        part: Batch[S],
        taken: Taken,
        *,
        again: bool = False,
        say: bool = True,
    ) -> str:
        """Keep in quarantine what cannot be written, or whose case cannot be folded; without read tables.

        `again`: it was kept before, and its sender knows.
        """
        case_id = taken.case_id
        reason = "CASE_UNREADABLE" if case_id and case_id not in part.states else "WRITE_FAILED"
        part.rows.quarantine(taken.record, reason, "", holds=case_id is not None, case_id=case_id)
        topic = taken.record.position.topic
        words = f"{reason}: a message on {topic} could not be taken; see `csods quarantine list`, then retry"
        part.rows.alarm("QUARANTINE", f"{topic}//{reason}", words)
        read = taken.read()
        if isinstance(read, Envelope):
            kind = self.service.catalogue.kind(read.type)
            if kind is not None and kind.URGENT:
                words = f"an urgent message could not be taken ({reason}): act on the case itself, now"
                what_for = str(taken.record.position)
                part.rows.alarm("URGENT_UNREAD", what_for, words, read.case_id, "duty-supervisor")
        if case_id:
            part.hold(case_id, topic)
            part.kept.add(case_id)
        if not again:
            receipts.answer(part, taken, read, "quarantined", (reason,))
        await self.write(connection, part, project=False, say=say)
        return "quarantined"

    async def _keep_unsaid(self, connection: AsyncConnection, part: Batch[S], taken: Taken) -> str:
        """A program fails on this case even in saying so: the next look says it, or rings."""
        return await self.keep(connection, part, taken, say=False)

    def part(self, batch: Batch[S], taken: Taken) -> Batch[S]:
        """What one message touches of a batch, on copies: thrown away when its savepoint is."""
        heads = {one: batch.heads[one].copy() for one in taken.locks}
        states = {one: batch.states[one] for one in taken.locks if one in batch.states}
        rows = Rows(own_keys=dict(batch.rows.own_keys), wakes=batch.rows.wakes)
        return Batch(self.service, self.cases, self.keys, batch.now, heads, states, rows)

    async def execute(
        self, case_id: str, command: Any, actor: Actor, once: Once | None, *, creates: bool
    ) -> Executed | Refusal:
        """Decide on a command of a person or of another program. Raises UnknownCase, KeyReused."""
        async with self._transaction([case_id], creates=creates) as (connection, batch):
            if once and (earlier := await self._earlier(connection, once)):
                return Executed(case_id, earlier, (), replayed=True)
            await prepare.for_commands(connection, batch)
            batch.stale = await alive.stale(connection, self.service)
            outcome = decided(batch, case_id, command)
            if isinstance(outcome, Refusal):
                batch.refuse(case_id, command, actor, outcome)
                return outcome
            types = batch.record(case_id, outcome, actor, once.id if once else "")
            version = batch.heads[case_id].version
            if once:
                batch.rows.inbox.append(inbox_row(once, case_id, version))
            return Executed(case_id, version, types)

    async def _earlier(self, connection: AsyncConnection, once: Once) -> int | None:
        asked = {"sources": [once.source], "ids": [once.id]}
        for _, _, digest, version, _, _ in await driver.fetch(connection, queries.SEEN, asked):
            if digest != once.digest:
                raise KeyReused(once.key)
            return int(version or 0)
        return None

    async def weigh(self, case_id: str, command: Any) -> tuple[Unmet, ...]:
        """What stands between the case and this command; nothing is written. Raises UnknownCase."""
        async with self._reading(case_id) as batch:
            outcome = decided(batch, case_id, command)
        return outcome.unmet if isinstance(outcome, Refusal) else ()

    async def read(self, case_id: str) -> tuple[Head, S, tuple[Unread, ...], datetime]:
        """A case as it stands. Raises UnknownCase, also where nothing but its lock is there."""
        async with self._reading(case_id) as batch:
            head, unread = batch.heads[case_id], batch.unread.get(case_id, ())
            if not head.version and not unread:
                raise UnknownCase(case_id)
            return head, batch.states[case_id], unread, batch.moment(case_id).now

    async def complete(
        self, lease: Lease, case_id: str, command: Any, actor: Actor, causation: str
    ) -> Outcome:
        """What came of a task goes through decide, and ends it, in one transaction. Raises Fenced."""
        async with self._transaction([case_id]) as (connection, batch):
            await self._finish(connection, lease)
            await prepare.for_commands(connection, batch)
            batch.stale = await alive.stale(connection, self.service)
            outcome = batch.decide(case_id, command)
            if isinstance(outcome, Decided):
                batch.record(case_id, outcome, actor, causation)
            else:
                codes = type(outcome).__name__
                if isinstance(outcome, Refusal):
                    batch.refuse(case_id, command, actor, outcome)
                    codes = ", ".join(one.code for one in outcome.unmet)
                words = f"what a task found out was refused ({codes}): a program error, see the refusals"
                batch.rows.alarm("TASK_REFUSED", f"{case_id}/{lease.task_id}", words, case_id)
            return outcome

    async def to_announce(self) -> list[str]:
        """Cases of which something has become unread, or been read, and was not said."""
        async with self.engine.connect() as connection:
            return await held.to_say(connection, self.service)

    async def announce(self, only: Sequence[str] | None = None) -> int:
        """Say so, of all of them or of some; gives how many cases were looked at."""
        ids = await self.to_announce() if only is None else only
        if ids:
            async with self._transaction(ids, singly=True) as (connection, batch):
                await held.settle(connection, batch, ids)
        return len(ids)

    async def _finish(self, connection: AsyncConnection, lease: Lease) -> None:
        asked = {"id": lease.task_id, "lease": lease.token}
        if await driver.execute(connection, queries.FINISH_TASK, asked) != 1:
            raise Fenced(f"task {lease.task_id}")

    @asynccontextmanager
    async def _reading(self, case_id: str) -> AsyncIterator[Batch[S]]:
        async with self.engine.connect() as connection:
            now = await self.clock.now(connection)
            rows = await driver.fetch(connection, queries.READ_HEADS, {"ids": [case_id]})
            heads = {row[0]: Head(*row) for row in rows}
            if case_id not in heads or is_party_case(case_id):
                raise UnknownCase(case_id)
            states = await self.cases.states(connection, heads.values())
            batch = Batch(self.service, self.cases, self.keys, now, heads, states)
            await prepare.unread(connection, batch)
            batch.stale = await alive.stale(connection, self.service)
            yield batch

    @asynccontextmanager
    async def _transaction(
        self, ids: Iterable[str], *, creates: bool = True, singly: bool = False
    ) -> AsyncIterator[tuple[AsyncConnection, Batch[S]]]:
        """Locked heads and folded states; what the block decided is written at its end."""
        async with self.engine.begin() as connection:
            now = await self.clock.now(connection)
            heads = await self.cases.lock(connection, ids, makes=creates)
            if not creates:
                _must_exist(heads, ids)
            fold = self.cases.readable if singly else self.cases.states
            states = await fold(connection, heads.values())
            made = frozenset(head.case_id for head in heads.values() if head.made)
            batch = Batch(self.service, self.cases, self.keys, now, heads, states, Rows(made))
            yield connection, batch
            await self.write(connection, batch)
            crash.point("before commit")
        self.committed(batch)

    def tasked(self) -> None:
        """Tasks were written without a batch: wake whoever performs them."""
        self._on_commit(False, True)

    def committed(self, batch: Batch[S]) -> None:
        """What the transaction wrote is true now: remember it, and wake whoever publishes and performs."""
        crash.point("after commit")
        self.keys.committed(batch.rows)
        self.cases.committed(batch.heads, batch.states)
        self._on_commit(PUBLISHED in batch.rows.wakes, TASKED in batch.rows.wakes)

    async def write(
        self, connection: AsyncConnection, batch: Batch[S], *, project: bool = True, say: bool = True
    ) -> None:
        """All rows of a batch, and the service's own read tables."""
        batch.finish()
        if batch.kept and say:
            await batch.rows.write(connection)
            await held.settle(connection, batch, batch.kept)
        await batch.rows.write(connection)
        crash.point("inbox written")
        projector = self.service.projector
        if project and projector is not None and (lines := batch.lines(projector)):
            await projector.write(connection, lines)


def _must_exist(heads: Mapping[str, Head], ids: Iterable[str]) -> None:
    for case_id in ids:
        head = heads.get(case_id)
        if head is None or is_party_case(case_id) or not (head.version > 0 or head.held):
            raise UnknownCase(case_id)
