"""The auditor: adds up offsets, inboxes, waiting mail, quarantines, journals and topics of all databases.

It shares no code path with the runtime but the envelope. What it finds is said by place and code; no content.
Each database is looked at as it was at one instant before the topics were read, so it may run beside services
at work: what a database then called published must be on its topic.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from messaging import alive, reading
from messaging.kafka_log import Extent, KafkaLog, Partition, partition_of
from messaging.lives import counted, known_lives
from messaging.rows import Position, Record

SNAPSHOT: Final = text("""
SELECT set_config('idle_in_transaction_session_timeout', '0', true),
  set_config('transaction_timeout', '0', true)
""")
"""Whoever adds up years looks at one database for as long as it takes to read the topics and the others."""
INTERVALS: Final = text(
    "SELECT topic, partition, from_offset, to_offset, counts FROM intervals ORDER BY 1, 2, 3"
)
INBOX: Final = text("SELECT source, message_id, digest FROM inbox WHERE topic <> ''")
KEPT: Final = text("""
SELECT topic, partition, "offset" FROM waiting UNION SELECT topic, partition, "offset" FROM quarantine
""")
PUBLIC: Final = text("""
SELECT j.id, j.case_id, j.topic, j.sequence, j.core, o.id IS NOT NULL AS pending
FROM journal j LEFT JOIN outbox o ON o.case_id = j.case_id AND o.version = j.version
WHERE j.topic IS NOT NULL ORDER BY j.case_id, j.version
""")
SINCE_THEN: Final = text("SELECT id, core, sequence FROM journal WHERE id = ANY(CAST(:ids AS text[]))")
HEARD: Final = text("SELECT core FROM journal WHERE heard")
STUCK: Final = text("SELECT count(*) FROM tasks WHERE state = 'stuck'")
STREAMS: Final = text("SELECT case_id, topic, missing FROM streams WHERE missing <> '{}'")

NOT_COME_TO: Final = 2**63 - 1

Said = tuple[bytes, int | None]
"""What the journal says of a public event: digest of its core, number."""


@dataclass(frozen=True, slots=True)
class Store:
    """One service's database, opened with the operators' read-only role."""

    principal: str
    source: str
    engine: AsyncEngine
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    mapped: frozenset[str] = frozenset()
    """Of `reads`, those whose writers call cases otherwise."""
    roots_topic: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not add up: `code` and the place."""

    code: str
    where: str


