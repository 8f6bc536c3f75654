"""What every API has: health, a page of its routes, limits, and a log without a word of anybody."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import structlog
from sqlalchemy.exc import OperationalError, ProgrammingError

from access.logs import set_up
from access.server import app, config
from tests.access.service import CANARY, SECRET, Desk, Memory, desk, settings
from tests.access.test_commands import ENQUIRY, KEY
from tests.access.test_reads import WHY
from tests.loaded import loaded


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Every line that a program would write while the test runs."""
    out = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    set_up("toy", out)
    yield out
    structlog.reset_defaults()
    root.handlers[:], root.level = before, level


async def test_health_tells_life_from_readiness(at: Desk) -> None:
    ready = {"database": True, "consumer": False}

    async def checks() -> dict[str, bool]:
        return ready

    served = app("Toy", [], runtime=Memory(), settings=settings(at.issuer), secret=SECRET, ready=checks)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(served), base_url="http://toy.invalid"
    ) as probe:
        assert (await probe.get("/health/live")).status_code == 200
        assert (await probe.get("/health/ready")).status_code == 503
        ready["consumer"] = True
        assert (await probe.get("/health/ready")).json() == {"ready": True, "checks": ready}


async def test_the_page_of_routes_loads_nothing_from_anywhere(at: Desk) -> None:
    async with at.client(None) as reader:
        page = await reader.get("/docs")
        openapi = (await reader.get("/openapi.json")).json()
    assert "<script" not in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "POST /enquiries" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "Enquiry" in openapi["components"]["schemas"]
    post = openapi["paths"]["/enquiries"]["post"]
    assert {"Idempotency-Key"} == {one["name"] for one in post["parameters"]}
    assert post["security"] == [{"HTTPBearer": []}]


@pytest.mark.parametrize("page", ["/docs", "/openapi.json"])
async def test_whoever_reads_about_the_routes_holds_up_nobody(
    at: Desk, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, made = threading.Event(), threading.Event()
    describe = at.served.openapi

    def slowly() -> dict[str, Any]:
        asked.set()
        assert made.wait(20)
        return describe()

    monkeypatch.setattr(at.served, "openapi", slowly)
    async with at.client() as reader, asyncio.timeout(20):
        reading = asyncio.create_task(reader.get(page))
        await asyncio.to_thread(asked.wait)
        assert (await reader.get("/health/live")).is_success
        assert not reading.done()
        made.set()
        assert (await reading).is_success


async def test_the_page_of_messages_loads_nothing_from_anywhere(at: Desk) -> None:
    async with at.client(None) as reader:
        page = await reader.get("/messages")
        document = (await reader.get("/asyncapi.json")).json()
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "decisions.closing.due.v1" in page.text
    assert document["channels"]["closings"]["address"] == "csods.{force}.closings"
    assert loaded(page.text) == []
    assert loaded('<p><img src="https://elsewhere.invalid/a.png">') == ["https://elsewhere.invalid/a.png"]


async def test_too_large_a_request_is_not_taken(tmp_path: Path) -> None:
    small = desk(tmp_path, largest_body=1000)
    big = json.dumps(ENQUIRY | {"applicant": f"{CANARY} {'x' * 2000}"}).encode()

    async def piecemeal() -> Iterator[bytes]:  # type: ignore[misc]
        for start in range(0, len(big), 100):
            yield big[start : start + 100]

    async with small.client() as taker:
        headers = KEY | {"Content-Type": "application/json"}
        assert (await taker.post("/enquiries", content=big, headers=headers)).status_code == 413
        streamed = await taker.post("/enquiries", content=piecemeal(), headers=headers)
    assert streamed.status_code == 413
    assert streamed.headers["content-type"] == "application/problem+json"
    assert small.memory.kept == {}


async def test_every_answer_is_not_to_be_kept(at: Desk) -> None:
    async with at.client() as officer:
        for path in ("/work", "/nowhere", "/health/live"):
            reply = await officer.get(path)
            assert reply.headers["cache-control"] == "no-store"
            assert reply.headers["x-request-id"]


async def test_an_unknown_address_and_method_are_problems_too(at: Desk) -> None:
    async with at.client() as officer:
        nowhere = await officer.get(f"/{CANARY}")
        method = await officer.delete("/work")
    assert (nowhere.status_code, method.status_code) == (404, 405)
    assert nowhere.headers["content-type"] == method.headers["content-type"] == "application/problem+json"
    assert "Ferdinand" not in nowhere.text


async def test_one_line_a_request_and_no_word_of_anybody(at: Desk, written: io.StringIO) -> None:
    at_least = logging.getLogger("some.library")
    async with at.client() as officer:
        case = (await officer.post("/enquiries", json=ENQUIRY, headers=KEY)).json()["case_id"]
        await officer.post("/enquiries", json={"applicant": CANARY, CANARY: CANARY}, headers=KEY)
        await officer.post(f"/cases/{case}/category", json={"seen": 1, "reason": CANARY})
        await officer.get(f"/cases/{case}", headers={"X-Reason": f"asked about {CANARY}"})
        await officer.post("/cases/search", json={"name": CANARY}, headers=WHY)
        await officer.get(f"/{CANARY}", params={"name": CANARY})
        at.memory.broken = RuntimeError(CANARY)
        await officer.post(f"/cases/{case}/note", json={"seen": 1, "reason": CANARY})
    at_least.error("cannot read %s", CANARY)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    requests = [line for line in lines if line["event"] == "http"]
    assert len(requests) == 7
    assert requests[0]["route"] == "/enquiries"
    assert requests[0]["officer"] == "ds-2203"
    assert requests[2]["codes"] == ["NO_SUPERVISOR", "CASE_CHANGED"]
    assert requests[5]["route"] == "unknown"
    assert requests[6]["error"] == "RuntimeError"
    assert "service.py" in requests[6]["where"]
    for part in (*CANARY.split(), "Cleo", "Quill", "Octavia"):
        assert part not in written.getvalue()


def test_a_field_that_is_not_on_the_list_reaches_no_log(written: io.StringIO) -> None:
    structlog.get_logger().info("x", applicant=CANARY, case={"name": CANARY}, status=200)
    line = json.loads(written.getvalue())
    assert line["status"] == 200
    assert line["dropped"] == 2
    assert "Ferdinand" not in written.getvalue()


async def test_a_database_that_went_away_is_told_from_a_fault_of_ours(at: Desk) -> None:
    gone = OperationalError("SELECT", {}, ConnectionResetError(CANARY))
    async with at.client() as taker:
        for away in (gone, asyncpg.CannotConnectNowError("starting"), asyncpg.InterfaceError("closed")):
            at.memory.broken = away
            reply = await taker.post("/enquiries", json=ENQUIRY, headers=KEY)
            assert (reply.status_code, reply.json()["title"]) == (503, "NOT RECORDED")
        at.memory.broken = ProgrammingError("SELECT", {}, Wrong())
        reply = await taker.post("/enquiries", json=ENQUIRY, headers=KEY)
        assert reply.status_code == 500


class Wrong(Exception):
    """Undefined column: a fault of the program."""

    sqlstate = "42703"


def test_the_server_writes_no_access_log_of_its_own(at: Desk) -> None:
    said = config(at.served, 8001)
    assert not said.access_log
    assert said.host == "127.0.0.1"
