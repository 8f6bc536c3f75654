"""A service taking applications, against the bare loop on the very same records."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

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
from services.checks import app as checks
from services.decisions import app as decisions

BARE = "bare loop on the same records"
WRITER = principal(FORCE, "intake")
TAKERS: Final[Mapping[str, Sequence[Path]]] = {"checks": checks.MIGRATIONS, "decisions": decisions.MIGRATIONS}
"""For each of them the applications are sealed; a contender of its name takes them."""
_groups = count(1)


async def measure(ground: Ground, service: str, *, rounds: int, messages: int) -> list[Finding]:
    """Every application opens a case: the dearest message that either service is sent."""
    reader, taking = principal(FORCE, service), f"{service} taking applications"
    keys = ground.stack.state / "keys"
    topic = await _force(ground, keys)
    await _send(ground, topic, keys, messages)

    async def ours() -> Told:
        how = {"force": FORCE, "keyring": str(path_of(keys, reader))}
        database = await ground.database(locations=TAKERS[service])
        return Told(messages, database, ground.stack.login(reader), topic, how=how)

    async def floor() -> Told:
        database = await ground.database(tables=bare.TABLES, runtime=False)
        group = f"bench.{service}.{next(_groups)}"
        return Told(messages, database, ground.stack.login(reader), topic, group)

    found = await contest.contest([Contender(BARE, "bare", floor), Contender(taking, service, ours)], rounds)
    return [
        *(Finding.rates(name, turns) for name, turns in found.items()),
        Finding(f"{service} : bare loop", contest.ratio(found, taking, BARE), "×", Bar(0.2)),
        Finding("… processor time a message", contest.cost_ratio(found, taking, BARE), "×"),
    ]


async def _force(ground: Ground, keys: Path) -> str:
    """Topics, principals and keys of a force; gives the topic that intake writes."""
    spec = contents((FORCE,))
    readers = {principal(FORCE, service) for service in TAKERS}
    principals = tuple(
        replace(one, groups=(*one.groups, "bench.*")) if one.name in readers else one
        for one in spec.principals
    )
    await asyncio.to_thread(ground.stack.extend, replace(spec, principals=principals, databases=()))
    await asyncio.to_thread(generate, for_force(FORCE), keys)
    topic = for_force(FORCE).topic_for(WRITER, "intake.application.made.v1")
    assert topic is not None
    await until(lambda: ground.may_write(WRITER), "intake's right to write")
    return topic.name


async def _send(ground: Ground, topic: str, keys: Path, many: int) -> None:
    """So that there are so many: what was sent for another service is there for this one too."""
    there = sum(end for end in (await asyncio.to_thread(_ends, ground, topic)).values())
    producer = AIOKafkaProducer(
        **ground.stack.login(WRITER), acks="all", enable_idempotence=True, linger_ms=5
    )
    await producer.start()
    try:
        for key, value, headers in applications(keys, case_ids(many)[there:], tuple(TAKERS)):
            await producer.send(topic, value=value, key=key, headers=headers)
        await producer.flush()
    finally:
        await producer.stop()


def _ends(ground: Ground, topic: str) -> dict[tuple[str, int], int]:
    return ground.stack.administrator().end_offsets([topic])
