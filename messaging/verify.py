"""Proving the chains: each edit, deletion, swap, cut tail or missing case shows, also by asking peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import envelope, reading
from messaging.audit import Report, Store, ours, readable, snapshot
from messaging.verify_roots import Outside, verify_roots

JOURNAL: Final = text("""
SELECT case_id, version, id, type, source, heard, core, hash, topic, sequence, keys AS keys_, recorded_at
FROM journal
ORDER BY case_id, version
""")
HEADS: Final = text("SELECT case_id, version, hash FROM cases")
ANCHORS: Final = text("""
SELECT source, message_id, case_id, topic, sequence, chainhash FROM inbox
WHERE sequence IS NOT NULL AND chainhash <> ''
""")
HIGHEST: Final = text("SELECT case_id, topic, highest FROM streams")


@dataclass(slots=True)
class _Published:
    """What a journal says was published: (case, topic, number) -> (id, chain hash), and the same by id."""

    by_number: dict[tuple[str, str, int], tuple[str, str]] = field(default_factory=dict)
    by_id: dict[str, tuple[str, int, str]] = field(default_factory=dict)

    def add(self, row: Any) -> None:
        self.by_number[row.case_id, row.topic, row.sequence] = (row.id, row.hash.hex())
        self.by_id[row.id] = (row.topic, row.sequence, row.hash.hex())


async def verify(stores: Sequence[Store], outside: Outside | None = None) -> Report:
    """Check each journal by itself, then against what its readers remember of it, and its daily roots.

    What readers remember is fixed before the journals are read: a service at work is never ahead of its own
    journal.
    """
    report = Report()
    told: dict[str, _Published] = {}
    writers = {topic: store for store in stores for topic in store.writes}
    async with AsyncExitStack() as stack:
        remembered = [await snapshot(stack, store.engine) for store in stores]
        for store in stores:
            async with AsyncExitStack() as own:
                told[store.source] = await _chains(store, await snapshot(own, store.engine), report)
        for store, connection in zip(stores, remembered, strict=True):
            await _anchors(store, connection, writers, told, report)
    if outside is not None:
        await verify_roots(stores, outside, report)
    return report


async def _chains(store: Store, connection: AsyncConnection, report: Report) -> _Published:
    published = _Published()
    reached: dict[str, tuple[int, bytes]] = {}
    async for row in await connection.stream(JOURNAL):
        report.counts["events"] += 1
        where = f"{store.principal} {row.case_id} {row.version}"
        version, before = reached.get(row.case_id, (0, envelope.genesis(row.case_id)))
        if row.version != version + 1:
            report.find("VERSION_MISSING", f"{store.principal} {row.case_id} {version + 1}")
        _entry(row, before, where, report)
        reached[row.case_id] = (row.version, row.hash)
        if row.topic:
            published.add(row)
    for head in await connection.execute(HEADS):
        report.counts["cases"] += 1
        expected = reached.pop(head.case_id, (0, envelope.genesis(head.case_id)))
        if (head.version, head.hash) != expected:
            report.find("HEAD_DIFFERS", f"{store.principal} {head.case_id}")
    for case_id in reached:
        report.find("HEAD_MISSING", f"{store.principal} {case_id}")
    return published


def _entry(row: Any, before: bytes, where: str, report: Report) -> None:
    """One entry: hash, id, and columns that must say what the core says."""
    if envelope.link(before, row.core) != row.hash:
        report.find("CHAIN_BROKEN", where)
    if envelope.event_id(row.hash) != row.id:
        report.find("ID_DIFFERS", where)
    document = readable(row.core)
    if document is None:
        report.find("CORE_UNREADABLE", where)
        return
    case_id = ours(row.core) or document.get("subject")
    said = (document.get("type"), document.get("source"), case_id)
    columns = (row.type, row.source, row.case_id)
    when, keys = row.recorded_at, tuple(row.keys_)
    same = when == recorded_at(row.core) and keys == tuple(reading.sealed_with(document.get("data") or {}))
    if said != columns or row.heard != row.core.startswith(b'{"heard":') or not same:
        report.find("COLUMNS_DIFFER", where)


def recorded_at(core: bytes) -> datetime | None:
    """When it was recorded, as its core says: of our own, or of a message that we heard."""
    document = orjson.loads(core)
    try:
        return reading.instant(document["heardat"] if "heard" in document else document["recordedtime"])
    except (KeyError, TypeError, ValueError):
        return None


async def _anchors(
    store: Store,
    reader: AsyncConnection,
    writers: Mapping[str, Store],
    told: Mapping[str, _Published],
    report: Report,
) -> None:
    """What the reader was told under a number is what the writer's journal has there still."""
    cut: set[tuple[str, str, int]] = set()
    async for row in await reader.stream(ANCHORS):
        writer = writers.get(row.topic)
        if writer is None or row.source != writer.source:
            continue
        report.counts["anchors"] += 1
        said = (row.topic, row.sequence, row.chainhash)
        if told[writer.source].by_id.get(row.message_id) == said:
            continue
        if row.topic not in store.mapped and _numbered(told[writer.source], row) is None:
            cut.add((row.case_id, row.topic, row.sequence))
        else:
            report.find("HISTORY_FORKED", f"{writer.principal} {row.case_id} {row.topic} {row.sequence}")
    for row in await reader.execute(HIGHEST):
        writer = writers.get(row.topic)
        if writer is None or row.topic in store.mapped:
            continue
        if (row.case_id, row.topic, row.highest) not in told[writer.source].by_number:
            cut.add((row.case_id, row.topic, row.highest))
    for case_id, topic, number in sorted(cut):
        report.find("TAIL_CUT", f"{writers[topic].principal} {case_id} {topic} {number}")


def _numbered(told: _Published, row: Any) -> tuple[str, str] | None:
    return told.by_number.get((row.case_id, row.topic, row.sequence))