@dataclass(slots=True)
class Report:
    """What was found, and how much was looked at."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def find(self, code: str, where: object) -> None:
        self.findings.append(Finding(code, str(where)))

    def find_once(self, code: str, where: object) -> None:
        """What several looks would find again."""
        if Finding(code, str(where)) not in self.findings:
            self.find(code, where)

    @property
    def clean(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class _Sent:
    """A record on a topic, as far as it can be read."""

    position: Position
    source: str
    id: str
    digest: bytes
    case_id: str
    sequence: int | None
    alive: bool = False
    """A service speaks of itself: past every journal and inbox, and accounted for as that."""


async def snapshot(stack: AsyncExitStack, engine: AsyncEngine) -> AsyncConnection:
    """A connection that sees its database as it is now, for as long as `stack` is open."""
    frozen = engine.execution_options(isolation_level="REPEATABLE READ")
    connection = await stack.enter_async_context(frozen.connect())
    await connection.execute(SNAPSHOT)
    return connection


async def audit(stores: Sequence[Store], log: KafkaLog, *, settled: bool = False) -> Report:
    """Nothing lost, nothing twice, no gap. `settled`: nothing may be unread or unpublished any more."""
    report = Report()
    topics = sorted({topic for store in stores for topic in (*store.reads, *store.writes)})
    async with AsyncExitStack() as stack:
        connections = [await snapshot(stack, store.engine) for store in stores]
        sent: dict[str, list[_Sent]] = defaultdict(list)
        async for record in log.read(topics):
            report.counts["records"] += 1
            one = _sent(record)
            report.counts["alive"] += one.alive
            sent[record.position.topic].append(one)
        extents, ids = await log.extents(topics), await log.topic_ids(topics)
        there = {topic for topic, _ in extents}
        for topic in topics:
            if topic not in there:
                report.find("TOPIC_MISSING", topic)
        for store, connection in zip(stores, connections, strict=True):
            heard = await _applied_once(store, connection, report)
            here = await _as_counted(connection, sent, ids)
            await _Reading(store, connection, report, here, settled, heard).check()
            await _Writing(store, connection, report, sent, extents, settled).check()
    return report


async def _as_counted(
    connection: AsyncConnection, sent: Mapping[str, list[_Sent]], ids: Mapping[str, UUID]
) -> Mapping[str, list[_Sent]]:
    """With the offsets that this reader gives them; beyond all where it does not know their topic yet."""
    known = await known_lives(connection)

    def here(one: _Sent) -> _Sent:
        topic, partition, offset = one.position
        count = counted(known[topic, partition], offset, ids.get(topic))
        return replace(one, position=Position(topic, partition, NOT_COME_TO if count is None else count))

    anew = {
        topic for (topic, _), lives in known.items() if len(lives) > 1 or lives[-1].topic_id != ids.get(topic)
    }
    return {topic: [here(one) for one in some] if topic in anew else some for topic, some in sent.items()}


def _sent(record: Record) -> _Sent:
    read = reading.read(record.value)
    if isinstance(read, reading.Envelope):
        speaks = alive.is_one(read) and read.sequence is None and alive.read(read) is not None
        return _Sent(
            record.position, read.source, read.id, read.digest, read.case_id, read.sequence, alive=speaks
        )
    return _Sent(record.position, "", "", b"", "", None)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Every offset accounted for once, and every record that was accounted for kept somewhere."""

    store: Store
    connection: AsyncConnection
    report: Report
    sent: Mapping[str, list[_Sent]]
    settled: bool
    heard: Mapping[tuple[str, str], int]

    async def check(self) -> None:
        reached, spoken = await self._intervals()
        seen = {(row.source, row.message_id): row.digest for row in await self.connection.execute(INBOX)}
        kept = {(row.topic, row.partition, row.offset) for row in await self.connection.execute(KEPT)}
        for topic in self.store.reads:
            for one in self.sent.get(topic, ()):
                self._record(one, reached, seen, kept)
            self._alive(topic, reached, spoken, kept)
        for source, id_ in self.heard.keys() - seen.keys():
            self.report.find("NOT_IN_INBOX", f"{self.store.principal} {source} {id_}")
        for row in await self.connection.execute(STREAMS):
            self.report.find("MISSING_NUMBERS", f"{self.store.principal} {row.topic} {row.case_id}")

    async def _intervals(self) -> tuple[dict[Partition, tuple[int, int]], Counter[Partition]]:
        """From where to where each partition was accounted for, and how often its writer said it lives."""
        spoken: Counter[Partition] = Counter()
        reached: dict[Partition, tuple[int, int]] = {}
        counted: Counter[Partition] = Counter()
        covered: Counter[Partition] = Counter()
        for row in await self.connection.execute(INTERVALS):
            part = (row.topic, row.partition)
            first, upto = reached.get(part, (row.from_offset, row.from_offset))
            if row.from_offset != upto:
                self._gap(part, upto, row.from_offset)
            reached[part] = (first, row.to_offset)
            counts = _loaded(row.counts)
            counted[part] += sum(counts.values())
            spoken[part] += counts.get("alive", 0)
            covered[part] += row.to_offset - row.from_offset
        for part in reached:
            self.report.counts["offsets"] += covered[part]
            if counted[part] != covered[part]:
                self.report.find("COUNTS_DIFFER", f"{self.store.principal} {part[0]}/{part[1]}")
        for part, (first, _) in reached.items():
            before = [one.position for one in self.sent.get(part[0], ()) if one.position.partition == part[1]]
            if before and (earliest := min(at.offset for at in before)) < first:
                self._gap(part, earliest, first)
        return reached, spoken

    def _alive(
        self,
        topic: str,
        reached: Mapping[Partition, tuple[int, int]],
        spoken: Counter[Partition],
        kept: set[tuple[str, int, int]],
    ) -> None:
        """As many as were accounted for stand there, where nothing has expired yet."""
        records = [one for one in self.sent.get(topic, ()) if (topic, one.position.partition) in reached]
        begins: dict[int, int] = {}
        found: Counter[Partition] = Counter()
        for one in records:
            at = one.position
            begins[at.partition] = min(begins.get(at.partition, at.offset), at.offset)
            accounted = at.offset < reached[topic, at.partition][1]
            found[topic, at.partition] += one.alive and accounted and tuple(at) not in kept
        for partition, begin in begins.items():
            part = (topic, partition)
            if begin <= reached[part][0] and found[part] != spoken[part]:
                self.report.find("ALIVE_DIFFERS", f"{self.store.principal} {topic}/{partition}")

    def _gap(self, part: Partition, begin: int, end: int) -> None:
        self.report.find("INTERVAL_GAP", f"{self.store.principal} {part[0]}/{part[1]} from {begin} to {end}")

    def _record(
        self,
        one: _Sent,
        reached: Mapping[Partition, tuple[int, int]],
        seen: Mapping[tuple[str, str], bytes],
        kept: set[tuple[str, int, int]],
    ) -> None:
        at = one.position
        _, upto = reached.get((at.topic, at.partition), (0, 0))
        if at.offset >= upto:
            self.report.counts["unread"] += not one.alive
            if self.settled and not one.alive:
                self.report.find("UNREAD", f"{self.store.principal} {at}")
        elif (at.topic, at.partition, at.offset) in kept:
            self.report.counts["kept"] += 1
        elif one.alive:
            return  # how many of them were taken is compared by partition
        elif seen.get((one.source, one.id)) == one.digest:
            self.report.counts["taken"] += 1
        elif (one.source, one.id) in seen or (one.source, one.id) not in self.heard:
            self.report.find("LOST", f"{self.store.principal} {at}")


