"""Tasks: whatever must happen later is a row with a lease, an attempt counter and an end.

The attempt is written before it is made, that of an alarm once somebody has been rung; its result goes
through decide, in the transaction that ends the task. A worker that lost its lease writes nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Generic, TypeVar
from uuid import uuid4

import structlog
from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from messaging import crash, driver, queries
from messaging.alarms import RINGING, Alarms
from messaging.apply import Applier, Lease
from messaging.cases import NewerJournal
from messaging.decider import Actor
from messaging.faults import Fenced, UnknownCase, is_transient
from messaging.holder import Holder
from messaging.pace import Pace
from messaging.places import Places
from messaging.redrive import Redriver
from messaging.roots import ROOT, Roots
from messaging.routes import Due, DueTask, Effect, Safety, TaskRoutes, TryAgain

log = structlog.get_logger()
S = TypeVar("S")

LEASE: Final = timedelta(seconds=60)
"""How long a task is one worker's: after a crash until it is back, or so long until another takes it up."""
IDLE: Final = timedelta(seconds=1)
"""How often due tasks are looked for at least: a call that there are some may be lost."""
HURRIED: Final = timedelta(milliseconds=200)
"""The same where business time goes by faster than the machine's, as in simulation."""
SOONEST: Final = 0.005
"""Seconds between two looks that find nothing."""
REDRIVE: Final = "runtime.redrive"
REPUBLISH: Final = "runtime.republish"
PAUSES: Final = (1, 5, 15, 60, 300, 900)
"""Seconds of machine time between attempts of one task."""


COMPLETE_AGAIN: Final = (0.1, 0.5, 2.0)
"""Seconds until the result of a task is written again, when the database was away."""


@dataclass(frozen=True, slots=True)
class _Claimed:
    task: DueTask
    lease: Lease
    unknown: bool
    """An earlier attempt began and never said how it ended."""
    until: float
    """By the loop's time: an attempt that may end later begins under a renewed lease."""


