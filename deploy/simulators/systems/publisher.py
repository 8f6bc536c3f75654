"""Says what is due, each system on its own topic: composed in business time, sent until the broker has it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from pydantic import BaseModel, ConfigDict, Field

from contracts import example, keyring
from contracts.catalogue import Catalogue
from contracts.event import Event
from contracts.fields import CaseId, PartyId, instant_text
from contracts.parties import PoliceSystem, source
from contracts.police import CARRIED
from contracts.sealing import HEADER
from contracts.topics import for_force
from contracts.vault import Vault
from deploy.simulators.business import BusinessClock, ClockUnreadable
from deploy.simulators.systems.store import Composed, Store, ToSay
from messaging import envelope
from messaging.decider import Actor

log = logging.getLogger("simulator")
LOOK_EVERY_SECONDS = 0.2
AGAIN_AFTER_SECONDS = 0.5
SEND_SECONDS = 10.0


class Said(BaseModel):
    """What a system is to say: its own reference as the case, a type that its topic carries, and the data.

    What is sealed stands in clear, `{"clear": …}`, as in `contracts/examples`. No `known_at`: as of then.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    system: PartyId
    case: CaseId
    type: str = Field(min_length=3)
    data: dict[str, Any]


class Speaker:
    """One system, with its topic and keys."""

    def __init__(self, system: PoliceSystem, keys: keyring.KeyStore) -> None:
        (self.topic,) = for_force(system.serves).writes(system.id)
        self._kinds = {kind.TYPE: kind for kind in CARRIED[system.kind]}
        self._vault, self._system = Vault(keys), system
        self._catalogue = Catalogue(CARRIED[system.kind])

    def read(self, said: Said, now: datetime) -> Event:
        """KeyError for a type that its topic does not carry; ValidationError for data that are none."""
        kind = self._kinds[said.type]
        data = dict(said.data)
        if "known_at" in kind.model_fields:
            data.setdefault("known_at", instant_text(now))
        return example.read(kind, data)

    def compose(self, said: Said, now: datetime, sequence: int, head: bytes | None) -> Composed:
        event, writer = self.read(said, now), source(self._system.id)
        wraps: list[tuple[str, str, str, str]] = []

        def seal(label: str, plain: bytes) -> dict[str, str]:
            key = self._vault.new_key()
            wraps.extend(
                (self._vault.key_id(key), label, reader, self._vault.wrap(reader, key))
                for reader in sorted(self.topic.may_open(label))
            )
            return self._vault.seal(key, writer, said.case, label, event.TYPE, plain)

        made = envelope.Composition(
            source=writer,
            type=event.TYPE,
            case_id=said.case,
            occurred_at=event.occurred_at or now,
            recorded_at=now,
            dataschema=f"urn:csods:schema:{event.TYPE}",
            actor=Actor(f"system:{self._system.id}", organisation=self._system.id),
            correlation=said.case,
            causation="",
            classification="OFFICIAL-SENSITIVE",
            urgent=event.URGENT,
            critical=event.CRITICAL,
            opening={},
        )
        core = envelope.compose(made, self._catalogue.encode(event, seal))
        chained = envelope.link(head or envelope.genesis(said.case), core)
        value = envelope.relayed(core, id_=envelope.event_id(chained), chained=chained, sequence=sequence)
        return Composed(value, self._vault.header(wraps) if wraps else None, chained)


class Desk:
    """All systems of one force. `logins`: what each one's aiokafka client is given."""

    def __init__(
        self,
        store: Store,
        speakers: Mapping[str, Speaker],
        logins: Mapping[str, dict[str, Any]],
        clock: BusinessClock,
    ) -> None:
        self._store, self._speakers, self._logins, self._clock = store, speakers, logins, clock
        self._producers: dict[str, AIOKafkaProducer] = {}
        self._wake = asyncio.Event()

    def told(self) -> None:
        """Something new may be due."""
        self._wake.set()

    async def busy(self) -> list[str]:
        """What is due or composed, and not yet taken by the broker. Raises ClockUnreadable."""
        now = await self._clock.now() if self._store.next_due() is not None else None
        # both at one moment: what is due may be composed while the clock is asked
        waiting = len(self._store.unpublished()) + (len(self._store.due(now)) if now else 0)
        return [f"police systems: {waiting} due and not published"] if waiting else []

    @asynccontextmanager
    async def open(self, first: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """`first` puts in what a script says."""
        await first()
        working = asyncio.create_task(self._work())
        try:
            yield
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            await self._drop()
            self._store.close()

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            waits = True
            try:
                await self._compose_what_is_due()
                for one in self._store.unpublished():
                    producer = await self._producer(one.system)
                    headers = [(HEADER, one.wraps)] if one.wraps is not None else []
                    async with asyncio.timeout(SEND_SECONDS):
                        await producer.send_and_wait(
                            self._speakers[one.system].topic.name,
                            value=one.value,
                            key=one.case_id.encode(),
                            headers=headers,
                        )
                    self._store.published(one.number)
                waits = self._store.next_due() is not None
            except (KafkaError, ClockUnreadable, TimeoutError, OSError) as away:
                log.warning("cannot publish now: %s", type(away).__name__)
                await self._drop()
                await asyncio.sleep(AGAIN_AFTER_SECONDS)
            except Exception as bug:
                log.error("cannot publish: %s", type(bug).__name__)  # no traceback: it may show people
                await asyncio.sleep(AGAIN_AFTER_SECONDS)
            await self._until_told_or_later(waits)

    async def _compose_what_is_due(self) -> None:
        if self._store.next_due() is None:
            return
        now = await self._clock.now()
        for one in self._store.due(now):
            self._compose(one, now)

    def _compose(self, one: ToSay, now: datetime) -> None:
        said = Said.model_validate_json(one.body)
        speaker = self._speakers[said.system]
        self._store.compose(
            one, said.system, said.case, lambda number, head: speaker.compose(said, now, number, head)
        )

    async def _producer(self, system: str) -> AIOKafkaProducer:
        if system not in self._producers:
            producer = AIOKafkaProducer(acks="all", enable_idempotence=True, **self._logins[system])
            self._producers[system] = producer
            async with asyncio.timeout(SEND_SECONDS):
                await producer.start()
        return self._producers[system]

    async def _drop(self) -> None:
        producers, self._producers = list(self._producers.values()), {}
        for producer in producers:
            try:
                async with asyncio.timeout(1):
                    await producer.stop()
            except (KafkaError, TimeoutError, OSError):
                continue

    async def _until_told_or_later(self, waits: bool) -> None:
        """Where nothing is due, nothing is to be looked for."""
        later = LOOK_EVERY_SECONDS if waits else None
        try:
            async with asyncio.timeout(later):
                await self._wake.wait()
        except TimeoutError:
            return