@dataclass(frozen=True, slots=True)
class _Writing:
    """What the journal says was published is on its topic, in its order, and nothing else is."""

    store: Store
    connection: AsyncConnection
    report: Report
    sent: Mapping[str, list[_Sent]]
    extents: Mapping[Partition, Extent]
    settled: bool

    async def check(self) -> None:
        numbers: dict[tuple[str, str], int] = defaultdict(int)
        lowest: dict[tuple[str, str], int] = {}
        for topic in self.store.writes:
            for one in self.sent.get(topic, ()):
                if one.sequence is not None:
                    kept = lowest.get((one.case_id, topic), one.sequence)
                    lowest[one.case_id, topic] = min(kept, one.sequence)
        journalled: dict[str, Said] = {}
        on_topic = {
            one.id for topic in self.store.writes for one in self.sent.get(topic, ()) if not one.alive
        }
        for row in await self.connection.execute(PUBLIC):
            journalled[row.id] = (hashlib.sha256(row.core).digest(), row.sequence)
            numbers[row.case_id, row.topic] += 1
            if row.sequence != numbers[row.case_id, row.topic]:
                self.report.find("SEQUENCE_NOT_DENSE", f"{self.store.principal} {row.topic} {row.case_id}")
                numbers[row.case_id, row.topic] = row.sequence or 0
            if row.id in on_topic:
                self.report.counts["published"] += 1
            else:
                self._absent(row, lowest.get((row.case_id, row.topic)))
        journalled |= await self._since(on_topic - journalled.keys())
        for topic in self.store.writes:
            self._order(topic)
            for one in self.sent.get(topic, ()):
                self._said(one, journalled)

    async def _since(self, ids: set[str]) -> dict[str, Said]:
        """What was journalled after our look at the journal and before we had read the topics."""
        if not ids:
            return {}
        async with self.store.engine.connect() as connection:
            rows = await connection.execute(SINCE_THEN, {"ids": sorted(ids)})
            return {row.id: (hashlib.sha256(row.core).digest(), row.sequence) for row in rows}

    def _said(self, one: _Sent, journalled: Mapping[str, Said]) -> None:
        said = journalled.get(one.id)
        if one.alive and one.source == self.store.source:
            return
        if said is None:
            self.report.find("NOT_JOURNALLED", f"{self.store.principal} {one.position}")
        elif said != (one.digest, one.sequence):
            self.report.find("PUBLISHED_OTHERWISE", f"{self.store.principal} {one.position}")

    def _absent(self, row: Any, lowest: int | None) -> None:
        where = f"{self.store.principal} {row.topic} {row.case_id} {row.sequence}"
        if row.pending:
            self.report.counts["unpublished"] += 1
            if self.settled:
                self.report.find("UNPUBLISHED", where)
        elif self._expired(row.topic, row.case_id) and (lowest is None or row.sequence < lowest):
            self.report.counts["expired"] += 1
        else:
            self.report.find("NEVER_PUBLISHED", where)

    def _expired(self, topic: str, case_id: str) -> bool:
        """Whether the case's partition has lost its beginning to age."""
        count = sum(1 for name, _ in self.extents if name == topic)
        return count > 0 and self.extents[topic, partition_of(case_id.encode(), count)].begin > 0

    def _order(self, topic: str) -> None:
        """A case's numbers come in order; what is sent again may come again, never first time late."""
        highest: dict[str, int] = defaultdict(int)
        for one in sorted(
            self.sent.get(topic, ()), key=lambda one: (one.position.partition, one.position.offset)
        ):
            if one.sequence is None:
                continue
            if one.sequence > highest[one.case_id] + 1 and not self._begins_late(one):
                self.report.find("OUT_OF_ORDER", f"{self.store.principal} {one.position}")
            if one.sequence <= highest[one.case_id]:
                self.report.counts["sent again"] += 1
            highest[one.case_id] = max(highest[one.case_id], one.sequence)

    def _begins_late(self, one: _Sent) -> bool:
        return self.extents[one.position.topic, one.position.partition].begin > 0


