"""Ringing a duty role over HTTP: each service's own transport, beside Kafka and the other services."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

import httpx

from contracts.codes import DutyRole
from messaging.alarms import Ring
from messaging.faults import Transient

ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {"system-duty": DutyRole.SYSTEM_ADMINISTRATOR.value, "duty-supervisor": DutyRole.DUTY_SERGEANT.value}
)
"""What the runtime calls a role, and what the force does."""
CLIMB: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        DutyRole.SUPERVISOR.value: (
            DutyRole.DUTY_SERGEANT.value,
            DutyRole.DUTY_INSPECTOR.value,
            DutyRole.CONTROL_ROOM.value,
        ),
        "duty-supervisor": (DutyRole.DUTY_INSPECTOR.value, DutyRole.CONTROL_ROOM.value),
        DutyRole.DUTY_SERGEANT.value: (DutyRole.DUTY_INSPECTOR.value, DutyRole.CONTROL_ROOM.value),
        DutyRole.DUTY_INSPECTOR.value: (DutyRole.CONTROL_ROOM.value,),
        "system-duty": (DutyRole.CONTROL_ROOM.value,),
    }
)
"""Who is rung when nobody acknowledges, nearest first."""


class HttpRinger:
    """`PUT {url}/{reference}` with role, code and words; the same reference rings once."""

    def __init__(self, http: httpx.AsyncClient, url: str, key: str) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._key = key

    async def ring(self, ring: Ring) -> None:
        """Raises Transient when the transport cannot take it now."""
        told = {
            "role": ROLES.get(ring.role, ring.role),
            "code": ring.code,
            "words": f"{ring.words} ({ring.case_id})" if ring.case_id else ring.words,
        }
        address = f"{self._url}/{quote(ring.reference)}"
        try:
            answer = await self._http.put(address, json=told, headers={"X-Api-Key": self._key}, timeout=5)
        except httpx.TransportError as error:
            raise Transient(type(error).__name__) from error
        if answer.status_code >= 500:
            raise Transient(f"status {answer.status_code}")
        answer.raise_for_status()
