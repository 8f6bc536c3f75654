"""Alarms: tasks with a duty role that ring, climb and ring again until a named person acknowledges them.

Ringing needs neither Kafka nor another service: the ringer is a transport of this service's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

import orjson
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from messaging import queries
from messaging.apply import Lease
from messaging.decider import Actor
from messaging.faults import is_transient
from messaging.routes import DueTask

log = structlog.get_logger()

RINGING: Final = "alarm"
AGAIN_AFTER: Final = (60, 120, 300, 600, 1800)
"""Seconds of machine time until an alarm that nobody has acknowledged rings again, one step up."""


RING_LIMIT: Final = timedelta(seconds=10)
"""A ringer that hangs must not keep the others from ringing."""


@dataclass(frozen=True, slots=True)
class Ring:
    """What a duty role is told. No personal data: a reference, a code and what to do."""

    reference: str
    role: str
    code: str
    words: str
    case_id: str
    step: int


class Ringer(Protocol):
    """Rings a duty role by a transport of its own; repeating a reference and step rings once."""

    async def ring(self, ring: Ring) -> None: ...


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm that nobody has acknowledged. `since` is aware UTC, machine time; `rung`: rings, and whoever
    below was passed over because they could not be rung.

    `key` is its task's: `<code>/<what for>`.
    """

    id: int
    case_id: str
    code: str
    role: str
    words: str
    since: datetime
    rung: int
    key: str = ""


class Alarms:
    """Raises, rings, lists and acknowledges. `climb` gives the roles above a role, nearest first.

    `raised` is called when there is something to ring.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        ringer: Ringer,
        principal: str,
        climb: Mapping[str, Sequence[str]] | None = None,
        raised: Callable[[], None] = lambda: None,
    ) -> None:
        self._raised = raised
        self._engine = engine
        self._ringer = ringer
        self._principal = principal
        self._climb = climb or {}

    async def raise_(
        self,
        code: str,
        what_for: str,
        words: str,
        role: str = "system-duty",
        case_id: str = "",
        rest: timedelta = timedelta(),
    ) -> None:
        """Raise it unless it stands already; one that was acknowledged rings again, after `rest`.

        Who looks every few seconds at a state that lasts gives the person who took it on a `rest`; what
        happens once must not.
        """
        refs = orjson.dumps({"code": code, "role": role, "words": words}).decode()
        async with self._engine.begin() as connection:
            asked: dict[str, Any] = {"case_id": [case_id], "key": [f"{code}/{what_for}"], "refs": [refs]}
            if rest:
                asked["rest"] = rest.total_seconds()
            await connection.execute(queries.RING_AFTER_REST if rest else queries.RING, asked)
        self._raised()

    async def ring(self, lease: Lease, task: DueTask) -> None:
        """Ring whoever is next, or who is above where that cannot be, and put the next ring a step up.

        While nobody can be rung, nobody is passed over.
        """
        rung, trouble = task.attempt - 1, "NOT_RUNG"
        for step in self._steps(task):
            if await self._has_rung(self._ring(lease, task, step)):
                rung, trouble = step + 1, ""
                break
        again = 5 if trouble else AGAIN_AFTER[min(rung, len(AGAIN_AFTER)) - 1]
        asked: dict[str, Any] = {"id": lease.task_id, "lease": lease.token, "seconds": float(again)}
        async with self._engine.begin() as connection:
            await connection.execute(queries.RING_AGAIN, asked | {"trouble": trouble, "rung": rung})

    def _steps(self, task: DueTask) -> range:
        """From the one that is due to the top; beyond, the top alone."""
        first = task.attempt - 1
        return range(first, max(first + 1, len(self._roles(task))))

    def _roles(self, task: DueTask) -> tuple[str, ...]:
        role = task.refs.get("role", "system-duty")
        return (role, *self._climb.get(role, ()))

    def _ring(self, lease: Lease, task: DueTask, step: int) -> Ring:
        roles = self._roles(task)
        code = task.refs.get("code") or task.key.partition("/")[0]
        # the transport rings once a reference: one that has come up again needs a new one
        reference = f"{self._principal}/{lease.task_id}-{task.made_at:%Y%m%dT%H%M%S%f}/{step}"
        told = roles[min(step, len(roles) - 1)]
        return Ring(reference, told, code, task.refs.get("words", ""), task.case_id, step)

    async def _has_rung(self, ring: Ring) -> bool:
        try:
            async with asyncio.timeout(RING_LIMIT.total_seconds()):
                await self._ringer.ring(ring)
        except Exception as error:
            if not is_transient(error):
                log.error("alarm.ringer_failed", error=type(error).__name__)
            return False
        return True

    async def list(self) -> list[Alarm]:
        """Those that stand, oldest first."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(queries.ALARMS)).all()
        return [_alarm(row) for row in rows]

    async def acknowledge(self, alarm_id: int, by: Actor) -> bool:
        """End it in the name of `by`; False when there is no such alarm."""
        async with self._engine.begin() as connection:
            done = await connection.execute(queries.ACKNOWLEDGE, {"id": alarm_id, "by": by.id})
            return done.one_or_none() is not None


def _alarm(row: Any) -> Alarm:
    refs: Mapping[str, str] = orjson.loads(row.refs) if isinstance(row.refs, str) else row.refs
    code = refs.get("code") or row.key.partition("/")[0]
    since = row.made_at.astimezone(UTC)
    return Alarm(
        row.id, row.case_id, code, refs.get("role", ""), refs.get("words", ""), since, row.attempts, row.key
    )
