"""A program that is older than its journal ends: it has no right to call anything unreadable."""

from __future__ import annotations

import asyncio

import asyncpg

from messaging import envelope
from tests.faults.parcels import Parcels
from tests.messaging.toy import depot
from tests.messaging.toy.service import NEWER_JOURNAL

NEWER = """
WITH entry AS (
  INSERT INTO journal (case_id, version, id, type, source, heard, core, hash, occurred_at, recorded_at)
  SELECT case_id, version + 1, $3, $2, source, false, $4, $5, occurred_at, recorded_at
  FROM journal WHERE case_id = $1 ORDER BY version DESC LIMIT 1 RETURNING *)
UPDATE cases SET version = entry.version, hash = entry.hash FROM entry WHERE cases.case_id = entry.case_id
"""


async def test_a_program_older_than_its_journal_ends_and_quarantines_nothing(parcels: Parcels) -> None:
    first = await parcels.depot()
    await parcels.send(parcels.parcel(depot.Ordered(weight=1), "case-newer"))
    await parcels.settled()
    await asyncio.to_thread(first.stop)
    await _a_newer_program_was_here(parcels)
    older = await parcels.depot(label="older")
    await parcels.send(parcels.parcel(depot.Paid(pence=1), "case-newer"))
    assert await asyncio.to_thread(older.wait) == NEWER_JOURNAL
    assert await parcels.count("SELECT count(*) FROM quarantine") == 0
    assert await parcels.count("SELECT count(*) FROM waiting") == 0
    taken = "SELECT count(*) FROM inbox WHERE case_id = 'case-newer'"
    assert await parcels.count(taken) == 1, "the message stays where it is, on its topic"


async def _a_newer_program_was_here(parcels: Parcels) -> None:
    """What a later version would have journalled, chained as it should be."""
    connection = await asyncpg.connect(parcels.stack.dsn(f"toy_{parcels.name}", "administrator"))
    try:
        type_ = "depot.parcel.teleported.v1"
        accepted = await connection.fetchval("SELECT core FROM journal WHERE type = $1", depot.Accepted.TYPE)
        core = accepted.replace(depot.Accepted.TYPE.encode(), type_.encode())
        last = await connection.fetchval("SELECT hash FROM journal ORDER BY version DESC LIMIT 1")
        chained = envelope.link(last, core)
        await connection.execute(NEWER, "case-newer", type_, envelope.event_id(chained), core, chained)
    finally:
        await connection.close()
