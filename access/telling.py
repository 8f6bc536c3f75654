"""The runtime as an API meets it, where why a step is refused is told by need to know (A9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from access.around import Around
from access.runtime import Executed, Once, Runtime
from messaging.decider import Actor
from messaging.outcomes import Refusal, Unmet

Tells = Callable[[Any, Actor, tuple[Unmet, ...]], tuple[Unmet, ...]]
"""(state, officer, all that stands in the way) -> what of it this officer is told."""


class Telling(Around):
    """All of it is kept with the refusal, whatever is told."""

    def __init__(self, runtime: Runtime, tells: Tells) -> None:
        super().__init__(runtime)
        self._tells = tells

    async def execute(
        self, case_id: str, command: object, actor: Actor, once: Once | None = None
    ) -> Executed | Refusal:
        outcome = await super().execute(case_id, command, actor, once)
        if isinstance(outcome, Refusal):
            return Refusal(await self._told(case_id, actor, outcome.unmet))
        return outcome

    async def weigh(self, case_id: str, command: object, actor: Actor) -> tuple[Unmet, ...]:
        return await self._told(case_id, actor, await super().weigh(case_id, command, actor))

    async def _told(self, case_id: str, actor: Actor, unmet: tuple[Unmet, ...]) -> tuple[Unmet, ...]:
        snapshot = await self.read(case_id) if unmet else None
        return self._tells(snapshot.state, actor, unmet) if snapshot else unmet
