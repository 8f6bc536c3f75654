"""The auditor: adds up offsets, inboxes, waiting mail, quarantines, journals and topics of all databases.

It shares no code path with the runtime but the envelope. What it finds is said by place and code; no content.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from messaging import envelope
from messaging.kafka_log import Extent, KafkaLog, Partition
from messaging.rows import Position, Record

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
HEARD: Final = text("SELECT case_id, version, core FROM journal WHERE heard")
STUCK: Final = text("SELECT count(*) FROM tasks WHERE state = 'stuck'")
STREAMS: Final = text("SELECT case_id, topic, missing FROM streams WHERE missing <> '{}'")


@dataclass(frozen=True, slots=True)
class Store:
    """One service's database, opened with the operators' read-only role."""

    principal: str
    source: str
    engine: AsyncEngine
    reads: tuple[str, ...]
    writes: tuple[str, ...]


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


async def audit(stores: Sequence[Store], log: KafkaLog, *, settled: bool = False) -> Report:
    """Nothing lost, nothing twice, no gap. `settled`: nothing may be unread or unpublished any more."""
    report = Report()
    topics = sorted({topic for store in stores for topic in (*store.reads, *store.writes)})
    sent: dict[str, list[_Sent]] = defaultdict(list)
    async for record in log.read(topics):
        sent[record.position.topic].append(_sent(record))
        report.counts["records"] += 1
    extents = await log.extents(topics)
    for store in stores:
        async with store.engine.connect() as connection:
            await _Reading(store, connection, report, sent, extents, settled).check()
            await _Writing(store, connection, report, sent, extents, settled).check()
            await _applied_once(store, connection, report)
    return report


def _sent(record: Record) -> _Sent:
    read = envelope.read(record.value)
    if isinstance(read, envelope.Envelope):
        return _Sent(record.position, read.source, read.id, read.digest, read.case_id, read.sequence)
    return _Sent(record.position, "", "", b"", "", None)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Every offset accounted for once, and every record that was accounted for kept somewhere."""

    store: Store
    connection: AsyncConnection
    report: Report
    sent: Mapping[str, list[_Sent]]
    extents: Mapping[Partition, Extent]
    settled: bool

    async def check(self) -> None:
        reached = await self._intervals()
        seen = {(row.source, row.message_id): row.digest for row in await self.connection.execute(INBOX)}
        kept = {(row.topic, row.partition, row.offset) for row in await self.connection.execute(KEPT)}
        for topic in self.store.reads:
            for one in self.sent.get(topic, ()):
                self._record(one, reached, seen, kept)
        for row in await self.connection.execute(STREAMS):
            self.report.find("MISSING_NUMBERS", f"{self.store.principal} {row.topic} {row.case_id}")

    async def _intervals(self) -> dict[Partition, tuple[int, int]]:
        reached: dict[Partition, tuple[int, int]] = {}
        counted: Counter[Partition] = Counter()
        for row in await self.connection.execute(INTERVALS):
            part = (row.topic, row.partition)
            first, upto = reached.get(part, (row.from_offset, row.from_offset))
            if row.from_offset != upto:
                self.report.find(
                    "INTERVAL_GAP", f"{self.store.principal} {row.topic}/{row.partition} at {upto}"
                )
            reached[part] = (first, row.to_offset)
            counted[part] += sum(_loaded(row.counts).values())
        for part, (first, upto) in reached.items():
            self.report.counts["offsets"] += upto - first
            if counted[part] != upto - first:
                self.report.find("COUNTS_DIFFER", f"{self.store.principal} {part[0]}/{part[1]}")
        return reached

    def _record(
        self,
        one: _Sent,
        reached: Mapping[Partition, tuple[int, int]],
        seen: Mapping[tuple[str, str], bytes],
        kept: set[tuple[str, int, int]],
    ) -> None:
        at = one.position
        first, upto = reached.get((at.topic, at.partition), (0, 0))
        if at.offset >= upto:
            self.report.counts["unread"] += 1
            if self.settled:
                self.report.find("UNREAD", f"{self.store.principal} {at}")
        elif (at.topic, at.partition, at.offset) in kept:
            self.report.counts["kept"] += 1
        elif seen.get((one.source, one.id)) == one.digest:
            self.report.counts["taken"] += 1
        elif at.offset >= first:
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
        journalled: dict[str, str] = {}
        numbers: dict[tuple[str, str], int] = defaultdict(int)
        on_topic = {one.id: one for topic in self.store.writes for one in self.sent.get(topic, ())}
        for row in await self.connection.execute(PUBLIC):
            journalled[row.id] = row.topic
            numbers[row.case_id, row.topic] += 1
            if row.sequence != numbers[row.case_id, row.topic]:
                self.report.find("SEQUENCE_NOT_DENSE", f"{self.store.principal} {row.topic} {row.case_id}")
            self._published(row, on_topic.get(row.id))
        for topic in self.store.writes:
            self._order(topic)
            for one in self.sent.get(topic, ()):
                if one.id not in journalled:
                    self.report.find("NOT_JOURNALLED", f"{self.store.principal} {one.position}")

    def _published(self, row: Any, found: _Sent | None) -> None:
        where = f"{self.store.principal} {row.topic} {row.case_id} {row.sequence}"
        if found is not None:
            self.report.counts["published"] += 1
            if found.digest != hashlib.sha256(row.core).digest():
                self.report.find("PUBLISHED_OTHERWISE", where)
        elif row.pending:
            self.report.counts["unpublished"] += 1
            if self.settled:
                self.report.find("UNPUBLISHED", where)
        elif any(extent.begin for (topic, _), extent in self.extents.items() if topic == row.topic):
            self.report.counts["expired"] += 1
        else:
            self.report.find("NEVER_PUBLISHED", where)

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


async def _applied_once(store: Store, connection: AsyncConnection, report: Report) -> None:
    heard: Counter[tuple[str, str]] = Counter()
    for row in await connection.execute(HEARD):
        document = envelope.inner(row.core)
        heard[document["source"], document["id"]] += 1
    for (source, id_), times in heard.items():
        report.counts["heard"] += 1
        if times > 1:
            report.find("TWICE", f"{store.principal} {source} {id_}")
    report.counts["stuck tasks"] += (await connection.execute(STUCK)).scalar_one()


def _loaded(counts: Any) -> dict[str, int]:
    found: dict[str, int] = orjson.loads(counts) if isinstance(counts, str) else counts
    return found