async def _applied_once(
    store: Store, connection: AsyncConnection, report: Report
) -> Mapping[tuple[str, str], int]:
    """How often the journal holds each message heard; what cannot be read is for `verify` to say."""
    heard: Counter[tuple[str, str]] = Counter()
    for row in await connection.execute(HEARD):
        if (document := readable(row.core)) is not None:
            heard[str(document.get("source")), str(document.get("id"))] += 1
    for (source, id_), times in heard.items():
        report.counts["heard"] += 1
        if times > 1:
            report.find("TWICE", f"{store.principal} {source} {id_}")
    report.counts["stuck tasks"] += (await connection.execute(STUCK)).scalar_one()
    return heard


def readable(core: bytes) -> dict[str, Any] | None:
    """The document of a journalled core, or None when somebody has left no document there."""
    try:
        document = reading.inner(core)
    except (ValueError, KeyError, TypeError):
        return None
    return document if isinstance(document, dict) else None


def ours(core: bytes) -> str | None:
    """What we call the case of a message that was kept, where its writer calls it otherwise."""
    if not core.startswith(b'{"heard":'):
        return None
    try:
        case_id = orjson.loads(core).get("ourcase")
    except ValueError:
        return None
    return case_id if isinstance(case_id, str) else None


def _loaded(counts: Any) -> dict[str, int]:
    found: dict[str, int] = orjson.loads(counts) if isinstance(counts, str) else counts
    return found
