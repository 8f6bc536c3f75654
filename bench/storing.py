"""What a case costs in bytes: in each service's database, tables and indexes, and on each topic of Kafka."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import asyncpg

from bench.contest import Spread
from bench.findings import Finding
from bench.load import site
from bench.load.plan import Asked, plan
from contracts.parties import SERVICES
from contracts.topics import for_force
from deploy.local.contents import contents
from deploy.local.force import Force
from deploy.local.stack import Stack
from messaging import alive, reading
from messaging.kafka_log import KafkaLog

SEED: Final = 5
"""Of a plan in which every course comes up."""
YEARS_A_CASE: Final = 1 / 140
"""A force of the pilot's pace: twelve enquiries a month."""
TABLES: Final = """
SELECT sum(pg_total_relation_size(c.oid))::bigint
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r'
"""
EVENTS: Final = "SELECT count(*) FROM journal"


async def measure(name: str, forces: Sequence[str], *, cases: int) -> list[Finding]:
    """Whole cases, as under load, of all courses as they come; what an empty force holds does not count.

    Of several forces the first has the cases; what that costs the others, whom it asks, is counted with it.
    """
    stack = await asyncio.to_thread(Stack.start, contents(forces), name, disposable=True)
    try:
        asked = Asked(site.monday(), cases * YEARS_A_CASE, cases, SEED, tuple(forces))
        started = await asyncio.to_thread(site.start, stack, asked)
        before = {service: await _held(started, service, TABLES) for service in SERVICES}
        async with site.run_on(started, asked, timedelta(hours=6)) as run:
            await run.play(plan(asked), lambda *_: None)
            await run.ends()
        after = {service: await _held(started, service, TABLES) for service in SERVICES}
        events = sum([await _held(started, service, EVENTS) for service in SERVICES])
        sent = await _sent(started)
    finally:
        await asyncio.to_thread(stack.stop, orderly=False)
    stored = {service: after[service] - before[service] for service in SERVICES}
    return [
        _finding(f"a case, in {len(started) * len(SERVICES)} databases", sum(stored.values()) / cases),
        *(_finding(f"… {service}", stored[service] / cases) for service in SERVICES),
        _finding("an entry of a journal, all tables and indexes", sum(stored.values()) / events),
        _finding("a case, on Kafka before compression", sum(sent.values()) / cases),
        *(_finding(f"… {topic}", many / cases) for topic, many in sorted(sent.items())),
    ]


def _finding(what: str, bytes_: float) -> Finding:
    return Finding(what, Spread(bytes_ / 1024, bytes_ / 1024, bytes_ / 1024), "KiB")


async def _held(forces: Sequence[Force], service: str, asked: str) -> int:
    return sum([await _in(force, service, asked) for force in forces])


async def _in(force: Force, service: str, asked: str) -> int:
    connection = await asyncpg.connect(force.stack.dsn(force.database(service), "administrator"))
    try:
        await connection.execute("VACUUM")
        return int(await connection.fetchval(asked))
    finally:
        await connection.close()


async def _sent(forces: Sequence[Force]) -> Mapping[str, int]:
    """Key, value and headers of every record but signs of life, by topic."""
    found: Counter[str] = Counter()
    log = KafkaLog(forces[0].stack.administrator_login())
    topics = {topic.name for force in forces for topic in for_force(force.code).topics}
    async for record in log.read(sorted(topics)):
        read = reading.read(record.value)
        if isinstance(read, reading.Envelope) and alive.is_one(read):
            continue
        headers = sum(len(name) + len(value or b"") for name, value in record.headers)
        found[record.position.topic] += len(record.key or b"") + len(record.value or b"") + headers
    return found
