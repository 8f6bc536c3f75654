"""Officers at the services of one force, and its databases as operators see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contracts.parties import SERVICES
from deploy.local.force import Force
from deploy.local.force_environment import asyncpg_form
from deploy.local.until import until

SUPERVISOR, CLERK, RESEARCHER = "ds-2203", "st-1001", "rs-4410"


class Officers:
    def __init__(self, force: Force, http: httpx.AsyncClient) -> None:
        self.force, self._http = force, http
        self.looking: Mapping[str, AsyncEngine] = {
            name: create_async_engine(asyncpg_form(force.stack.dsn(force.database(name), "operator")))
            for name in SERVICES
        }

    async def close(self) -> None:
        for engine in self.looking.values():
            await engine.dispose()

    async def post(self, service: str, path: str, body: Any, officer: str = SUPERVISOR) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.force.token(officer)}", "Idempotency-Key": str(uuid4())}
        return await self._http.post(f"{self.force.services[service].url}{path}", json=body, headers=headers)

    async def done(self, service: str, path: str, body: Any, officer: str = SUPERVISOR) -> dict[str, Any]:
        answer = await self.post(service, path, body, officer)
        assert answer.status_code in {200, 201}, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def get(self, service: str, path: str, officer: str = SUPERVISOR) -> Any:
        headers = {"Authorization": f"Bearer {self.force.token(officer)}", "X-Reason": "supervising it"}
        answer = await self._http.get(f"{self.force.services[service].url}{path}", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def system_says(self, system: str, case: str, type_: str, data: dict[str, Any]) -> None:
        """As a police system publishes, on its own topic."""
        simulator = self.force.simulators["systems"]
        headers = {"X-Api-Key": simulator.key, "Idempotency-Key": str(uuid4())}
        body = {"system": system, "case": case, "type": type_, "data": data}
        answer = await self._http.post(f"{simulator.url}/v1/events", json=body, headers=headers)
        assert answer.status_code == 202, answer.text

    async def rows(self, service: str, query: str, **values: Any) -> list[Any]:
        async with self.looking[service].connect() as connection:
            return list((await connection.execute(text(query), values)).all())

    async def journalled(self, service: str, case_id: str, type_: str, times: int = 1) -> None:
        async def there() -> bool:
            asked = "SELECT 1 FROM journal WHERE case_id = :case AND type = :type"
            return len(await self.rows(service, asked, case=case_id, type=type_)) >= times

        await until(there, f"{type_} in the journal of {service}")
