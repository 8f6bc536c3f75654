"""A service taking applications, against the bare loop on the very same records."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from aiokafka import AIOKafkaProducer

from bench import contest
from bench.applications import applications
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
TAKERS: Final[Mapping[str, Sequence[Path]]] = {"checks": checks.MIGRATIONS, "decisions": decisions.MIGRATIONS}
"""For each of them the applications are sealed; a contender of its name takes them."""
_groups = count(1)


async def measure(ground: Ground, service: str, *, rounds: int, messages: int) -> list[Finding]:
    """Every application opens a case: the dearest message that either service is sent."""
    taking = f"{service} taking applications"
    keys = ground.stack.state / "keys"
    topics = await _forces(ground, keys)
    for force, topic in topics.items():
        await _send(ground, force, topic, keys, messages)

    async def ours(number: int) -> Told:
        force, reader = _of(ground, number, service)
        how = {"force": force, "keyring": str(path_of(keys, reader))}
        database = await ground.database(locations=TAKERS[service])
        return Told(messages, database, ground.stack.login(reader), topics[force], how=how)

    async def floor(number: int) -> Told:
        force, reader = _of(ground, number, service)
        database = await ground.database(tables=bare.TABLES, runtime=False)
        group = f"bench.{service}.{next(_groups)}"
        return Told(messages, database, ground.stack.login(reader), topics[force], group)

    contenders = [Contender(BARE, "bare", floor), Contender(taking, service, ours)]
    found = await contest.contest(contenders, rounds, ground.beside)
    return [
        *(Finding.rates(name, turns) for name, turns in found.items()),
        Finding(f"{service} : bare loop", contest.ratio(found, taking, BARE), "×", Bar(0.2)),
        Finding("… processor time a message", contest.cost_ratio(found, taking, BARE), "×"),
    ]


def _of(ground: Ground, number: int, service: str) -> tuple[str, str]:
    force = ground.forces[number]
    return force, principal(force, service)


async def _forces(ground: Ground, keys: Path) -> dict[str, str]:
    """Topics, principals and keys of all forces; gives by force the topic that its intake writes."""
    spec = contents(ground.forces)
    readers = {principal(force, service) for force in ground.forces for service in TAKERS}
    principals = tuple(
        replace(one, groups=(*one.groups, "bench.*")) if one.name in readers else one
        for one in spec.principals
    )
    await asyncio.to_thread(ground.stack.extend, replace(spec, principals=principals, databases=()))
    found: dict[str, str] = {}
    for force in ground.forces:
        writer = principal(force, "intake")
        await asyncio.to_thread(generate, for_force(force), keys)
        topic = for_force(force).topic_for(writer, "intake.application.made.v1")
        assert topic is not None
        await until(partial(ground.may_write, writer), "intake's right to write")
        found[force] = topic.name
    return found


async def _send(ground: Ground, force: str, topic: str, keys: Path, many: int) -> None:
    """So that there are so many: what was sent for another service is there for this one too."""
    there = sum(end for end in (await asyncio.to_thread(_ends, ground, topic)).values())
    login = ground.stack.login(principal(force, "intake"))
    producer = AIOKafkaProducer(**login, acks="all", enable_idempotence=True, linger_ms=5)
    await producer.start()
    try:
        for key, value, headers in applications(force, keys, case_ids(many)[there:], tuple(TAKERS)):
            await producer.send(topic, value=value, key=key, headers=headers)
        await producer.flush()
    finally:
        await producer.stop()


def _ends(ground: Ground, topic: str) -> dict[tuple[str, int], int]:
    return ground.stack.administrator().end_offsets([topic])
