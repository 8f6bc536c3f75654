"""Proving the chains: each edit, deletion, swap, cut tail or missing case shows, also by asking peers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text

from messaging import envelope
from messaging.audit import Report, Store

JOURNAL: Final = text("""
SELECT case_id, version, id, type, source, heard, core, hash, topic, sequence FROM journal
ORDER BY case_id, version
""")
HEADS: Final = text("SELECT case_id, version, hash FROM cases")
ANCHORS: Final = text("""
SELECT source, message_id, case_id, topic, sequence, chainhash FROM inbox
WHERE sequence IS NOT NULL AND chainhash <> ''
""")
HIGHEST: Final = text("SELECT case_id, topic, highest FROM streams")

Published = dict[tuple[str, str, int], tuple[str, str]]
"""(case, topic, number) -> (id, chain hash)."""


async def verify(stores: Sequence[Store]) -> Report:
    """Check each journal by itself, then against what its readers remember of it."""
    report = Report()
    told: dict[str, Published] = {}
    for store in stores:
        told[store.source] = await _chains(store, report)
    writers = {topic: store for store in stores for topic in store.writes}
    for reader in stores:
        await _anchors(reader, writers, told, report)
    return report


async def _chains(store: Store, report: Report) -> Published:
    published: Published = {}
    reached: dict[str, tuple[int, bytes]] = {}
    async with store.engine.connect() as connection:
        result = await connection.stream(JOURNAL)
        async for row in result:
            report.counts["events"] += 1
            where = f"{store.principal} {row.case_id} {row.version}"
            version, before = reached.get(row.case_id, (0, envelope.genesis(row.case_id)))
            if row.version != version + 1:
                report.find("VERSION_MISSING", where)
            _entry(row, before, where, report)
            reached[row.case_id] = (row.version, row.hash)
            if row.topic:
                published[row.case_id, row.topic, row.sequence] = (row.id, row.hash.hex())
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
    document = envelope.inner(row.core)
    if (document["type"], document["source"], document["subject"]) != (row.type, row.source, row.case_id):
        report.find("COLUMNS_DIFFER", where)


async def _anchors(
    reader: Store, writers: dict[str, Store], told: dict[str, Published], report: Report
) -> None:
    """What the reader was told under a number is what the writer's journal has there still."""
    async with reader.engine.connect() as connection:
        for row in await connection.execute(ANCHORS):
            writer = writers.get(row.topic)
            if writer is None or row.source != writer.source:
                continue
            report.counts["anchors"] += 1
            mine = told[writer.source].get((row.case_id, row.topic, row.sequence))
            if mine is None:
                report.find("TAIL_CUT", f"{writer.principal} {row.case_id} {row.topic} {row.sequence}")
            elif mine != (row.message_id, row.chainhash):
                report.find("HISTORY_FORKED", f"{writer.principal} {row.case_id} {row.topic} {row.sequence}")
        longest: dict[tuple[str, str], int] = defaultdict(int)
        for row in await connection.execute(HIGHEST):
            longest[row.case_id, row.topic] = row.highest
    for (case_id, topic), highest in longest.items():
        writer = writers.get(topic)
        if writer is not None and (case_id, topic, highest) not in told[writer.source]:
            report.find("TAIL_CUT", f"{writer.principal} {case_id} {topic} {highest}")
