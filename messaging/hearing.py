"""One consumer at a time: begun when the brokers are there, and begun anew when it has gone deaf, or when its
topics are not what they were.

One that hears nothing raises nothing. The client library ends its heartbeats for good after a single answer
that it does not expect, and a task of its own that has died it never begins again: from then on every poll
fails, whatever becomes of the brokers. So a consumer that makes no progress for too long is given up.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog

from messaging.consume import Consumer, Unsafe
from messaging.faults import is_transient
from messaging.offsets import COMMIT_LIMIT, Progress

log = structlog.get_logger()

START_AGAIN: Final = timedelta(seconds=2)
"""Between attempts to begin consuming while the brokers are away."""
ASK_WITHIN: Final = 2 * COMMIT_LIMIT
"""More than the brokers are given."""


class Hearing:
    """`make` gives a new consumer that reports to `progress`; none of them may be without it for `limit`."""

    def __init__(self, make: Callable[[], Consumer], progress: Progress, limit: timedelta) -> None:
        self._make = make
        self._progress = progress
        self._limit = limit.total_seconds()
        self._paused = False
        self._consumer: Consumer | None = None
        self.begun = asyncio.Event()
        """The first consumer has started."""

    async def run(self) -> None:
        """Until cancelled. Raises Unsafe.

        Without the brokers everything else works: commands are taken, alarms ring.
        """
        while True:
            self._consumer = await self._started()
            self.begun.set()
            await self._until_deaf(self._consumer)
            given_up, self._consumer = self._consumer, None
            outdated = given_up.outdated.is_set()
            log.error("consume.outdated" if outdated else "consume.deaf")
            await given_up.give_up()
            if outdated:
                await asyncio.sleep(given_up.session.total_seconds())

    async def stop(self) -> None:
        """After `run` has ended: let the batch in hand end, then leave the group."""
        if self._consumer is not None:
            await self._consumer.stop()

    def pause(self, wanted: bool) -> None:
        """Take nothing, or go on; also whoever comes after this consumer."""
        self._paused = wanted
        consumer = self._consumer
        if consumer is not None and consumer.paused != wanted:
            log.warning("consume.paused" if wanted else "consume.resumed")
            consumer.pause() if wanted else consumer.resume()

    async def look(self) -> None:
        """Ask the brokers how far our partitions go. Raises TimeoutError or KafkaError."""
        if self._consumer is not None:
            await self._consumer.look()

    async def _started(self) -> Consumer:
        while True:
            consumer = self._make()
            if self._paused:
                consumer.pause()
            try:
                await consumer.start()
            except Unsafe:
                raise
            except Exception as error:  # whatever it is: who does not begin is deaf for good
                said = log.warning if is_transient(error) else log.error
                said("consume.not_started", error=type(error).__name__)
                await consumer.give_up()
                await asyncio.sleep(START_AGAIN.total_seconds())
            else:
                return consumer

    async def _until_deaf(self, consumer: Consumer) -> None:
        began = time.monotonic()
        while True:
            left = self._limit - (time.monotonic() - max(began, self._progress.last_good_at))
            if left > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await consumer.outdated.wait()
                        return
            elif not await self._hears(consumer):
                return

    async def _hears(self, consumer: Consumer) -> bool:
        """Who has nothing to take makes no progress unless asked, and the watch that asks may be held up."""
        before = self._progress.last_good_at
        try:
            async with asyncio.timeout(ASK_WITHIN.total_seconds()):
                await consumer.look()
        except Exception as error:  # of the brokers, or of the database that is told of their answer
            log.warning("consume.not_asked", error=type(error).__name__)
        return self._progress.last_good_at > before
