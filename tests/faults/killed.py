"""One service of a force as it really runs, killed and started again; its peers are played by hand."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, Self

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.event import Event
from contracts.parties import principal, source
from contracts.topics import Register, for_force
from deploy.local.clock import ClockAuthority
from deploy.local.contents import contents
from deploy.local.force import Force
from deploy.local.processes import Process
from deploy.local.stack import Stack
from deploy.local.until import until
from messaging.audit import Report, Store, audit
from messaging.kafka_log import KafkaLog
from messaging.runtime import engine
from messaging.verify import verify
from tests.faults.parcels import asyncpg_dsn, died
from tests.faults.voice import Voice

SOON = timedelta(seconds=15)
PATIENCE = timedelta(minutes=3)
"""What a killed process had in hand is its own until its lease ends."""


@dataclass
class Killed:
    """`name` is the service; the force's other services do not run."""

    force: Force
    name: str
    engine: AsyncEngine
    voices: dict[str, Voice] = field(default_factory=dict)
    sent: int = 0
    _labels: Iterator[int] = field(default_factory=count)
    _closing: AsyncExitStack = field(default_factory=AsyncExitStack)

    @classmethod
    async def begin(cls, stack: Stack, code: str, name: str) -> Self:
        await asyncio.to_thread(stack.extend, contents((code,)))
        force = Force(stack, code)
        await asyncio.to_thread(force.start, services=())
        operator = engine(asyncpg_dsn(stack.dsn(force.database(name), "operator")))
        made = cls(force, name, operator)
        for topic in made.register.reads(made.principal):
            voice = Voice(stack, topic, force.home / "keys")
            made.voices[topic.name] = await made._closing.enter_async_context(voice)
        return made

    async def end(self) -> None:
        await self._closing.aclose()
        await self.engine.dispose()

    @property
    def principal(self) -> str:
        return principal(self.force.code, self.name)

    @property
    def register(self) -> Register:
        return for_force(self.force.code)

    @property
    def read(self) -> tuple[type[Event], ...]:
        """Every type that stands on a topic which the service reads."""
        return tuple(kind for voice in self.voices.values() for kind in voice.topic.carries)

    async def hears(self, case_id: str, *kinds: type[Event]) -> None:
        """The example of each of these about one case, as far as the service reads them."""
        for kind in kinds:
            for voice in self.voices.values():
                if kind in voice.topic.carries:
                    await voice.example(kind, case_id)
                    self.sent += 1
        for voice in self.voices.values():
            await voice.said()

    async def dies(self, point: str, over: str) -> None:
        """Start it to die at `point` with these bytes in hand, and see it die."""
        await died(await self._start({"MESSAGING_CRASH_AT": point, "MESSAGING_CRASH_OVER": over}))

    async def may_die(self, point: str, over: str) -> bool:
        """The same, if it gets there soon; else it is ended all the same."""
        process = await self._start({"MESSAGING_CRASH_AT": point, "MESSAGING_CRASH_OVER": over})

        async def gone() -> bool:
            return process.pid is None

        try:
            await until(gone, "it dies", SOON)
        except AssertionError:
            await asyncio.to_thread(process.kill)
            return False
        return True

    async def settles(self) -> Report:
        """Left alone until everything is taken, done and published; then what auditor and prover find."""
        survivor = await self._start({})
        reads = {self.force.database(self.name): tuple(self.voices)}
        async with ClockAuthority.of(self.force.stack, reads, databases=list(reads)) as clock:
            await clock.settle(PATIENCE)
        await asyncio.to_thread(survivor.kill)
        writes = tuple(topic.name for topic in self.register.writes(self.principal))
        store = Store(self.principal, source(self.principal), self.engine, tuple(self.voices), writes)
        report = await audit([store], KafkaLog(self.force.stack.administrator_login()), settled=True)
        proved = await verify([store])
        report.findings += proved.findings
        return report

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(text(query), values)).all())

    async def _start(self, env: dict[str, str]) -> Process:
        told = self.force.environment(self.name, self.force.stack.free_port()) | env
        argv = [sys.executable, "-m", f"services.{self.name}"]
        label = f"{self.force.code}-{self.name}-{next(self._labels)}"
        return await asyncio.to_thread(self.force.stack.run, label, argv, told)
