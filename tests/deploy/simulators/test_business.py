"""Faults and arrivals go by the clock authority's time when there is one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest

from deploy.local.clock_sql import SET
from deploy.local.spec import StackSpec
from deploy.local.stack import Stack
from tests.deploy.simulators.running import Running
from tests.stack_fixture import stack, unique

__all__ = ["stack", "unique"]

pytestmark = pytest.mark.stack

DAY_1 = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def database(stack: Stack, unique: str) -> str:
    stack.extend(StackSpec(databases=(unique,)))
    return unique


@pytest.fixture
def probation(stack: Stack, database: str, tmp_path: Path) -> Iterator[Running]:
    with Running(stack, "probation", tmp_path, CSODS_SIM_CLOCK_DSN=stack.dsn(database)) as running:
        yield running


async def set_clock(stack: Stack, database: str, now: datetime) -> None:
    connection = await asyncpg.connect(stack.dsn(database, "clock"))
    try:
        await connection.execute(SET, now, datetime.now(UTC), 0.0)
    finally:
        await connection.close()


def reached(probation: Running) -> bool:
    with probation.client() as http:
        try:
            return http.get("/v1/persons", params={"last_name": "Testperson"}).status_code == 200
        except httpx.TransportError:
            return False


async def test_an_outage_on_day_1_is_over_when_business_time_says_so(
    stack: Stack, database: str, probation: Running
) -> None:
    await set_clock(stack, database, DAY_1)
    probation.order(mode="down", hours=30)
    assert not reached(probation)
    await set_clock(stack, database, DAY_1 + timedelta(hours=29, minutes=59))
    assert not reached(probation)
    await set_clock(stack, database, DAY_1 + timedelta(hours=30))
    assert reached(probation)


async def test_letters_are_dated_in_business_time(stack: Stack, database: str, tmp_path: Path) -> None:
    await set_clock(stack, database, DAY_1)
    ring = {"role": "SUPERVISOR_ON_DUTY", "code": "X", "words": "Ring back."}
    with (
        Running(stack, "mailbox", tmp_path, CSODS_SIM_CLOCK_DSN=stack.dsn(database)) as mailbox,
        mailbox.client() as http,
    ):
        http.put("/v1/rings/R/1", json=ring)
        assert datetime.fromisoformat(http.get("/v1/rings/R/1").json()["at"]) == DAY_1
