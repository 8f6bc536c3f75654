"""The one transaction: lock the cases, decide in memory, write everything at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from messaging import crash, queries
from messaging.batch import Batch, Stream, vars_of
from messaging.cases import Cases, Head, NewerJournal
from messaging.clock import Clock
from messaging.decider import Actor, Unread
from messaging.envelope import Envelope
from messaging.faults import Fenced, KeyReused, UnknownCase, is_transient
from messaging.keys import Keys
from messaging.outcomes import Decided, NotYet, Outcome, Refusal, Unmet
from messaging.rows import Record
from messaging.service import Changed, Service
from messaging.take import Taken, Taker, open_record

S = TypeVar("S")

Partition = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key: the same key with the same body has one effect; with another body it is refused."""

    client: str
    route: str
    key: str
    digest: bytes

    @property
    def source(self) -> str:
        return f"http/{self.client}"

    @property
    def id(self) -> str:
        return f"{self.route}/{self.key}"


@dataclass(frozen=True, slots=True)
class Executed:
    """What a command came to: the version after it, and the types of the events recorded."""

    case_id: str
    version: int
    event_types: tuple[str, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Lease:
    """A task in hand: its final write matches nothing once another worker has taken it."""

    task_id: int
    token: str


class Applier(Generic[S]):
    """Takes records and commands into the database of one service.

    Raises what the database raises; `messaging.faults.is_transient` tells which of it passes.
    """

    def __init__(
        self, service: Service[S], engine: AsyncEngine, clock: Clock, on_commit: Callable[[], None]
    ) -> None:
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
        taken = [open_record(record, self.service.by_topic[record.position.topic]) for record in records]
        try:
            return await self._take(taken, after, singly=False)
        except (Fenced, NewerJournal):
            raise
        except Exception as error:
            if is_transient(error):
                raise
            return await self._take(taken, after, singly=True)

    async def _take(
        self, taken: Sequence[Taken], after: Mapping[Partition, int], *, singly: bool
    ) -> Counter[str]:
        outcomes: dict[Partition, Counter[str]] = {}
        ids = [one.case_id for one in taken if one.case_id]
        async with self._transaction(ids, singly=singly) as (connection, batch):
            if singly:
                found = [await self._alone(connection, batch, one) for one in taken]
            else:
                await self.prepare(connection, batch, taken)
                taker = Taker(batch)
                found = [_one_of_many(taker, one) for one in taken]
            for one, outcome in zip(taken, found, strict=True):
                at = one.record.position
                outcomes.setdefault((at.topic, at.partition), Counter())[outcome] += 1
            await _follow(connection, taken, after, outcomes)
        return sum(outcomes.values(), Counter())

    async def _alone(self, connection: AsyncConnection, batch: Batch[S], taken: Taken) -> str:
        """One message in its own savepoint; what cannot even be written is kept in quarantine."""
        for attempt in (self._alone_apply, self.keep):
            try:
                async with connection.begin_nested():
                    part = self.part(batch, taken.case_id)
                    outcome = await attempt(connection, part, taken)
            except Exception as error:
                self.keys.forget(part.rows)
                if is_transient(error) or attempt == self.keep:
                    raise
            else:
                batch.heads.update(part.heads)
                batch.states.update(part.states)
                return outcome
        raise AssertionError("either applied or kept")

    async def _alone_apply(self, connection: AsyncConnection, part: Batch[S], taken: Taken) -> str:
        if taken.case_id and taken.case_id not in part.states:
            return await self.keep(connection, part, taken)
        await self.prepare(connection, part, [taken])
        outcome = Taker(part).take(taken)
        await self.write(connection, part)
        return outcome

    async def keep(self, connection: AsyncConnection, part: Batch[S], taken: Taken) -> str:
        """Keep in quarantine what cannot be written, or whose case cannot be folded; without read tables."""
        case_id = taken.case_id
        reason = "CASE_UNREADABLE" if case_id and case_id not in part.states else "WRITE_FAILED"
        part.rows.quarantine(taken.record, reason, "", holds=case_id is not None, case_id=case_id)
        topic = taken.record.position.topic
        words = f"{reason}: a message on {topic} could not be taken; see `csods quarantine list`, then retry"
        part.rows.alarm("QUARANTINE", f"{topic}//{reason}", words)
        if isinstance(taken.read, Envelope):
            kind = self.service.catalogue.kind(taken.read.type)
            if kind is not None and kind.URGENT:
                words = f"an urgent message could not be taken ({reason}): act on the case itself, now"
                what_for = str(taken.record.position)
                part.rows.alarm("URGENT_UNREAD", what_for, words, taken.read.case_id, "duty-supervisor")
        if case_id:
            part.hold(case_id, topic)
        await self.write(connection, part, project=False)
        return "quarantined"

    def part(self, batch: Batch[S], case_id: str | None) -> Batch[S]:
        """One case of a batch as a batch of its own, on copies: thrown away when its savepoint is."""
        ids = [case_id] if case_id else []
        heads = {one: Head(**vars_of(batch.heads[one])) for one in ids}
        states = {one: batch.states[one] for one in ids if one in batch.states}
        return Batch(self.service, self.cases, self.keys, batch.now, heads, states)

    async def execute(
        self, case_id: str, command: Any, actor: Actor, once: Once | None, *, creates: bool
    ) -> Executed | Refusal:
        """Decide on a command of a person or of another program. Raises UnknownCase, KeyReused."""
        async with self._transaction([case_id], creates=creates) as (connection, batch):
            if once and (earlier := await self._earlier(connection, once)):
                return Executed(case_id, earlier, (), replayed=True)
            await self._prepare_commands(connection, batch)
            outcome = _for_a_person(batch.decide(case_id, command))
            if isinstance(outcome, Refusal):
                batch.refuse(case_id, command, actor, outcome)
                return outcome
            types = batch.record(case_id, outcome, actor, once.id if once else "")
            version = batch.heads[case_id].version
            if once:
                batch.rows.add(queries.WRITE_INBOX, **_inbox_row(once, case_id, version))
            return Executed(case_id, version, types)

    async def _earlier(self, connection: AsyncConnection, once: Once) -> int | None:
        asked = {"sources": [once.source], "ids": [once.id]}
        row = (await connection.execute(queries.SEEN, asked)).one_or_none()
        if row is None:
            return None
        if row.digest != once.digest:
            raise KeyReused(once.key)
        return int(row.version or 0)

    async def weigh(self, case_id: str, command: Any) -> tuple[Unmet, ...]:
        """What stands between the case and this command; nothing is written. Raises UnknownCase."""
        async with self._reading(case_id) as batch:
            outcome = _for_a_person(batch.decide(case_id, command))
        return outcome.unmet if isinstance(outcome, Refusal) else ()

    async def read(self, case_id: str) -> tuple[Head, S, tuple[Unread, ...], datetime]:
        """A case as it stands. Raises UnknownCase."""
        async with self._reading(case_id) as batch:
            return (
                batch.heads[case_id],
                batch.states[case_id],
                batch.unread.get(case_id, ()),
                batch.moment(case_id).now,
            )

    async def complete(
        self, lease: Lease, case_id: str, command: Any, actor: Actor, causation: str
    ) -> Outcome:
        """What came of a task goes through decide, and ends it, in one transaction. Raises Fenced."""
        async with self._transaction([case_id]) as (connection, batch):
            await self._finish(connection, lease)
            await self._prepare_commands(connection, batch)
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

    async def _finish(self, connection: AsyncConnection, lease: Lease) -> None:
        done = await connection.execute(queries.FINISH_TASK, {"id": lease.task_id, "lease": lease.token})
        if done.rowcount != 1:
            raise Fenced(f"task {lease.task_id}")

    @asynccontextmanager
    async def _reading(self, case_id: str) -> AsyncIterator[Batch[S]]:
        async with self.engine.connect() as connection:
            now = await self.clock.now(connection)
            rows = await connection.execute(queries.READ_HEADS, {"ids": [case_id]})
            heads = {row.case_id: Head(*row) for row in rows}
            if case_id not in heads:
                raise UnknownCase(case_id)
            states = await self.cases.states(connection, heads.values())
            batch = Batch(self.service, self.cases, self.keys, now, heads, states)
            await self._unread(connection, batch)
            yield batch

    @asynccontextmanager
    async def _transaction(
        self, ids: Iterable[str], *, creates: bool = True, singly: bool = False
    ) -> AsyncIterator[tuple[AsyncConnection, Batch[S]]]:
        """Locked heads and folded states; what the block decided is written at its end."""
        async with self.engine.begin() as connection:
            now = await self.clock.now(connection)
            if not creates:
                await _must_exist(connection, ids)
            heads = await self.cases.lock(connection, ids)
            fold = self.cases.readable if singly else self.cases.states
            states = await fold(connection, heads.values())
            batch = Batch(self.service, self.cases, self.keys, now, heads, states)
            try:
                yield connection, batch
                await self.write(connection, batch)
                crash.point("before commit")
            except BaseException:
                self.keys.forget(batch.rows)
                raise
        self.committed(batch)

    def committed(self, batch: Batch[S]) -> None:
        """What the transaction wrote is true now: remember it, and wake whoever publishes and performs."""
        crash.point("after commit")
        self.cases.committed(batch.heads, batch.states)
        self._on_commit()

    async def write(self, connection: AsyncConnection, batch: Batch[S], *, project: bool = True) -> None:
        """All rows of a batch, and the service's own read tables."""
        batch.finish()
        await batch.rows.write(connection)
        crash.point("inbox written")
        projector = self.service.projector
        if projector and project and batch.touched:
            changes = [
                Changed(one, batch.heads[one].version, batch.states[one], batch.moment(one).now)
                for one in sorted(batch.touched)
            ]
            await projector.project(connection, changes)

    async def prepare(self, connection: AsyncConnection, batch: Batch[S], taken: Sequence[Taken]) -> None:
        """Keys first of all, then what has been seen, numbered and kept of these cases."""
        envelopes = [one.read for one in taken if isinstance(one.read, Envelope)]
        for one in taken:
            if one.keys_header and isinstance(one.read, Envelope):
                self.keys.take(one.keys_header, one.read.source, one.read.case_id, batch.rows)
        await self.keys.load(connection, (key for read in envelopes for key in read.keys))
        await self._prepare_commands(connection, batch)
        if not envelopes:
            return
        asked = {"sources": [read.source for read in envelopes], "ids": [read.id for read in envelopes]}
        for row in await connection.execute(queries.SEEN, asked):
            batch.seen[row.source, row.message_id] = (row.digest, row.version)
        for row in await connection.execute(queries.STREAMS, {"ids": list(batch.heads)}):
            batch.streams[row.case_id, row.topic] = Stream(row.highest, set(row.missing))
        await self._anchors(connection, batch, taken)
        if held := [one.case_id for one in batch.heads.values() if one.held]:
            for row in await connection.execute(queries.BLOCKED, {"ids": held}):
                batch.blocked.add((row.case_id, row.topic))
            for row in await connection.execute(queries.EARLY, {"ids": held}):
                batch.early.add((row.case_id, row.topic))

    async def _anchors(self, connection: AsyncConnection, batch: Batch[S], taken: Sequence[Taken]) -> None:
        old = [
            (read.case_id, one.record.position.topic, read.sequence)
            for one in taken
            if isinstance(read := one.read, Envelope)
            and read.sequence is not None
            and read.sequence
            <= batch.streams.get((read.case_id, one.record.position.topic), Stream()).highest
        ]
        if old:
            cases, topics, sequences = zip(*old, strict=True)
            asked = {"cases": list(cases), "topics": list(topics), "sequences": list(sequences)}
            for row in await connection.execute(queries.ANCHORS, asked):
                batch.anchors[row.case_id, row.topic, row.sequence] = row.chainhash

    async def _prepare_commands(self, connection: AsyncConnection, batch: Batch[S]) -> None:
        await self.keys.load_own(connection, batch.heads)
        await self._unread(connection, batch)

    async def _unread(self, connection: AsyncConnection, batch: Batch[S]) -> None:
        ids = list(batch.heads)
        if not any(head.held for head in batch.heads.values()) and len(ids) > 1:
            return
        found: dict[str, list[Unread]] = {}
        for row in await connection.execute(queries.UNREAD, {"ids": ids}):
            unread = Unread(row.kept, row.topic, row.type, row.reason, row.since.astimezone(UTC))
            found.setdefault(row.case_id, []).append(unread)
        batch.unread.update({case_id: tuple(kept) for case_id, kept in found.items()})


def _one_of_many(taker: Taker[S], taken: Taken) -> str:
    outcome = taker.take(taken)
    crash.point("mid batch")
    return outcome


async def _must_exist(connection: AsyncConnection, ids: Iterable[str]) -> None:
    wanted = list(ids)
    rows = await connection.execute(queries.READ_HEADS, {"ids": wanted})
    known = {row.case_id for row in rows if row.version > 0 or row.held}
    for case_id in wanted:
        if case_id not in known:
            raise UnknownCase(case_id)


async def _follow(
    connection: AsyncConnection,
    taken: Sequence[Taken],
    after: Mapping[Partition, int],
    outcomes: Mapping[Partition, Counter[str]],
) -> None:
    """Account for the offsets of this batch; fails for whoever is no longer the one to do so."""
    last: dict[Partition, int] = {}
    first: dict[Partition, int] = {}
    for one in taken:
        at = one.record.position
        first.setdefault((at.topic, at.partition), at.offset)
        last[at.topic, at.partition] = at.offset
    parts = sorted(last)
    columns = {
        "topic": [topic for topic, _ in parts],
        "partition": [partition for _, partition in parts],
        "from_offset": [after.get(part, first[part]) for part in parts],
        "to_offset": [last[part] + 1 for part in parts],
        "counts": [orjson.dumps(dict(outcomes[part])).decode() for part in parts],
    }
    done = await connection.execute(queries.FOLLOW, columns)
    if done.rowcount != len(parts):
        raise Fenced("these offsets have been accounted for by another consumer")


def _for_a_person(outcome: Outcome) -> Decided | Refusal:
    """Over HTTP there is nothing to wait for: what is not yet possible is refused, in words."""
    match outcome:
        case Decided() | Refusal():
            return outcome
        case NotYet(why):
            return Refusal((Unmet("NOT_OPEN", why, ""),))
        case _:
            raise TypeError(f"decide gave {type(outcome).__name__}")


def _inbox_row(once: Once, case_id: str, version: int) -> dict[str, Any]:
    return {
        "source": once.source,
        "message_id": once.id,
        "case_id": case_id,
        "topic": "",
        "sequence": None,
        "chainhash": "",
        "digest": once.digest,
        "outcome": "applied",
        "version": version,
    }
