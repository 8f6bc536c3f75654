"""One service of a force as it really runs, killed and started again; its peers are played by hand."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple, Self

import httpx
import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.event import Event
from contracts.parties import force_of, joined_to, principal, source
from contracts.topics import Register, for_force
from deploy.local.clock import ClockAuthority
from deploy.local.contents import contents
from deploy.local.force import Force, introduce
from deploy.local.processes import Process
from deploy.local.stack import Stack
from deploy.local.until import until
from deploy.simulators import forms
from deploy.simulators.people import read_people
from messaging.audit import Report, Store, audit
from messaging.kafka_log import KafkaLog
from messaging.runtime import engine
from messaging.verify import verify
from tests.faults.parcels import asyncpg_dsn
from tests.faults.voice import Voice

PATIENCE = timedelta(minutes=3)
"""What a killed process had in hand may be its own until its lease ends."""
SOON = timedelta(seconds=60)
INBOX = "SELECT message_id FROM inbox WHERE topic <> ''"
KEPT = """
SELECT value, 'waiting: ' || reason AS place FROM waiting
UNION ALL SELECT value, 'quarantine: ' || reason FROM quarantine WHERE state = 'open'
"""


class Told(NamedTuple):
    """A message that was sent to the service."""

    id: str
    case_id: str
    type: str


@dataclass
class Killed:
    """`name` is the service; the force's other services do not run."""

    force: Force
    name: str
    engine: AsyncEngine
    port: int
    voices: dict[str, Voice] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    kills: int = 0
    _closing: AsyncExitStack = field(default_factory=AsyncExitStack)

    @classmethod
    async def begin(cls, stack: Stack, code: str, name: str) -> Self:
        forces = {one: Force(stack, one) for one in (code, *joined_to(code))}
        await asyncio.to_thread(stack.extend, contents(forces))
        introduce(forces.values())
        force = forces[code]
        await asyncio.to_thread(force.start, services=())
        operator = engine(asyncpg_dsn(stack.dsn(force.database(name), "operator")))
        made = cls(force, name, operator, stack.free_port())
        for topic in made.register.reads(made.principal):
            voice = Voice(stack, topic, forces.get(force_of(topic.writer), force).keys)
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
        """Every type that stands on a topic which the service reads; once, though it stand on several."""
        return tuple(dict.fromkeys(kind for voice in self.voices.values() for kind in voice.topic.carries))

    async def hears(self, case_id: str, *kinds: type[Event]) -> None:
        """The example of each of these about one case, from whoever says it, as far as the service reads."""
        for kind in kinds:
            for voice in self.voices.values():
                if kind in voice.topic.carries:
                    id_ = await voice.example(kind, case_id)
                    self.told.append(Told(id_, case_id, kind.TYPE))
        for voice in self.voices.values():
            await voice.said()

    async def takes(self) -> None:
        """Let it live until it has taken, or kept, all that it was told, and done what came of it; then it is
        killed."""
        await self.rests(await self.lives())

    async def rests(self, life: Process) -> None:
        """Kill it once nothing is unread, unpublished or due."""
        await self._quiet()
        await asyncio.to_thread(life.kill)

    async def lives(self, **env: str) -> Process:
        label, argv = f"{self.force.code}-{self.name}", [sys.executable, "-m", f"services.{self.name}"]
        return await asyncio.to_thread(self.force.stack.run, label, argv, self._environment() | env)

    async def asked(
        self, life: Process, officer: str, path: str, body: Mapping[str, Any], key: str
    ) -> httpx.Response | None:
        """An officer's command under a key, as soon as it answers; None when the line went dead instead."""
        told = {"Authorization": f"Bearer {self.force.token(officer)}", "Idempotency-Key": key}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", headers=told) as http:

            async def ready() -> bool:
                try:
                    return (await http.get("/health/ready")).is_success
                except httpx.TransportError:
                    return life.exit_code is not None

            await until(ready, f"{self.name} is ready")
            try:
                return await http.post(path, json=body)
            except httpx.TransportError:
                return None

    async def enquiries(self, keys: Iterable[str]) -> dict[str, str]:
        """Intake opens its cases itself, when somebody calls: case ids by the keys of the calls; the same key
        again is the same case."""
        call, made = forms.callers_enquiry(read_people()), {}
        life = await self.lives()
        for key in keys:
            answer = await self.asked(life, "st-1001", "/enquiries", call, key)
            assert answer is not None
            made[key] = answer.json()["case_id"]
        await self.rests(life)
        return made

    async def dies(self, point: str, over: str) -> None:
        """Start it to die at `point` with these bytes in hand, and see it die of that."""
        life = await self.lives(MESSAGING_CRASH_AT=point, MESSAGING_CRASH_OVER=over)
        await self.dead(life, f"at {point} over {over}")

    async def dead(self, life: Process, where: str) -> None:
        """See a life end by its own SIGKILL."""
        ended = await asyncio.to_thread(life.wait, SOON.total_seconds())
        if ended is None:
            await asyncio.to_thread(life.kill)
        assert ended == -signal.SIGKILL, f"{self.name} did not die {where}: {ended}"
        self.kills += 1

    async def settles(self) -> Report:
        """Begun anew and left alone until everything is taken, done and published; then what auditor and
        prover find."""
        await self.takes()
        writes = tuple(topic.name for topic in self.register.writes(self.principal))
        store = Store(self.principal, source(self.principal), self.engine, tuple(self.voices), writes)
        report = await audit([store], KafkaLog(self.force.stack.administrator_login()), settled=True)
        proved = await verify([store])
        report.findings += proved.findings
        return report

    async def whereabouts(self) -> Mapping[str, Collection[Told]]:
        """Where each message that was told is: `inbox`, `waiting: …` or `quarantine: …` with the reason,
        `nowhere`; what is in more than one place is under each of them and under `twice`."""
        places = defaultdict[str, list[str]](list)
        for (id_,) in await self.rows(INBOX):
            places[id_].append("inbox")
        for value, place in await self.rows(KEPT):
            places[orjson.loads(value)["id"]].append(place)
        assert places.keys() <= {one.id for one in self.told}, "nobody else spoke"
        found = defaultdict[str, list[Told]](list)
        for one in self.told:
            at = places[one.id]
            for place in at or ["nowhere"]:
                found[place].append(one)
            if len(at) > 1:
                found["twice"].append(one)
        return found

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(text(query), values)).all())

    async def taken_or_dead(self, life: Process) -> None:
        """Wait until all that was told has been taken or kept, or that life has ended."""

        async def met() -> bool:
            return life.exit_code is not None or "nowhere" not in await self.whereabouts()

        await until(met, f"{self.name} takes what it was told", PATIENCE)

    async def _quiet(self) -> None:
        reads = {self.force.database(self.name): tuple(self.voices)}
        async with ClockAuthority.of(self.force.stack, reads, databases=list(reads)) as clock:
            await clock.settle(PATIENCE)

    def _environment(self) -> dict[str, str]:
        return self.force.environment(self.name, self.port)
