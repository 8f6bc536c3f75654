"""What goes wrong on the way: agencies fail; services, Kafka and PostgreSQL are killed and come back."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import httpx

from contracts.parties import SERVICES
from deploy.local.force import Force

DIES: Final = 0.02
FAILS: Final = 0.05
"""Chances, at each instant at which officers work, that a service is killed and that an agency fails."""
ORDERS: Final[Sequence[tuple[str, dict[str, Any]]]] = (
    ("probation", {"mode": "down", "hours": 10}),
    ("probation", {"mode": "error-500", "times": 3}),
    ("police", {"mode": "garbage", "times": 2}),
    ("police", {"mode": "lost-answer", "times": 2}),
    ("socialcare", {"mode": "down", "hours": 4}),
    ("mailbox", {"mode": "lost-answer", "times": 2}),
    ("mailbox", {"mode": "error-500", "times": 2}),
)
SERVERS: Final = ("kafka", "postgres")
"""Each is killed once, while officers work."""


class Faults:
    """`cases`: of the whole run; a server is killed when so many thirds of them have come."""

    def __init__(
        self, forces: Mapping[str, Force], http: httpx.AsyncClient, dice: random.Random, cases: int
    ) -> None:
        self.killed: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self._forces = forces
        self._http = http
        self._dice = dice
        self._servers = [(cases * (at + 1) // 3, name) for at, name in enumerate(SERVERS)]

    async def agency(self) -> None:
        """Some agency does what agencies do."""
        if self._dice.random() >= FAILS:
            return
        code = self._dice.choice(sorted(self._forces))
        simulator, order = self._dice.choice(ORDERS)
        await self._order(self._forces[code], simulator, order)
        self.failed[f"{simulator}: {order['mode']}"] += 1

    async def heal(self) -> None:
        for force in self._forces.values():
            for name in force.simulators:
                await self._order(force, name, {"mode": "ok"})

    async def _order(self, force: Force, simulator: str, order: Mapping[str, Any]) -> None:
        at = force.simulators[simulator]
        (await self._http.post(f"{at.url}/sim/faults", json=order)).raise_for_status()

    def death(self, come: int) -> asyncio.Task[None]:
        """Something may die while officers work, and is begun again; the task ends when it is back."""
        return asyncio.create_task(asyncio.to_thread(self._dies(come)))

    def _dies(self, come: int) -> Callable[[], None]:
        if self._servers and come >= self._servers[0][0]:
            _, name = self._servers.pop(0)
            self.killed[name] += 1
            return self._server(name)
        if self._dice.random() < DIES:
            code, service = self._dice.choice(sorted(self._forces)), self._dice.choice(SERVICES)
            self.killed[service] += 1
            return _dies_and_is_back(self._forces[code].stack.process(f"{code}-{service}"))
        return lambda: None

    def _server(self, name: str) -> Callable[[], None]:
        stack = next(iter(self._forces.values())).stack
        return _dies_and_is_back(stack.kafka if name == "kafka" else stack.postgres)


def _dies_and_is_back(process: Any) -> Callable[[], None]:
    def dies() -> None:
        process.kill()
        process.restart()

    return dies
