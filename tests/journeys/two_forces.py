"""Kent and Warwickshire on one cluster, each its four services, and officers of both at their desks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contracts.parties import SERVICES, principal, source
from contracts.topics import Keyed, for_force
from deploy.local.force import Force
from deploy.local.force_environment import asyncpg_form
from deploy.local.until import until
from messaging.audit import Report, Store, audit
from messaging.kafka_log import KafkaLog
from messaging.verify import verify

SERGEANTS: Mapping[str, str] = {"46": "ds-2203", "23": "ds-2301"}
RESEARCHERS: Mapping[str, str] = {"46": "st-1002", "23": "st-2303"}
INSPECTORS: Mapping[str, str] = {"46": "di-3301", "23": "di-2302"}
CLERK = "st-1001"
Json = dict[str, Any]


class Side:
    """One of the two: its officers and its databases. `crossed` is its decisions' topic to the other."""

    def __init__(self, force: Force, http: httpx.AsyncClient) -> None:
        self.force, self.code, self._http = force, force.code, http
        self.looking: dict[str, AsyncEngine] = {
            name: create_async_engine(asyncpg_form(force.stack.dsn(force.database(name), "operator")))
            for name in SERVICES
        }

    async def close(self) -> None:
        for engine in self.looking.values():
            await engine.dispose()

    async def post(self, service: str, path: str, body: Json, officer: str = "") -> httpx.Response:
        token = self.force.token(officer or SERGEANTS[self.code])
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        return await self._http.post(f"{self.force.services[service].url}{path}", json=body, headers=headers)

    async def done(self, service: str, path: str, body: Json, officer: str = "") -> Json:
        answer = await self.post(service, path, body, officer)
        assert answer.status_code in (200, 201), answer.text
        told: Json = answer.json()
        return told

    async def sees(self, service: str, case_id: str, officer: str = "") -> Json:
        token = self.force.token(officer or SERGEANTS[self.code])
        headers = {"Authorization": f"Bearer {token}", "X-Reason": "working on this case"}
        url = f"{self.force.services[service].url}/cases/{case_id}"
        answer = await self._http.get(url, headers=headers)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    async def judged(self, service: str, case_id: str, step: str, officer: str = "", **body: Any) -> None:
        """A judgement on the case as it stands; taken again if news came between looking and deciding."""

        async def taken() -> bool:
            seen = (await self.sees(service, case_id, officer))["version"]
            answer = await self.post(service, f"/cases/{case_id}/{step}", {"seen": seen, **body}, officer)
            changed = answer.status_code == 409 and "CASE_CHANGED" in answer.text
            assert changed or answer.status_code == 200, answer.text
            return not changed

        await until(taken, f"{step} on a case that stands still")

    async def alerts_taken(self, case_id: str) -> None:
        """Whatever rings for the case is taken by its Sergeant, until nothing rings."""

        async def silent() -> bool:
            alerts = (await self.sees("decisions", case_id))["case"]["alerts"]
            for alert in alerts:
                path = f"/cases/{case_id}/alerts/acknowledgement"
                await self.done("decisions", path, {"alert": alert["alert"]})
            return not alerts

        await until(silent, "nothing rings")

    async def rows(self, service: str, query: str, **values: Any) -> list[Any]:
        async with self.looking[service].connect() as connection:
            return list((await connection.execute(text(query), values)).all())

    async def journalled(self, service: str, case_id: str, type_: str, times: int = 1) -> None:
        async def there() -> bool:
            asked = "SELECT 1 FROM journal WHERE case_id = :case AND type = :type"
            return len(await self.rows(service, asked, case=case_id, type=type_)) >= times

        await until(there, f"{type_} in the journal of {self.code}'s {service}")

    async def opened_for(self, case_id: str) -> str:
        """Our case that the other force's tasking opened."""
        found: list[str] = []

        async def there() -> bool:
            asked = "SELECT case_id, core FROM journal WHERE type = 'responding_force.tasked.v1' AND heard"
            rows = await self.rows("decisions", asked)
            found[:] = [row.case_id for row in rows if case_id.encode() in bytes(row.core)]
            return bool(found)

        await until(there, f"a case of force {self.code} for the other's")
        return found[0]

    def stores(self) -> list[Store]:
        register = for_force(self.code)
        made = []
        for name in SERVICES:
            who = principal(self.code, name)
            read = register.reads(who)
            mapped = frozenset(topic.name for topic in read if topic.keyed is not Keyed.OURS)
            reads = tuple(topic.name for topic in read)
            writes = tuple(topic.name for topic in register.writes(who))
            made.append(Store(who, source(who), self.looking[name], reads, writes, mapped))
        return made


async def audited(*sides: Side) -> Report:
    """Everything of both forces added up: nothing lost, nothing doubled, every chain whole."""
    stores = [store for side in sides for store in side.stores()]
    log = KafkaLog(sides[0].force.stack.administrator_login())
    report = await audit(stores, log)
    proved = await verify(stores)
    report.findings += proved.findings
    report.counts["anchors"] = proved.counts["anchors"]
    return report


async def quiet(*sides: Side) -> None:
    """Nothing is left to publish or to do now, in any database of the two."""

    async def still() -> bool:
        for side in sides:
            for name in SERVICES:
                if await side.rows(name, "SELECT 1 FROM outbox LIMIT 1"):
                    return False
        return True

    await until(still, "every outbox empty")
