"""Keeps the work list and the blind index, in the transaction that wrote the events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from messaging.service import Changed
from services.checks.domain.coverage import Lack, lacking
from services.checks.domain.immediate import unanswered
from services.checks.domain.related import is_information, keys
from services.checks.domain.sources import Register
from services.checks.domain.state import Checks
from services.checks.domain.to_do import to_do
from services.checks.store.blind import BlindIndex
from services.checks.store.queries import CLEAR_INDEX, WORK, WRITE_INDEX

Lines = tuple[dict[str, Any], tuple[dict[str, Any], ...] | None]
"""The line of the work list, and the rows of the index; None: it is in the index no more."""


class ChecksProjector:
    """Writes codes, instants, staff identifiers, opaque references and digests; nothing personal in clear."""

    def __init__(self, register: Register, index: BlindIndex) -> None:
        self._register, self._index = register, index

    async def write(self, connection: AsyncConnection, lines: Sequence[Lines | None]) -> None:
        """The last state of each case of the batch."""
        opened = [one for one in lines if one is not None]
        if not opened:
            return
        await WORK.write(connection, [work for work, _ in opened])
        over = [work["case_id"] for work, people in opened if people is None]
        rows = [row for _, people in opened for row in people or ()]
        if over:
            await connection.execute(CLEAR_INDEX, {"cases": over})
        if rows:
            await connection.execute(WRITE_INDEX, rows)

    def line(self, changed: Changed[Checks]) -> Lines | None:
        """A case that is not open here has none yet."""
        case = changed.state
        if case.opened_at is None:
            return None
        missing = lacking(case, self._register)
        steps = to_do(case, missing)
        waiting = [one for one in missing if one.lack is Lack.NO_ANSWER_YET]
        work = {
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
        return work, self._people(case)

    def _people(self, case: Checks) -> tuple[dict[str, Any], ...] | None:
        """None once it is finished. A value that holds no more stays: it only brings the case up."""
        if case.finished_at is not None:
            return None
        return tuple(
            {"case_id": case.case_id, "value": value, "information": is_information(case)}
            for value in self._index.of(keys(case))
        )
