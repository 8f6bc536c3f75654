"""Social care's answers on real Kafka, in the business time of a real clock authority."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer

from contracts import keyring
from contracts.agencies import EVENTS, AgencyCheckAnswered
from contracts.catalogue import Catalogue
from contracts.codes import Answer, NoAnswer, PartyRole
from contracts.envelope import PartyEnvelope
from contracts.people import FindingKind
from contracts.sealing import HEADER
from contracts.topics import for_force
from contracts.vault import Vault
from deploy.local.clock_sql import SET
from deploy.local.contents import contents
from deploy.local.stack import Stack
from messaging import envelope, reading
from tests.deploy.simulators.asking import enquiry
from tests.deploy.simulators.running import Running, until

pytestmark = pytest.mark.stack

DATABASE = "csods_46_checks"
TOPIC = "csods.46.checks.from.socialcare-kent"
DAY_1 = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Of these tests alone: the broker is killed, the clock moved, and the topic is the real one."""
    with Stack.start(contents(["46"]), f"test-{token_hex(6)}", disposable=True) as found:
        yield found


@pytest.fixture
async def day_1(stack: Stack) -> None:
    await set_clock(stack, DAY_1)


@pytest.fixture
def case() -> str:
    """No other test's."""
    return f"case-{token_hex(8)}"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("keys")
    keyring.generate(for_force("46"), directory)
    return directory


@pytest.fixture
def socialcare(stack: Stack, day_1: None, keys: Path, tmp_path: Path) -> Iterator[Running]:
    login = stack.login("socialcare-kent")
    with Running(
        stack,
        "socialcare",
        tmp_path,
        CSODS_SIM_KAFKA_BOOTSTRAP=login["bootstrap_servers"],
        CSODS_SIM_KAFKA_PASSWORD=login["sasl_plain_password"],
        CSODS_SIM_KEYRING=str(keyring.path_of(keys, "socialcare-kent")),
        CSODS_SIM_CLOCK_DSN=stack.dsn(DATABASE),
    ) as running:
        yield running


async def set_clock(stack: Stack, now: datetime) -> None:
    """Business time stands still there."""
    connection = await asyncpg.connect(stack.dsn(DATABASE, "clock"))
    try:
        await connection.execute(SET, now, datetime.now(UTC), 0.0)
    finally:
        await connection.close()


def ask(running: Running, key: str, body: dict[str, Any]) -> None:
    with running.client() as http:
        reply = http.post("/v1/enquiries", json=body, headers={"idempotency-key": key})
    assert reply.status_code == 202, reply.text


async def published(stack: Stack, case: str, count: int) -> list[Any]:
    """The first so many records of the case, as the checks service reads them."""
    consumer = AIOKafkaConsumer(
        TOPIC,
        group_id=None,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        **stack.login("46.checks"),
    )
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            found: list[Any] = []
            while len(found) < count:
                record = await consumer.getone()
                found += [record] if record.key == case.encode() else []
            return found
    finally:
        await consumer.stop()


def opened(record: Any, keys: Path, reader: str = "46.checks") -> AgencyCheckAnswered:
    """The event as that principal can read it."""
    vault = Vault(keyring.load(keyring.path_of(keys, reader)))
    message = PartyEnvelope.model_validate_json(record.value)
    headers = dict(record.headers)
    held = {
        key_id: key
        for key_id, _label, key in vault.received(headers.get(HEADER, b'{"v":1,"keys":[]}'), message.source)
    }

    def open_(label: str, box: dict[str, str]) -> bytes | None:
        key = held.get(box["key"])
        if key is None:
            return None
        return vault.open(key, message.source, message.subject, label, message.type, box)

    event = Catalogue(EVENTS).decode(message.type, message.data, open_)
    assert isinstance(event, AgencyCheckAnswered)
    return event


async def test_it_answers_when_business_time_has_come_and_not_before(
    stack: Stack, socialcare: Running, case: str, keys: Path
) -> None:
    ask(socialcare, "key-1", enquiry("cs4-subject", case, "ask-1"))
    due = DAY_1 + timedelta(hours=6)
    assert socialcare.next_due() == due.isoformat()
    await set_clock(stack, due - timedelta(seconds=1))
    assert socialcare.quiet()["busy"] == []
    await set_clock(stack, due)
    (record,) = await published(stack, case, 1)
    event = opened(record, keys)
    assert (event.check, event.answer, event.answered_at) == ("ask-1", Answer.NO_TRACE, due)
    until(lambda: socialcare.quiet()["busy"] == [], "it is quiet again")
    assert socialcare.next_due() is None


