"""The desk that answers: composes what is due in business time, publishes until the broker has taken it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from contracts.sealing import HEADER
from deploy.simulators.business import BusinessClock, ClockUnreadable
from deploy.simulators.socialcare.answers import Answering
from deploy.simulators.socialcare.store import Store, Unpublished

log = logging.getLogger("simulator")

LOOK_EVERY_SECONDS = 0.1
AGAIN_AFTER_SECONDS = 0.5
SEND_SECONDS = 10.0


class Desk:
    """`login` is what an aiokafka client is given."""

    def __init__(
        self, store: Store, answering: Answering, clock: BusinessClock, login: dict[str, Any]
    ) -> None:
        self._store = store
        self._answering = answering
        self._clock = clock
        self._login = login
        self._producer: AIOKafkaProducer | None = None
        self._wake = asyncio.Event()

    def asked(self) -> None:
        """Something new may be due."""
        self._wake.set()

    async def busy(self) -> list[str]:
        """Answers that are due or composed, and not yet taken by the broker. Raises ClockUnreadable."""
        now = await self._clock.now() if self._store.next_due() is not None else None
        # both at one moment: what is due may be composed while the clock is asked
        waiting = len(self._store.unpublished()) + (len(self._store.due(now)) if now else 0)
        return [f"social care: {waiting} due and not published"] if waiting else []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Answers while inside; whatever is not published by the end goes out at the next start."""
        working = asyncio.create_task(self._work())
        try:
            yield
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            await self._drop_producer()
            self._store.close()

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            waits = True
            try:
                await self._answer_what_is_due()
                for one in self._store.unpublished():
                    await self._publish(one)
                waits = self._store.next_due() is not None
            except (KafkaError, ClockUnreadable, TimeoutError, OSError) as away:
                log.warning("cannot answer now: %s", type(away).__name__)
                await self._drop_producer()
                await asyncio.sleep(AGAIN_AFTER_SECONDS)
            except Exception as bug:
                log.error("cannot answer: %s", type(bug).__name__)  # no traceback: it may show people
                await asyncio.sleep(AGAIN_AFTER_SECONDS)
            await self._until_asked_or_later(waits)

    async def _answer_what_is_due(self) -> None:
        if self._store.next_due() is None:
            return
        now = await self._clock.now()
        for asked in self._store.due(now):
            self._store.answer(asked, partial(self._answering.compose, asked, now))

    async def _publish(self, one: Unpublished) -> None:
        if self._producer is None:
            producer = AIOKafkaProducer(acks="all", enable_idempotence=True, **self._login)
            self._producer = producer
            async with asyncio.timeout(SEND_SECONDS):
                await producer.start()
        headers = [(HEADER, one.wraps)] if one.wraps is not None else []
        async with asyncio.timeout(SEND_SECONDS):
            await self._producer.send_and_wait(
                self._answering.topic, value=one.value, key=one.case_id.encode(), headers=headers
            )
        self._store.published(one.number)

    async def _drop_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            async with asyncio.timeout(1):
                await producer.stop()
        except (KafkaError, TimeoutError, OSError):
            return

    async def _until_asked_or_later(self, waits: bool) -> None:
        """Where nothing is due, nothing is to be looked for."""
        later = LOOK_EVERY_SECONDS if waits else None
        try:
            async with asyncio.timeout(later):
                await self._wake.wait()
        except TimeoutError:
            return
