"""An enquiry is taken together with the cases that it is linked to.

Two forms that come at one moment cannot see one another when they are taken; a task looks again after each.
"""

from __future__ import annotations

from dataclasses import replace

from access.around import Around
from access.runtime import Executed, Once, Runtime
from messaging.decider import Actor
from messaging.outcomes import Refusal
from services.intake.domain.commands import ReceiveEnquiry
from services.intake.store.links import Links


class LinkingRuntime(Around):
    """With one addition: `execute` looks for links first."""

    def __init__(self, runtime: Runtime, links: Links) -> None:
        super().__init__(runtime)
        self._links = links

    async def execute(
        self, case_id: str, command: object, actor: Actor, once: Once | None = None
    ) -> Executed | Refusal:
        if isinstance(command, ReceiveEnquiry):
            command = await self._linked(case_id, command)
        return await super().execute(case_id, command, actor, once)

    async def _linked(self, case_id: str, command: ReceiveEnquiry) -> ReceiveEnquiry:
        """A report of immediate risk waits for no search: the task looks for links later."""
        if command.risk is not None:
            return command
        found = await self._links.of(case_id, command.details.applicant, command.details.subject)
        return replace(command, linked=found)
