"""What the broker lets each principal do."""

from __future__ import annotations

from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnknownTopicOrPartitionError,
)

from deploy.local.control import StackError
from deploy.local.spec import Principal, StackSpec, TopicSpec
from deploy.local.stack import Stack

pytestmark = pytest.mark.stack


@pytest.fixture
def names(stack: Stack, unique: str) -> tuple[str, str, str]:
    """A topic, its writer and its reader."""
    topic, writer, reader = f"csods.{unique}.letters", f"{unique}.writer", f"{unique}.reader"
    stack.extend(
        StackSpec(
            topics=(TopicSpec(topic, 2, {"retention.ms": "3600000"}),),
            principals=(
                Principal(writer, writes=(topic,)),
                Principal(reader, reads=(topic,), groups=(f"{unique}.group", f"{unique}-any-*")),
            ),
        )
    )
    return topic, writer, reader


async def write(login: dict[str, str], topic: str, value: bytes, **options: Any) -> None:
    async with AIOKafkaProducer(**login, request_timeout_ms=5000, **options) as producer:
        await producer.send_and_wait(topic, value)


async def read(login: dict[str, str], topic: str, group: str) -> bytes:
    consumer = AIOKafkaConsumer(topic, **login, group_id=group, auto_offset_reset="earliest")
    try:
        await consumer.start()
        message = await consumer.getone()
        await consumer.commit()
        value: bytes = message.value
        return value
    finally:
        await consumer.stop()


async def test_a_writer_writes_and_a_reader_reads(stack: Stack, names: tuple[str, str, str]) -> None:
    topic, writer, reader = names
    await write(stack.login(writer), topic, b"dear sir", acks="all", enable_idempotence=True)
    unique = topic.split(".")[1]
    assert await read(stack.login(reader), topic, f"{unique}.group") == b"dear sir"
    assert await read(stack.login(reader), topic, f"{unique}-any-one") == b"dear sir"


async def test_a_reader_may_not_write(stack: Stack, names: tuple[str, str, str]) -> None:
    topic, _, reader = names
    with pytest.raises(TopicAuthorizationFailedError):
        await write(stack.login(reader), topic, b"forged")


async def test_a_writer_may_not_read(stack: Stack, names: tuple[str, str, str]) -> None:
    topic, writer, _ = names
    async with AIOKafkaConsumer(**stack.login(writer)) as consumer:
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        with pytest.raises(TopicAuthorizationFailedError):
            await consumer.getone()


async def test_a_reader_may_not_use_somebody_elses_group(stack: Stack, names: tuple[str, str, str]) -> None:
    topic, _, reader = names
    with pytest.raises(GroupAuthorizationFailedError):
        await read(stack.login(reader), topic, "46.checks")


async def test_nobody_may_use_a_transactional_id(stack: Stack, names: tuple[str, str, str]) -> None:
    _, writer, _ = names
    producer = AIOKafkaProducer(**stack.login(writer), transactional_id="mine")
    try:
        with pytest.raises(TransactionalIdAuthorizationFailed):
            await producer.start()
    finally:
        await producer.stop()


async def test_nobody_gets_in_with_a_wrong_password(stack: Stack, names: tuple[str, str, str]) -> None:
    _, writer, _ = names
    login = {**stack.login(writer), "sasl_plain_password": "wrong"}
    producer = AIOKafkaProducer(**login)
    with pytest.raises(KafkaConnectionError):
        await producer.start()
    await producer.stop()


async def test_nobody_gets_in_without_a_password(stack: Stack, names: tuple[str, str, str]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=stack.bootstrap, request_timeout_ms=2000)
    with pytest.raises(KafkaConnectionError):
        await producer.start()
    await producer.stop()


async def test_a_topic_is_not_made_by_writing_to_it(stack: Stack, unique: str) -> None:
    with pytest.raises((UnknownTopicOrPartitionError, KafkaConnectionError, TimeoutError)):
        await write(stack.administrator_login(), f"{unique}.nothing", b"", metadata_max_age_ms=500)
    assert stack.administrator().end_offsets([f"{unique}.nothing"]) == {}


def test_a_topic_does_not_change_its_partitions_unnoticed(stack: Stack, names: tuple[str, str, str]) -> None:
    with pytest.raises(StackError, match="has 2 partitions and should have 3"):
        stack.extend(StackSpec(topics=(TopicSpec(names[0], 3),)))
