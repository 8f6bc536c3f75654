"""Rings a duty role by a transport of this service's own: no Kafka, no other service (DESIGN section 4)."""

from __future__ import annotations

from urllib.parse import quote

from messaging.alarms import Ring
from services.checks.adapters.line import Line, NotAnswered


class NotRung(OSError):
    """Nobody was rung; it is tried again. An OSError: to the runtime, trouble that passes."""


class DutyTelephone:
    """PUT /v1/rings/{reference}: the same reference rings once."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def ring(self, ring: Ring) -> None:
        """Raises NotRung."""
        told = f"{ring.words} (case {ring.case_id})" if ring.case_id else ring.words
        body = {"role": ring.role, "code": ring.code, "words": told or ring.code}
        try:
            response = await self._line.ask("PUT", f"/v1/rings/{quote(ring.reference)}", json=body)
        except NotAnswered as trouble:
            raise NotRung(trouble.reason.value) from None
        if response.status_code not in (200, 201, 202, 204):
            raise NotRung(f"status {response.status_code}")
