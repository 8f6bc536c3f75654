"""Social care and probation take referrals on over real Kafka, in business time, once, over restarts."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from contracts import example, keyring
from contracts.topics import for_force
from deploy.local.clock_sql import SET
from deploy.local.contents import contents
from deploy.local.stack import Stack
from deploy.local.until import until
from tests.deploy.simulators.running import Running

pytestmark = pytest.mark.stack
DATABASE = "csods_46_decisions"
DAY_1 = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
PARTNERS = {"socialcare": "socialcare-kent", "probation": "probation-kent"}


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Of these tests alone: the clock is moved, and the topics are the real ones."""
    with Stack.start(contents(["46"]), f"desk-{token_hex(6)}", disposable=True) as found:
        yield found


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("keys")
    keyring.generate(for_force("46"), directory)
    return directory


def partner(stack: Stack, keys: Path, home: Path, name: str, *options: str) -> Running:
    login = stack.login(PARTNERS[name])
    return Running(
        stack,
        name,
        home,
        *options,
        CSODS_SIM_KAFKA_BOOTSTRAP=login["bootstrap_servers"],
        CSODS_SIM_KAFKA_PASSWORD=login["sasl_plain_password"],
        CSODS_SIM_PRINCIPAL=PARTNERS[name],
        CSODS_SIM_KEYRING=str(keyring.path_of(keys, PARTNERS[name])),
        CSODS_SIM_CLOCK_DSN=stack.dsn(DATABASE),
    )


async def set_clock(stack: Stack, now: datetime) -> None:
    connection = await asyncpg.connect(stack.dsn(DATABASE, "clock"))
    try:
        await connection.execute(SET, now, datetime.now(UTC), 0.0)
    finally:
        await connection.close()


async def offer(stack: Stack, name: str, case: str, type_: str = "offered") -> None:
    """As decisions of the force says it; what is in the box is not for the desk."""
    golden = Path(example.FOLDER).parent / "golden" / f"decisions.referral.{type_}.v1.json"
    said = json.loads(golden.read_bytes())["value"] | {"subject": case}
    producer = AIOKafkaProducer(**stack.login("46.decisions"), acks="all")
    await producer.start()
    try:
        topic = f"csods.{PARTNERS[name]}.from.46.decisions"
        await producer.send_and_wait(topic, json.dumps(said).encode(), key=case.encode())
    finally:
        await producer.stop()


class Ear:
    """Decisions, listening to one partner."""

    def __init__(self, stack: Stack, name: str) -> None:
        self._consumer = AIOKafkaConsumer(
            f"csods.46.decisions.from.{PARTNERS[name]}",
            **stack.administrator_login(),
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )

    async def __aenter__(self) -> AsyncIterator[dict[str, Any]]:
        await self._consumer.start()
        return self._said()

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()

    async def _said(self) -> AsyncIterator[dict[str, Any]]:
        async for record in self._consumer:
            said = json.loads(record.value)
            assert record.key == said["subject"].encode()
            yield said


async def due_at(running: Running, at: datetime) -> None:
    """Wait until that is what it does next."""

    async def found() -> bool:
        told = await asyncio.to_thread(running.next_due)
        return told is not None and datetime.fromisoformat(told) == at

    await until(found, f"{running.name} is due at {at}")


async def quiet(running: Running) -> None:
    async def found() -> bool:
        return not (await asyncio.to_thread(running.quiet))["busy"]

    await until(found, f"{running.name} has read all")


async def next_of(said: AsyncIterator[dict[str, Any]], case: str) -> dict[str, Any]:
    async for one in said:
        if one["subject"] == case:
            return one
    raise AssertionError("nothing more is said")


@pytest.mark.parametrize("name", PARTNERS)
async def test_a_referral_is_taken_on_worked_on_and_done_in_business_time_over_a_restart(
    name: str, stack: Stack, keys: Path, tmp_path: Path
) -> None:
    case = f"case-{token_hex(6)}"
    await set_clock(stack, DAY_1)
    async with Ear(stack, name) as said:
        with partner(stack, keys, tmp_path, name) as running:
            await offer(stack, name, case)
            await offer(stack, name, case)
            await due_at(running, DAY_1 + timedelta(hours=6))
            await set_clock(stack, DAY_1 + timedelta(hours=7))
            assert (await next_of(said, case))["type"] == "referral.taken_on.v1"
            await due_at(running, DAY_1 + timedelta(hours=13))
            running.restart(signal.SIGKILL)
            await set_clock(stack, DAY_1 + timedelta(hours=14))
            assert (await next_of(said, case))["type"] == "referral.in_progress.v1"
            await due_at(running, DAY_1 + timedelta(hours=20))
            await set_clock(stack, DAY_1 + timedelta(hours=21))
            done = await next_of(said, case)
            assert (done["type"], done["data"]["referral"]) == ("referral.done.v1", "front-door-1")


async def test_what_the_script_declines_is_not_taken_on_and_nothing_more_is_said(
    stack: Stack, keys: Path, tmp_path: Path
) -> None:
    case, other = f"case-{token_hex(6)}", f"case-{token_hex(6)}"
    script = tmp_path / "script.toml"
    script.write_text(
        f'declined = [{{ match = "{case}", reason = "THRESHOLD_NOT_MET" }}]\nanswer_after = "PT0S"\n'
    )
    await set_clock(stack, DAY_1 + timedelta(days=2))
    with partner(stack, keys, tmp_path, "socialcare", "--script", str(script)):
        async with Ear(stack, "socialcare") as said:
            await offer(stack, "socialcare", case)
            declined = await next_of(said, case)
            assert declined["type"] == "referral.not_taken_on.v1"
            assert declined["data"]["reason"] == "THRESHOLD_NOT_MET"
            await offer(stack, "socialcare", other)
            assert (await next_of(said, other))["type"] == "referral.taken_on.v1"


async def test_what_is_withdrawn_is_not_taken_on(stack: Stack, keys: Path, tmp_path: Path) -> None:
    case, other = f"case-{token_hex(6)}", f"case-{token_hex(6)}"
    await set_clock(stack, DAY_1 + timedelta(days=4))
    with partner(stack, keys, tmp_path, "probation") as running:
        await offer(stack, "probation", case)
        await offer(stack, "probation", case, "withdrawn")
        await offer(stack, "probation", other)
        async with Ear(stack, "probation") as said:
            await due_at(running, DAY_1 + timedelta(days=4, hours=6))
            await quiet(running)
            await set_clock(stack, DAY_1 + timedelta(days=4, hours=7))
            async for one in said:
                assert one["subject"] != case
                if one["subject"] == other:
                    break
