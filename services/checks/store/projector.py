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

    async def project(self, connection: AsyncConnection, changes: Sequence[Changed[Checks]]) -> None:
        """The last state of each case of the batch; a case that is not open here has no line yet."""
        await WORK.write(connection, [self._row(one) for one in changes if one.state.opened_at is not None])

    def _row(self, changed: Changed[Checks]) -> dict[str, Any]:
        case = changed.state
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
