"""Keeps the work list, in the transaction that wrote the events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from messaging.service import Changed
from services.checks.domain.coverage import Lack, lacking
from services.checks.domain.immediate import unanswered
from services.checks.domain.sources import Register
from services.checks.domain.state import Checks
from services.checks.domain.to_do import to_do
from services.checks.store.queries import WORK


class ChecksProjector:
    """Writes codes, instants, staff identifiers and opaque references; nothing personal."""

    def __init__(self, register: Register) -> None:
        self._register = register

    async def write(self, connection: AsyncConnection, lines: Sequence[dict[str, Any] | None]) -> None:
        """The last state of each case of the batch."""
        await WORK.write(connection, [one for one in lines if one is not None])

    def line(self, changed: Changed[Checks]) -> dict[str, Any] | None:
        """A case that is not open here has none yet."""
        case = changed.state
        if case.opened_at is None:
            return None
        missing = lacking(case, self._register)
        steps = to_do(case, missing)
        waiting = [one for one in missing if one.lack is Lack.NO_ANSWER_YET]
        return {
            "case_id": changed.case_id,
            "version": changed.version,
            "reference": case.reference,
            "opened_at": case.opened_at,
            "stage": case.stage.value,
            "due": min((one.due for one in steps if one.due), default=None),
            "steps": [one.step.value for one in steps],
            "waiting": list(dict.fromkeys(one.pair.source.value for one in waiting)),
            "urgent": bool(unanswered(case)),
            "in_hand": case.in_hand,
            "idle": not steps,
        }
