"""Nothing is decided over unread mail, with all four services as they run, killed and started again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aiokafka import AIOKafkaProducer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from typer.testing import CliRunner

from assembly.stores import store
from cli.main import app
from contracts.parties import SERVICES
from deploy.local.force import SOCIAL_CARE, Force
from deploy.local.force_environment import asyncpg_form
from deploy.local.until import until
from deploy.simulators import forms
from deploy.simulators.people import read_people
from messaging import operate
from messaging.audit import Report, audit
from messaging.kafka_log import KafkaLog
from messaging.verify import verify
from tests.journeys.conftest import LIVES_EVERY, STALE_AFTER

pytestmark = pytest.mark.stack
AGENCY = f"csods.46.checks.from.{SOCIAL_CARE}"
SUPERVISOR, CLERK = "ds-2203", "st-1001"
CONCERN = {
    "grounds": ["G73d"],
    "line_of_risk": "He is alone with the child every day.",
    "children": ["child-1"],
    "credible_risk": "It is credible.",
    "reasons": "What was seen.",
}
RISK = {"ground": "SAID_BY_APPLICANT", "risk": "He is on his way to the school now.", "children": ["child-1"]}


class Officers:
    """Officers at the services of one force, and its databases as operators see them."""

    def __init__(self, force: Force, http: httpx.AsyncClient) -> None:
        self.force, self._http = force, http
        self.looking = {name: self._engine(name, "operator") for name in SERVICES}

    def _engine(self, name: str, role: str) -> AsyncEngine:
        return create_async_engine(asyncpg_form(self.force.stack.dsn(self.force.database(name), role)))

    async def post(self, service: str, path: str, body: Any, officer: str = SUPERVISOR) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.force.token(officer)}", "Idempotency-Key": str(uuid4())}
        return await self._http.post(f"{self.force.services[service].url}{path}", json=body, headers=headers)

    async def get(self, service: str, path: str) -> Any:
        headers = {"Authorization": f"Bearer {self.force.token(SUPERVISOR)}", "X-Reason": "supervising it"}
        answer = await self._http.get(f"{self.force.services[service].url}{path}", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def stands(self, case_id: str, step: str = "concern") -> dict[str, str]:
        """What stands between the case and the step, by code, in words."""
        between = await self.get("decisions", f"/cases/{case_id}/check/{step}")
        return {one["code"]: one["words"] for one in between["conditions"]}

    async def rows(self, service: str, query: str, **values: Any) -> list[Any]:
        async with self.looking[service].connect() as connection:
            return list((await connection.execute(text(query), values)).all())

    async def journalled(self, service: str, case_id: str, type_: str, times: int = 1) -> None:
        async def there() -> bool:
            asked = "SELECT 1 FROM journal WHERE case_id = :case AND type = :type"
            return len(await self.rows(service, asked, case=case_id, type=type_)) >= times

        await until(there, f"{type_} in the journal of {service}")

    async def audited(self) -> Report:
        stores = [store("46", name, engine) for name, engine in self.looking.items()]
        report = await audit(stores, KafkaLog(self.force.stack.administrator_login()))
        proved = await verify(stores)
        report.findings += proved.findings
        return report

    async def csods(self, *argv: str) -> str:
        """What an operator's command says."""
        told = {"CSODS_STACK": self.force.stack.name}
        done = await asyncio.to_thread(CliRunner(env=told).invoke, app, list(argv))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.stdout


@pytest.fixture
async def officers(force: Force) -> AsyncIterator[Officers]:
    async with httpx.AsyncClient(timeout=20) as http:
        made = Officers(force, http)
        yield made
        for engine in made.looking.values():
            await engine.dispose()


async def opened(officers: Officers) -> str:
    """A case that an enquiry opened everywhere, and that somebody supervises."""
    taken = await officers.post("intake", "/enquiries", forms.fathers_enquiry(read_people()), CLERK)
    assert taken.status_code in {200, 201}, taken.text
    case_id: str = taken.json()["case_id"]
    await officers.journalled("decisions", case_id, "decisions.case_record.created.v1")
    await officers.journalled("decisions", case_id, "checks.checks.requested.v1")
    assert (await officers.post("decisions", f"/cases/{case_id}/supervision", {})).status_code == 200
    return case_id


async def cut_off(officers: Officers, case_id: str) -> None:
    """Social care answers, and half of the answer is lost on the way: it may be a find."""
    login = officers.force.stack.login(SOCIAL_CARE)
    async with AIOKafkaProducer(**login, acks="all") as producer:
        await producer.send_and_wait(
            AGENCY, b'{"specversion":"1.0","data":{"answer":"HI', key=case_id.encode()
        )