async def test_what_is_held_is_sealed_for_checks_alone(
    stack: Stack, socialcare: Running, case: str, keys: Path
) -> None:
    ask(socialcare, "key-1", enquiry("cs2-child", case, "ask-1", PartyRole.CHILD))
    await set_clock(stack, DAY_1 + timedelta(days=1))
    (record,) = await published(stack, case, 1)
    assert b"emotional" not in record.value
    event = opened(record, keys)
    assert event.findings
    (finding,) = event.findings.clear().found
    assert (event.answer, finding.kind, finding.record) == (
        Answer.HIT,
        FindingKind.CHILD_PROTECTION,
        "SC-000302",
    )
    closed = opened(record, keys, reader="46.decisions")
    assert closed.findings
    assert closed.findings.opened is None


async def test_what_it_may_not_say_is_withheld_with_whom_to_ring(
    stack: Stack, socialcare: Running, case: str, keys: Path
) -> None:
    ask(socialcare, "key-1", enquiry("care-restricted", case, "ask-1", PartyRole.CHILD))
    ask(socialcare, "key-2", enquiry("care-declined", case, "ask-2"))
    await set_clock(stack, DAY_1 + timedelta(days=1))
    events = [opened(record, keys) for record in await published(stack, case, 2)]
    assert [event.reason for event in events] == [NoAnswer.RECORD_RESTRICTED, NoAnswer.DECLINED]
    assert all(event.answer is Answer.WITHHELD and event.ring for event in events)


async def test_the_messages_of_a_case_are_numbered_without_gap_and_chained(
    stack: Stack, socialcare: Running, case: str
) -> None:
    for number, who in enumerate(("cs4-subject", "cs4-mother", "cs2-child"), 1):
        ask(socialcare, f"key-{number}", enquiry(who, case, f"ask-{number}"))
    await set_clock(stack, DAY_1 + timedelta(days=1))
    chained = envelope.genesis(case)
    for number, record in enumerate(await published(stack, case, 3), 1):
        read = reading.read(record.value)
        assert isinstance(read, reading.Envelope)
        chained = envelope.link(chained, envelope.core_of(read.document))
        assert record.key.decode() == read.case_id == case
        assert (read.sequence, read.chainhash, read.id) == (number, chained.hex(), envelope.event_id(chained))


async def test_an_answer_survives_the_death_of_the_broker_and_of_the_process(
    stack: Stack, socialcare: Running, case: str, keys: Path
) -> None:
    ask(socialcare, "key-1", enquiry("cs4-subject", case, "ask-1"))
    await asyncio.to_thread(stack.kill_kafka)
    await set_clock(stack, DAY_1 + timedelta(days=1))
    with socialcare.client() as http:
        until(lambda: http.get("/v1/enquiries/key-1").json()["answered"], "the answer is composed")
    assert socialcare.quiet()["busy"][0] == "social care: 1 due and not published"
    socialcare.restart(signal.SIGKILL)
    await asyncio.to_thread(stack.start_kafka)
    ask(socialcare, "key-2", enquiry("cs4-mother", case, "ask-2"))
    await set_clock(stack, DAY_1 + timedelta(days=3))
    events = [opened(record, keys) for record in await published(stack, case, 2)]
    assert [event.check for event in events] == ["ask-1", "ask-2"]


async def test_sent_again_after_a_crash_it_is_the_same_message(
    stack: Stack, socialcare: Running, case: str
) -> None:
    ask(socialcare, "key-1", enquiry("cs2-child", case, "ask-1"))
    await set_clock(stack, DAY_1 + timedelta(days=1))
    until(lambda: socialcare.quiet()["busy"] == [], "it is published")
    socialcare.end(signal.SIGKILL)
    with sqlite3.connect(socialcare.state / "socialcare.sqlite3") as file:
        file.execute("UPDATE answers SET published = 0")  # as if it died before it noted the acknowledgement
    file.close()
    socialcare.start()
    first, again = await published(stack, case, 2)
    assert (first.value, first.headers) == (again.value, again.headers)