class Sweeper(Generic[S]):
    """Performs due tasks. Several may run side by side on one database: leases keep them apart.

    What the process called `instance` had in hand when it was killed is due again once it is back.
    """

    def __init__(
        self,
        applier: Applier[S],
        routes: TaskRoutes,
        alarms: Alarms,
        principal: str,
        republish: Callable[[datetime, str | None], Awaitable[int]],
        lease: timedelta = LEASE,
        instance: str = "",
        roots: Roots | None = None,
    ) -> None:
        for kind, route in routes.items():
            if isinstance(route, Effect) and route.timeout >= lease:
                raise ValueError(f"{kind}: an attempt must end before its lease of {lease} does")
            if isinstance(route, Effect) and route.safety is Safety.LOOK_UP_FIRST and route.look_up is None:
                raise ValueError(f"{kind}: LOOK_UP_FIRST needs a look_up")
        self._lease = lease
        self._roots = roots
        self._holder = Holder(applier.engine, instance)
        self._applier = applier
        self._routes = routes
        self._alarms = alarms
        self._redriver = Redriver(applier)
        self._republish = republish
        self._actor = Actor(f"system:{principal}")
        self._wake = asyncio.Event()
        self._stopping = False
        outside = [kind for kind, route in routes.items() if isinstance(route, Effect)]
        self.places = Places(outside, self._wake.set)
        self._pace = Pace()
        self._next: float | None = None
        self.progress_at: float = 0.0

    @property
    def _engine(self) -> AsyncEngine:
        return self._applier.engine

    def wake(self) -> None:
        self._wake.set()

    def moved(self) -> None:
        """Business time was moved: what falls due by that is looked for at once."""
        self._pace.forget()
        self._wake.set()

    async def stop(self) -> None:
        """Claim nothing more, and let what was begun end."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Sweep until stopped. Where it is cancelled, so is all that it has begun; no connection is left."""
        try:
            await self._sweep()
            await self._ended()
        finally:
            await self.places.clear()
            await self.let_go()

    async def _sweep(self) -> None:
        failures = 0
        while not self._stopping:
            self._wake.clear()
            try:
                claimed = await self.once()
                failures = 0
            except Exception as error:
                if not is_transient(error):
                    log.error("sweep.failed", error=type(error).__name__)
                claimed, failures = 0, failures + 1
            if not claimed:
                await self._pause(self._rest(failures))

    def _rest(self, failures: int) -> float:
        """Seconds to the next look: when the next task falls due, if that is sooner than one looks anyway."""
        idle = (HURRIED if self._pace.hurries else IDLE).total_seconds()
        if failures or self._next is None:
            return min(idle * max(failures, 1), 10.0)
        return min(max(self._next, SOONEST), idle)

    async def let_go(self) -> None:
        """Of the name under which it claims; whoever swept by hand does so at the end."""
        await self._holder.let_go()

    async def _ended(self) -> None:
        while taken := self.places.taken:
            await asyncio.wait(taken)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def once(self) -> int:
        """Claim what is due and begin it; gives how many tasks were claimed."""
        claimed = await self._claim()
        self.progress_at = asyncio.get_running_loop().time()
        for one in claimed:
            self.places.begin(one.task.kind, self._guarded(one))
        return len(claimed)

    async def drain(self) -> None:
        """Perform everything that is due, and wait for it to end."""
        while await self.once() or self.places.taken:
            await self._ended()

    async def _claim(self) -> list[_Claimed]:
        until = asyncio.get_running_loop().time() + self._lease.total_seconds()
        token = str(uuid4())
        async with self._holder.claiming() as (connection, name):
            now = await self._applier.clock.now(connection)
            self._pace.seen(now, asyncio.get_running_loop().time())
            asked: dict[str, Any] = {"lease": token, "name": name, "seconds": self._lease.total_seconds()}
            asked |= {"now": now, "outside": self.places.effects, **self.places.free()}
            rows = await driver.fetch(connection, queries.CLAIM, asked)
            self._next = None if rows else await self._until_due(connection, now)
        return [_claimed(row, token, until) for row in rows]

    async def _until_due(self, connection: AsyncConnection, now: datetime) -> float | None:
        """Seconds of machine time."""
        ((business, machine),) = await driver.fetch(connection, queries.NEXT_DUE, {"now": now})
        found = [] if business is None else [self._pace.machine_seconds(business)]
        return min([*found, *([] if machine is None else [machine])], default=None)

    async def _guarded(self, claimed: _Claimed) -> None:
        try:
            await self._perform(claimed)
        except Fenced:
            log.warning("task.lease_lost", kind=claimed.task.kind)
        except NewerJournal:
            log.error("journal.newer_than_program")
        except Exception as error:
            if is_transient(error):
                log.warning("task.unsettled", kind=claimed.task.kind, error=type(error).__name__)
            else:
                log.error("task.failed", kind=claimed.task.kind, error=type(error).__name__)
                await self._settle(claimed, type(error).__name__)

    async def _perform(self, claimed: _Claimed) -> None:
        task = claimed.task
        if task.kind == RINGING:
            await self._alarms.ring(claimed.lease, task)
            self._wake.set()
        elif task.kind == REDRIVE:
            async with self._kept(claimed):
                await self._redrive(task)
            await self._end(claimed)
        elif task.kind == REPUBLISH:
            async with self._kept(claimed):
                await self._republish(datetime.fromisoformat(task.refs["since"]), task.refs.get("case"))
            await self._end(claimed)
        elif task.kind == ROOT and self._roots is not None:
            await self._roots.make(claimed.lease.task_id, claimed.lease.token, task.key)
            await self._roots.file()
        else:
            match self._routes.get(task.kind):
                case Due(to_command):
                    await self._complete(claimed, to_command(task))
                case Effect() as effect:
                    await self._effect(claimed, effect)
                case None:
                    await self._stick(claimed, "NO_ROUTE")

    @asynccontextmanager
    async def _kept(self, claimed: _Claimed) -> AsyncIterator[None]:
        """What has no limit may outlast its lease; begun anew each time it takes all places of clocks."""
        keeping = asyncio.create_task(self._keep_lease(claimed))
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def _keep_lease(self, claimed: _Claimed) -> None:
        asked = {"id": claimed.lease.task_id, "lease": claimed.lease.token}
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            try:
                async with self._engine.begin() as connection:
                    again = asked | {"seconds": self._lease.total_seconds()}
                    await connection.execute(queries.KEEP_LEASE, again)
            except Exception as error:  # the next time, or another takes it up
                log.warning("task.lease_not_kept", kind=claimed.task.kind, error=type(error).__name__)

    async def _redrive(self, task: DueTask) -> None:
        if given_up := task.refs.get("given_up"):
            await self._redriver.given_up(int(given_up))
        retry = [int(one) for one in task.refs.get("retry", "").split(",") if one]
        if task.case_id:
            await self._redriver.case(task.case_id, retry)
        else:
            for entry in retry:
                await self._redriver.loose(entry)

    async def _effect(self, claimed: _Claimed, effect: Effect) -> None:
        """Do it outside, unless an attempt whose end nobody knows forbids doing it again."""
        task = claimed.task
        try:
            _, state, _, _ = await self._applier.read(task.case_id)
        except UnknownCase:
            await self._stick(claimed, "NO_CASE")
            return
        if claimed.unknown and effect.safety is Safety.ONCE_THEN_HUMAN:
            await self._stick(claimed, "UNKNOWN_RESULT")
            return
        if asyncio.get_running_loop().time() + effect.timeout.total_seconds() > claimed.until:
            await self._renew(claimed)
        command = None
        try:
            async with asyncio.timeout(effect.timeout.total_seconds()):
                if effect.safety is Safety.LOOK_UP_FIRST and effect.look_up:
                    command = await effect.look_up(task, state)
                if command is None:
                    command = await effect.perform(task, state)
        except TryAgain as error:
            await self._again(claimed, effect, type(error.__cause__ or error).__name__)
            return
        except Exception as error:  # of the outside, whatever it is called: it counts as an attempt
            await self._settle(claimed, type(error).__name__)
            return
        crash.hold((task.kind.encode(),))
        crash.point("effect done but result not written")
        await self._complete(claimed, command)

    async def _renew(self, claimed: _Claimed) -> None:
        """An attempt ends before its lease does, however long it took to begin it. Raises Fenced."""
        lease = claimed.lease
        asked = {"id": lease.task_id, "lease": lease.token, "seconds": self._lease.total_seconds()}
        async with self._engine.begin() as connection:
            if not (await connection.execute(queries.KEEP_LEASE, asked)).rowcount:
                raise Fenced(f"task {claimed.lease.task_id}")

    async def _again(self, claimed: _Claimed, effect: Effect, trouble: str) -> None:
        """Nothing was done outside; later, or after so many attempts not at all without a person."""
        if claimed.task.attempt >= effect.attempts:
            await self._stick(claimed, trouble)
        else:
            await self._give_back(claimed, f"NOT_DONE {trouble}")

    async def _settle(self, claimed: _Claimed, trouble: str) -> None:
        """An attempt ended in an error of unknown effect: repeat it if that is safe, else ask a person.

        An alarm is how a person is asked: it is never given up.
        """
        route = self._routes.get(claimed.task.kind)
        once = isinstance(route, Effect) and route.safety is Safety.ONCE_THEN_HUMAN
        limit = route.attempts if isinstance(route, Effect) else 5
        if once or (claimed.task.attempt >= limit and claimed.task.kind != RINGING):
            await self._stick(claimed, trouble)
        else:
            await self._give_back(claimed, trouble)

    async def _complete(self, claimed: _Claimed, command: Any) -> None:
        """Tried again while the lease lasts: a lost moment should leave nothing that was done in doubt."""
        causation, task = f"task:{claimed.task.kind}", claimed.task
        for pause in COMPLETE_AGAIN:
            try:
                await self._applier.complete(claimed.lease, task.case_id, command, self._actor, causation)
            except Exception as error:
                if not is_transient(error):
                    raise
                await asyncio.sleep(pause)
            else:
                return
        await self._applier.complete(claimed.lease, task.case_id, command, self._actor, causation)

    async def _end(self, claimed: _Claimed) -> None:
        async with self._engine.begin() as connection:
            asked = {"id": claimed.lease.task_id, "lease": claimed.lease.token}
            await connection.execute(queries.FINISH_TASK, asked)

    async def _give_back(self, claimed: _Claimed, trouble: str) -> None:
        pause = PAUSES[min(claimed.task.attempt - 1, len(PAUSES) - 1)]
        await self._note(queries.RELEASE_TASK, claimed, trouble, seconds=float(pause))
        asyncio.get_running_loop().call_later(pause, self._wake.set)

    async def _stick(self, claimed: _Claimed, trouble: str) -> None:
        """No further attempt without a person: the alarm says which task and why."""
        await self._note(queries.STICK_TASK, claimed, trouble)
        log.error("task.stuck", kind=claimed.task.kind, trouble=trouble)
        words = f"a task ({claimed.task.kind}) is stuck: {trouble}; see `csods tasks list`, then retry"
        await self._alarms.raise_(
            "TASK_STUCK", f"{claimed.task.kind}/{claimed.lease.task_id}", words, case_id=claimed.task.case_id
        )

    async def _note(self, statement: TextClause, claimed: _Claimed, trouble: str, **more: float) -> None:
        asked = {"id": claimed.lease.task_id, "lease": claimed.lease.token, "trouble": trouble, **more}
        async with self._engine.begin() as connection:
            await connection.execute(statement, asked)


def _claimed(row: Sequence[Any], token: str, until: float) -> _Claimed:
    id_, case_id, kind, key, refs, due_at, attempts, trouble, made_at = row
    named = "\x1f".join((case_id, kind, key)).encode()
    reference = f"t-{hashlib.sha256(named).hexdigest()[:24]}"
    due, made = due_at.astimezone(UTC), made_at.astimezone(UTC)
    task = DueTask(case_id, kind, key, refs, due, attempts, reference, made)
    unknown = attempts > 1 and not trouble.startswith("NOT_DONE")
    return _Claimed(task, Lease(id_, token), unknown, until)
