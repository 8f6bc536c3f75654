"""The clock authority: business time of every service in a stack, moved everywhere at once and in order.

Business now is `business_at + rate * (clock_timestamp() - set_at)` of `clock.authority` in each database.
Rate 0 stands still (tests, demonstration), rate 1 flows (`make up`). Machine time is never touched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

import asyncpg

from deploy.local import clock_sql
from deploy.local.observers import Observers
from deploy.local.quiet import WITHIN, Places, Probe, database_probe, lag_probe, until_quiet
from deploy.local.stack import Stack
from messaging.kafka_log import KafkaLog

HELD_WITHIN: Final = timedelta(seconds=30)
"""How long transactions that read the clock may keep it from moving: longer than one may lie idle before the
database ends it (ten seconds, `messaging.runtime`)."""


class ClockStuck(Exception):
    """The clock could not be moved; the message says which database kept it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clock shows: `now` in aware UTC, `rate` in business seconds a machine second."""

    now: datetime
    rate: float


class ClockAuthority:
    """Moves the clock of all databases of one stack. One authority moves at a time; services only read.

    `movers` log in as the clock's role, `observers` as the read-only operator. Close it, or use `async with`.
    """

    def __init__(self, movers: Observers, observers: Observers, places: Places) -> None:
        self._movers = movers
        self._observers = observers
        self._places = places

    @classmethod
    def of(
        cls,
        stack: Stack,
        reads: Mapping[str, Iterable[str]] | None = None,
        agencies: Iterable[Probe] = (),
        *,
        databases: Iterable[str] | None = None,
    ) -> Self:
        """The clock of a running stack, quiet when its databases, their topics and `agencies` are.

        `reads` names, for each database, the topics that the service behind it reads. `databases`, if given,
        are all that belong together; else it is every database of the stack.
        """
        names = tuple(stack.databases if databases is None else databases)
        observers = Observers({name: stack.dsn(name, "operator") for name in names})
        movers = Observers({name: stack.dsn(name, "clock") for name in names})
        own = [database_probe(observers, name) for name in names]
        topics = []
        if reads:
            log = KafkaLog(stack.administrator_login())
            topics.append(lag_probe(observers, stack.administrator(), reads, log))
        return cls(movers, observers, Places(own, topics, tuple(agencies)))

    async def read(self) -> Reading:
        """What the clock shows now; all databases agree but for the moment between two questions."""
        now, rate = (await self._movers.rows(self._names[0], clock_sql.READ))[0]
        return Reading(now.astimezone(UTC), rate)

    async def set(self, now: datetime, rate: float | None = None) -> None:
        """Show `now`, flowing at `rate` (default: as before), in all databases, then let all go on.

        Raises ValueError for a naive instant or one in the past, ClockStuck if a transaction holds the clock.
        """
        if now.tzinfo is None:
            raise ValueError("the clock is set to an aware instant")
        shown = (await self.read()).now
        if now < shown:
            raise ValueError(f"the clock shows {shown:%d %B %Y %H:%M} UTC already; it does not go back")
        await self._move(now, rate)

    async def stand_still(self) -> None:
        """Stop business time where it is."""
        await self._move(None, 0)

    async def flow(self, rate: float = 1.0) -> None:
        """Let business time go on from where it is."""
        await self._move(None, rate)

    async def settle(self, within: timedelta = WITHIN) -> datetime | None:
        """Wait until everything is quiet: when a clock of any case runs out next, or an agency acts.

        Raises NotQuiet, naming what was not, after `within`.
        """
        return await until_quiet(self._places, within)

    async def next_due(self) -> datetime | None:
        """When a clock of any case runs out next, or an agency acts, as all stands now."""
        return await self._places.next_due()

    async def advance_to(
        self,
        target: datetime,
        *,
        within: timedelta = WITHIN,
        on_step: Callable[[datetime], None] = lambda _now: None,
    ) -> datetime:
        """Go to `target` by way of every instant at which something is due, quiet before each step and after.

        `on_step` hears each instant reached. Raises NotQuiet as `settle` does, `within` counted a step.
        """
        while True:
            due = await self.settle(within)
            now = (await self.read()).now
            if now >= target:
                return now
            step = target if due is None else min(due, target)
            await self._move(step, None)
            on_step(step)

    async def advance(self, by: timedelta, *, within: timedelta = WITHIN) -> datetime:
        """Go on by so much business time; see `advance_to`."""
        return await self.advance_to((await self.read()).now + by, within=within)

    async def close(self) -> None:
        await self._movers.close()
        await self._observers.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def _names(self) -> list[str]:
        return self._movers.databases

    async def _move(self, to: datetime | None, rate: float | None) -> None:
        """Hold the clock everywhere, set it everywhere (never back), let go everywhere."""
        async with AsyncExitStack() as held:
            for name in self._names:
                await self._hold(name)
                held.push_async_callback(self._movers.value, name, clock_sql.RELEASE)
            shown = await self.read()
            machine = await self._movers.value(self._names[0], clock_sql.MACHINE_NOW)
            instant = shown.now if to is None else max(to, shown.now)
            for name in self._names:
                await self._movers.rows(
                    name, clock_sql.SET, instant, machine, shown.rate if rate is None else float(rate)
                )
        await asyncio.gather(*(self._movers.value(name, clock_sql.TELL) for name in self._names))

    async def _hold(self, name: str) -> None:
        patience = f"{int(HELD_WITHIN.total_seconds() * 1000)}ms"
        await self._movers.value(name, clock_sql.NOT_FOR_EVER, patience)
        try:
            await self._movers.value(name, clock_sql.HOLD)
        except asyncpg.LockNotAvailableError:
            raise ClockStuck(f"a transaction in {name} has been reading the clock too long") from None
