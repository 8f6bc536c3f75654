"""Work for another case: what came after an end (C-50), and that one person is concerned in both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from access.runtime import Once, Runtime
from messaging.decider import Actor
from messaging.routes import DueTask, TryAgain
from services.decisions.domain import linked, same_person
from services.decisions.domain.commands import LinkCase, OpenLinkedCase, RecordLinkedCase
from services.decisions.domain.state import Case

SERVICE: Final = Actor("system:decisions")


class Linking:
    """Opens the other case, or tells the one that is open. To be repeated: of one fact it hears once."""

    def __init__(self, runtime: Callable[[], Runtime]) -> None:
        self._runtime = runtime

    async def pass_on(self, task: DueTask, case: Case) -> RecordLinkedCase:
        because_of = task.refs["because_of"]
        order, last = linked.of(case, because_of), linked.last(case)
        if last is not None and await self._is_open(last):
            await self._runtime().execute(last, order, SERVICE)
            return RecordLinkedCase(because_of, last)
        return RecordLinkedCase(because_of, await self._open(case, order))

    async def tell(self, task: DueTask, case: Case) -> LinkCase:
        """The other case of the same person is told; then this one keeps the link too."""
        other = task.refs["other"]
        snapshot = await self._runtime().read(other)
        if snapshot is None or not snapshot.state.opened:
            raise TryAgain(f"{other} is not open here yet")
        await self._runtime().execute(other, same_person.for_the_other(case, other), SERVICE)
        return same_person.for_this_one(case, other)

    async def _is_open(self, case_id: str) -> bool:
        snapshot = await self._runtime().read(case_id)
        return snapshot is not None and snapshot.state.ended is None

    async def _open(self, case: Case, order: OpenLinkedCase) -> str:
        """Two facts at once name one case: whoever comes second finds it open, and tells it."""
        once = Once(SERVICE.id, "linked", f"{case.case_id}/{linked.how_many(case)}", b"")
        other = self._runtime().new_case_id(once)
        opened = await self._runtime().execute(other, order, SERVICE, once)
        if getattr(opened, "replayed", False):
            await self._runtime().execute(other, order, SERVICE)
        return other