async def becomes(officers: Officers, case_id: str, code: str, *, stands: bool) -> float:
    """Wait until a condition stands, or stands no more; seconds that it took."""
    began = time.monotonic()

    async def as_wanted() -> bool:
        return (code in await officers.stands(case_id)) is stands

    await until(as_wanted, f"{code} {'stands' if stands else 'is gone'}")
    return time.monotonic() - began


async def test_what_checks_cannot_read_stops_the_decision_until_it_is_given_up(officers: Officers) -> None:
    case_id = await opened(officers)
    assert not {"UNREAD_MESSAGES", "FEED_STALE"} & (await officers.stands(case_id)).keys()
    await cut_off(officers, case_id)
    await becomes(officers, case_id, "UNREAD_MESSAGES", stands=True)
    for step in ("concern", "no-concern", "finalise"):
        words = (await officers.stands(case_id, step))["UNREAD_MESSAGES"]
        assert "in checks, from socialcare kent (since" in words
    shown = await officers.get("decisions", f"/cases/{case_id}")
    assert len(shown["case"]["unread_elsewhere"]) == 1
    assert case_id in {
        one["case_id"] for one in (await officers.get("decisions", "/work?which=held"))["items"]
    }
    seen = {"seen": shown["version"]}
    refused = await officers.post("decisions", f"/cases/{case_id}/concern", CONCERN | seen)
    assert refused.status_code == 409, refused.text
    assert "UNREAD_MESSAGES" in {one["code"] for one in refused.json()["conditions"]}
    risky = await officers.post("decisions", f"/cases/{case_id}/immediate-risk", RISK | {"risk_id": "risk-1"})
    assert risky.status_code == 200, risky.text
    rung = [one["code"] for one in await officers.get("decisions", "/alarms") if one["case_id"] == case_id]
    assert "IMMEDIATE_RISK" in rung
    assert "announced" in await officers.csods("where", case_id, "--json")

    acting = create_async_engine(asyncpg_form(officers.force.stack.dsn(officers.force.database("checks"))))
    ((kept,),) = await officers.rows(
        "checks", "SELECT id FROM quarantine WHERE case_id = :case", case=case_id
    )
    await operate.retry(acting, [kept])
    await operate.discard(acting, kept, "Ada Sample", "half of it is lost; social care sends it again")
    assert "UNREAD_MESSAGES" in await officers.stands(case_id), "one person gives up nothing"
    await operate.discard(acting, kept, "Bo Testperson")
    await acting.dispose()
    await becomes(officers, case_id, "UNREAD_MESSAGES", stands=False)
    assert (await officers.get("decisions", f"/cases/{case_id}"))["case"]["unread_elsewhere"] == []
    asked = "SELECT type FROM journal WHERE case_id = :case AND type LIKE 'case.message.%' ORDER BY version"
    told = [row.type for row in await officers.rows("decisions", asked, case=case_id)]
    assert told == ["case.message.held.v1", "case.message.released.v1"]


async def test_a_killed_service_is_noticed_and_its_return_too_and_a_risk_still_rings(
    officers: Officers,
) -> None:
    case_id = await opened(officers)
    await becomes(officers, case_id, "FEED_STALE", stands=False)
    checks = officers.force.stack.process("46-checks")
    checks.kill()
    took = await becomes(officers, case_id, "FEED_STALE", stands=True)
    assert took < STALE_AFTER + 3 * LIVES_EVERY + 5, took
    assert "checks has not been heard of since" in (await officers.stands(case_id))["FEED_STALE"]

    async def doctor_says_so() -> bool:
        return "FEED_STALE" in await officers.csods("doctor", "--json")

    await until(doctor_says_so, "FEED_STALE in what doctor finds")
    risky = await officers.post("decisions", f"/cases/{case_id}/immediate-risk", RISK | {"risk_id": "risk-2"})
    assert risky.status_code == 200, risky.text
    rung = [one["code"] for one in await officers.get("decisions", "/alarms") if one["case_id"] == case_id]
    assert "IMMEDIATE_RISK" in rung
    assert officers.force.restart_ended() == ["46-checks"]
    await becomes(officers, case_id, "FEED_STALE", stands=False)


async def test_the_auditor_and_the_prover_know_both_kinds(officers: Officers) -> None:
    report = await officers.audited()
    assert report.findings == []
    assert report.counts["alive"] > 5
    for name in SERVICES:
        taken = await officers.rows(name, "SELECT count(*) FROM intervals WHERE counts ? 'alive'")
        assert taken[0][0] > 0, name
        assert (
            await officers.rows(name, "SELECT 1 FROM inbox WHERE message_id = '' OR case_id LIKE '46.%'")
            == []
        )
        assert await officers.rows(name, "SELECT 1 FROM cases WHERE case_id LIKE '46.%'") == []
        assert await officers.rows(name, "SELECT 1 FROM journal WHERE type LIKE 'service.%'") == []
