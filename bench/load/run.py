"""A run: cases of a plan side by side on one business clock, with faults and deaths on the way."""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

import httpx

from bench.load.cases import Around, Case
from bench.load.desks import Met
from bench.load.plan import Planned
from contracts.parties import SERVICES
from deploy.demo.stage import NotAsExpected, Stage
from deploy.local.clock import ClockAuthority
from deploy.local.contents import service_reads
from deploy.local.force import Force
from deploy.local.force_clock import quiet
from deploy.local.quiet import NotQuiet

AT_ONCE: Final = 8
"""Officers who work at the same moment."""
QUIET_WITHIN: Final = timedelta(seconds=180)
AFTERWARDS: Final = timedelta(days=40)
"""Business time after the last step: letters leave, and what is due comes due."""
DIES: Final = 0.02
FAILS: Final = 0.05
"""Chances, at each instant at which officers work, that a service is killed and that an agency fails."""
FAULTS: Final[Sequence[tuple[str, dict[str, Any]]]] = (
    ("probation", {"mode": "down", "hours": 10}),
    ("probation", {"mode": "error-500", "times": 3}),
    ("police", {"mode": "garbage", "times": 2}),
    ("police", {"mode": "lost-answer", "times": 2}),
    ("socialcare", {"mode": "down", "hours": 4}),
    ("mailbox", {"mode": "lost-answer", "times": 2}),
    ("mailbox", {"mode": "error-500", "times": 2}),
)


@dataclass
class Told:
    """What a run says of itself while it goes on and at its end."""

    met: Met = field(default_factory=Met)
    steps: int = 0
    instants: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    not_quiet: list[str] = field(default_factory=list)


Progress = Callable[[datetime, int, Told], None]


def clock_of(forces: Sequence[Force], http: httpx.AsyncClient) -> ClockAuthority:
    """One clock for all of them. `http` must outlive it."""
    stack = forces[0].stack
    codes = [force.code for force in forces]
    agencies = [(f"{force.code}-{name}", at) for force in forces for name, at in force.simulators.items()]
    return ClockAuthority.of(
        stack,
        service_reads(codes),
        [quiet(http, name, at.url) for name, at in agencies],
        databases=[force.database(name) for force in forces for name in SERVICES],
    )


class Run:
    """`grain`: how far business time goes at least in one move; what falls due between is due then."""

    def __init__(
        self,
        forces: Sequence[Force],
        clock: ClockAuthority,
        http: httpx.AsyncClient,
        stage: Stage,
        seed: int,
        grain: timedelta,
    ) -> None:
        self.told = Told()
        self._forces = {force.code: force for force in forces}
        self._clock = clock
        self._http = http
        self._dice = random.Random(seed + 1)
        self._grain = grain
        self._stage = stage
        self._places = asyncio.Semaphore(AT_ONCE)

    async def play(self, planned: Sequence[Planned], progress: Progress) -> list[Case]:
        """Every case to its end, or to what kept it from it."""
        clock = [(await self._clock.read()).now]
        arounds = {
            code: Around(force, self._stage, self.told.met, clock) for code, force in self._forces.items()
        }
        cases: list[Case] = []
        order, arriving = count(), deque(planned)
        waiting: list[tuple[datetime, int, Case, Iterator[datetime]]] = []
        while waiting or arriving:
            nexts = ([waiting[0][0]] if waiting else []) + ([arriving[0].arrives] if arriving else [])
            now = await self.reach(min(nexts))
            clock[-1] = now
            present = [heapq.heappop(waiting) for _ in range(len(waiting)) if waiting[0][0] <= now]
            while arriving and arriving[0].arrives <= now:
                one = arriving.popleft()
                cases.append(Case(arounds[one.force], one))
                present.append((now, next(order), cases[-1], cases[-1].steps()))
            await self._may_fail()
            killing = await self._may_kill()
            found = await asyncio.gather(*(self._go_on(case, steps) for _, _, case, steps in present))
            await killing
            for (_, _, case, steps), at in zip(present, found, strict=True):
                if at is not None:
                    heapq.heappush(waiting, (at, next(order), case, steps))
            self.told.instants += 1
            progress(now, len(waiting), self.told)
        return cases

    async def ends(self) -> None:
        """What was begun has come to its end: letters have left, and no clock is due any more."""
        await self._heal()
        await self.reach((await self._clock.read()).now + AFTERWARDS)

    async def reach(self, at: datetime) -> datetime:
        """Go there by way of everything that falls due, a grain at a time."""
        while True:
            try:
                due = await self._clock.settle(QUIET_WITHIN)
            except NotQuiet as busy:
                self.told.not_quiet.append(str(busy))
                if len(self.told.not_quiet) > 20:
                    raise
                due = await self._clock.next_due()
            now = (await self._clock.read()).now
            if now >= at:
                return now
            await self._clock.set(at if due is None else min(max(due, now + self._grain), at))

    async def _go_on(self, case: Case, steps: Iterator[datetime]) -> datetime | None:
        """When the case goes on; None: it has ended, or cannot."""
        async with self._places:
            self.told.steps += 1
            try:
                return await asyncio.to_thread(next, steps, None)
            except NotAsExpected as trouble:
                case.came.trouble = str(trouble)
            except Exception as error:  # of our own making: the others go on, and it is told
                case.came.trouble = f"{type(error).__name__}: {error}"
            return None

    async def _may_fail(self) -> None:
        """Some agency does what agencies do."""
        if self._dice.random() >= FAILS:
            return
        code = self._dice.choice(sorted(self._forces))
        simulator, order = self._dice.choice(FAULTS)
        at = self._forces[code].simulators[simulator]
        (await self._http.post(f"{at.url}/sim/faults", json=order)).raise_for_status()
        self.told.faults[f"{simulator}: {order['mode']}"] += 1

    async def _heal(self) -> None:
        for force in self._forces.values():
            for at in force.simulators.values():
                (await self._http.post(f"{at.url}/sim/faults", json={"mode": "ok"})).raise_for_status()

    async def _may_kill(self) -> asyncio.Task[None]:
        """Some service dies while officers work, and is begun again; the task ends when it is back."""
        if self._dice.random() >= DIES:
            return asyncio.create_task(asyncio.sleep(0))
        code, service = self._dice.choice(sorted(self._forces)), self._dice.choice(SERVICES)
        self.told.killed[service] += 1
        process = self._forces[code].stack.process(f"{code}-{service}")
        return asyncio.create_task(asyncio.to_thread(_dies_and_is_back, process))


def _dies_and_is_back(process: Any) -> None:
    process.kill()
    process.restart()
