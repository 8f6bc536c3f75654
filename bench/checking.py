"""Checks taking applications, against the bare loop on the very same records."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import count
from pathlib import Path

from aiokafka import AIOKafkaProducer

from bench import contest
from bench.applications import FORCE, applications
from bench.contenders import bare
from bench.contest import Contender
from bench.findings import Bar, Finding
from bench.ground import Ground
from bench.meter import Told
from bench.traffic import case_ids
from contracts.keyring import generate, path_of
from contracts.parties import principal
from contracts.topics import for_force
from deploy.local.contents import contents
from deploy.local.until import until
from services.checks.app import MIGRATIONS

CHECKS = "checks taking applications"
BARE = "bare loop on the same records"
READER = principal(FORCE, "checks")
WRITER = principal(FORCE, "intake")
_groups = count(1)


async def measure(ground: Ground, *, rounds: int, messages: int) -> list[Finding]:
    """Every application opens a case: the dearest message that checks is sent."""
    keys = ground.stack.state / "keys"
    topic = await _force(ground, keys)
    await _send(ground, topic, keys, messages)

    async def ours() -> Told:
        how = {"force": FORCE, "keyring": str(path_of(keys, READER))}
        database = await ground.database(locations=MIGRATIONS)
        return Told(messages, database, ground.stack.login(READER), topic, how=how)

    async def floor() -> Told:
        database = await ground.database(tables=bare.TABLES, runtime=False)
        group = f"bench.checks.{next(_groups)}"
        return Told(messages, database, ground.stack.login(READER), topic, group)

    found = await contest.contest([Contender(BARE, "bare", floor), Contender(CHECKS, "checks", ours)], rounds)
    return [
        *(Finding.rates(name, turns) for name, turns in found.items()),
        Finding("checks : bare loop", contest.ratio(found, CHECKS, BARE), "×", Bar(0.2)),
        Finding("… processor time a message", contest.cost_ratio(found, CHECKS, BARE), "×"),
    ]


async def _force(ground: Ground, keys: Path) -> str:
    """Topics, principals and keys of a force; gives the topic that intake writes."""
    spec = contents((FORCE,))
    principals = tuple(
        replace(one, groups=(*one.groups, "bench.*")) if one.name == READER else one
        for one in spec.principals
    )
    await asyncio.to_thread(ground.stack.extend, replace(spec, principals=principals, databases=()))
    await asyncio.to_thread(generate, for_force(FORCE), keys)
    topic = for_force(FORCE).topic_for(WRITER, "intake.application.made.v1")
    assert topic is not None
    await until(lambda: ground.may_write(WRITER), "intake's right to write")
    return topic.name


async def _send(ground: Ground, topic: str, keys: Path, many: int) -> None:
    producer = AIOKafkaProducer(
        **ground.stack.login(WRITER), acks="all", enable_idempotence=True, linger_ms=5
    )
    await producer.start()
    try:
        for key, value, headers in applications(keys, case_ids(many)):
            await producer.send(topic, value=value, key=key, headers=headers)
        await producer.flush()
    finally:
        await producer.stop()
