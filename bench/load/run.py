"""A run: cases of a plan side by side on one business clock, with faults and deaths on the way."""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final, TypeVar

import httpx

from bench.load.around import Around
from bench.load.cases import Case
from bench.load.desks import Met
from bench.load.duty import Duty
from bench.load.faults import Faults
from bench.load.known import Played
from bench.load.plan import Asked, Planned
from deploy.demo.stage import NotAsExpected, Stage
from deploy.local.clock import ClockAuthority, ClockStuck
from deploy.local.force import Force
from deploy.local.quiet import NotQuiet

T = TypeVar("T")
AT_ONCE: Final = 12
"""Officers who work at the same moment."""
QUIET_WITHIN: Final = timedelta(seconds=180)
MOST_RESTLESS: Final = 20
"""How often all may fail to come to rest before the run is given up."""
AFTERWARDS: Final = timedelta(days=40)
"""Business time after the last step: letters leave, and what is due comes due."""


@dataclass
class Told:
    """What a run says of itself while it goes on and at its end. `moves`: of the clock; `troubles`: cases
    that have not come to their end, and will not, and why."""

    met: Met = field(default_factory=Met)
    steps: int = 0
    instants: int = 0
    moves: int = 0
    troubles: list[str] = field(default_factory=list)
    not_quiet: list[str] = field(default_factory=list)

    @property
    def troubled(self) -> int:
        return len(self.troubles)


Progress = Callable[[datetime, int, int, Told], None]
"""Business time, how many cases have been played, to their end or not, how many go on."""


class Run:
    """`grain`: how far business time goes at least in one move. What falls within is done at its end."""

    def __init__(
        self,
        forces: Sequence[Force],
        clock: ClockAuthority,
        http: httpx.AsyncClient,
        stage: Stage,
        asked: Asked,
        grain: timedelta,
    ) -> None:
        by_code = {force.code: force for force in forces}
        self.told = Told()
        self.faults = Faults(by_code, http, random.Random(asked.seed + 1), asked.cases)
        self._forces = by_code
        self._clock = clock
        self._grain = grain
        self._stage = stage
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="officer")
        self.enough = asyncio.Event()
        """Once set nobody asks any more: what has begun goes on to its end."""

    async def play(self, planned: Sequence[Planned], progress: Progress) -> list[Played]:
        """Every case to its end, or to what kept it from it."""
        clock = [(await self._clock.read()).now]
        arounds = {
            code: Around(force, self._stage, self.told.met, clock) for code, force in self._forces.items()
        }
        duties = [Duty(around) for around in arounds.values()]
        played: list[Played] = []
        order, arriving = count(), deque(planned)
        waiting: list[tuple[datetime, int, Case, Iterator[datetime]]] = []
        while waiting or arriving:
            nexts = ([waiting[0][0]] if waiting else []) + ([arriving[0].arrives] if arriving else [])
            now = await self.reach(min(nexts))
            clock[-1] = now
            present = [heapq.heappop(waiting) for _ in range(len(waiting)) if waiting[0][0] <= now]
            while arriving and arriving[0].arrives <= now:
                case = _case(arounds, arriving.popleft())
                present.append((now, next(order), case, case.steps()))
            await self.faults.agency()
            await asyncio.gather(*(self._in_thread(duty.takes) for duty in duties))
            death = self.faults.death(len(planned) - len(arriving))
            found = await asyncio.gather(*(self._go_on(case, steps) for _, _, case, steps in present))
            await death
            for (_, _, case, steps), at in zip(present, found, strict=True):
                if at is not None:
                    heapq.heappush(waiting, (at, next(order), case, steps))
                else:
                    played.append(Played(case.planned, case.came, case.contact))
            self.told.instants += 1
            progress(now, len(played), len(waiting), self.told)
            if self.enough.is_set():
                arriving.clear()
        return played

    async def ends(self) -> None:
        """What was begun has come to its end: letters have left, and no clock is due any more."""
        await self.faults.heal()
        await self.reach((await self._clock.read()).now + AFTERWARDS)

    async def reach(self, at: datetime) -> datetime:
        """Go there by way of everything that falls due, and past it by less than a grain."""
        while True:
            try:
                due = await self._clock.settle(QUIET_WITHIN)
            except NotQuiet as busy:
                self._restless(busy)
                due = await self._clock.next_due()
            now = (await self._clock.read()).now
            if now >= at:
                return now
            try:
                await self._clock.set(max(at if due is None else min(due, at), now + self._grain))
                self.told.moves += 1
            except ClockStuck as held:  # nothing has moved: as if it had not been tried
                self._restless(held)

    def _restless(self, trouble: Exception) -> None:
        """Raises it where there has been too much of it."""
        self.told.not_quiet.append(str(trouble))
        if len(self.told.not_quiet) > MOST_RESTLESS:
            raise trouble

    async def _go_on(self, case: Case, steps: Iterator[datetime]) -> datetime | None:
        """When the case goes on; None: it has ended, or cannot."""
        self.told.steps += 1
        try:
            return await self._in_thread(next, steps, None)
        except NotAsExpected as trouble:
            case.came.trouble = str(trouble)
        except Exception as error:  # of our own making: the others go on, and it is told
            case.came.trouble = f"{type(error).__name__}: {error}"
        if case.came.trouble:
            self.told.troubles.append(f"{case.came.case_id}: {case.came.trouble}")
        return None

    async def _in_thread(self, work: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)


def _case(arounds: Mapping[str, Around], one: Planned) -> Case:
    others = [around for code, around in arounds.items() if code != one.force]
    return Case(arounds[one.force], one, others[0] if others else None)
