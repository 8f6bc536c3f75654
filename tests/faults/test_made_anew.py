"""A topic is made anew under its reader, as after the loss of all brokers: nothing of it is left out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from deploy.local.spec import StackSpec, TopicSpec
from deploy.local.until import until
from messaging.kafka_log import KafkaLog
from tests.faults.parcels import Parcels
from tests.messaging.toy import depot
from tests.messaging.toy.shop import Parcel

CASES = 20
PARTITIONS = 4


def orders(parcels: Parcels) -> list[Parcel]:
    return [parcels.parcel(depot.Ordered(weight=5), f"case-{one:02}") for one in range(CASES)]


def payments(parcels: Parcels) -> list[Parcel]:
    return [parcels.parcel(depot.Paid(pence=5), f"case-{one:02}") for one in range(CASES)]


async def change(parcels: Parcels, how: Callable[[AIOKafkaAdminClient], Awaitable[object]]) -> None:
    admin = AIOKafkaAdminClient(**parcels.stack.administrator_login())
    await admin.start()
    try:
        await how(admin)
    finally:
        await admin.close()


async def make_anew(parcels: Parcels) -> None:
    topic = f"{parcels.name}.shop"
    log = KafkaLog(parcels.stack.administrator_login())
    before = await log.topic_ids([topic])
    await change(parcels, lambda admin: admin.delete_topics([topic]))

    async def gone() -> bool:
        return not await log.topic_ids([topic])

    await until(gone, "the topic is gone")
    await asyncio.to_thread(parcels.stack.extend, StackSpec((TopicSpec(topic, PARTITIONS),)))
    assert await log.topic_ids([topic]) != before


async def all_is_read(parcels: Parcels) -> None:
    await parcels.journalled(depot.Ordered.TYPE, CASES)
    await parcels.journalled(depot.Paid.TYPE, CASES)

    async def audited() -> bool:
        return not (await parcels.audited()).findings

    await until(audited, "nothing is left out, and nothing done twice")
    assert parcels.outside.count("label")[0] == CASES
    assert parcels.outside.count("ring TOPIC_MADE_ANEW")[0] == 1


async def test_under_a_reader_at_work_what_the_new_one_holds_is_read_from_its_beginning(
    parcels: Parcels,
) -> None:
    """What is shorter than the old one was thrown away until it had grown past it."""
    await parcels.depot()
    sent = orders(parcels)
    await parcels.send(*sent, *sent, *sent)
    await parcels.journalled(depot.Ordered.TYPE, CASES)
    await parcels.settled()
    await make_anew(parcels)
    await parcels.send(*sent, *payments(parcels))
    await all_is_read(parcels)


@pytest.mark.parametrize("times", [1, 4])
async def test_while_a_reader_is_stopped_it_is_found_however_long_the_new_one_is(
    parcels: Parcels, times: int
) -> None:
    """As long as the old one or longer, it looks as if the old had only grown."""
    process = await parcels.depot()
    sent = orders(parcels)
    await parcels.send(*sent, *sent)
    await parcels.settled()
    await asyncio.to_thread(process.stop)
    await make_anew(parcels)
    await parcels.send(*payments(parcels), *sent * times)
    await parcels.depot(label="again")
    await all_is_read(parcels)


async def test_what_is_kept_of_the_old_one_and_of_the_new_one_stands_side_by_side(parcels: Parcels) -> None:
    """They have the same offsets; under one reference the second would have taken the place of the first."""
    await parcels.depot()
    await parcels.send((b"case-00", b"{broken"))

    async def kept(many: int) -> bool:
        return await parcels.count("SELECT count(*) FROM quarantine") == many

    await until(lambda: kept(1), "the first is kept")
    await make_anew(parcels)
    await parcels.send((b"case-00", b"{broken otherwise"))
    await until(lambda: kept(2), "the second is kept beside it")


async def test_a_topic_that_is_there_only_later_is_read_then(parcels: Parcels) -> None:
    """Its readers have agreed that there is nothing to read, and by themselves never look again."""
    topic = f"{parcels.name}.shop"
    await change(parcels, lambda admin: admin.delete_topics([topic]))
    await parcels.depot()
    await asyncio.to_thread(parcels.stack.extend, StackSpec((TopicSpec(topic, PARTITIONS),)))
    await parcels.send(*orders(parcels))
    await parcels.journalled(depot.Ordered.TYPE, CASES)


async def test_partitions_that_are_added_are_read_by_whoever_was_begun_before(parcels: Parcels) -> None:
    """One that comes back within its session is given what it had, and is told of no other."""
    process = await parcels.depot()
    await parcels.send(*orders(parcels))
    await parcels.journalled(depot.Ordered.TYPE, CASES)
    process.kill()
    more = NewPartitions(3 * PARTITIONS)
    await change(parcels, lambda admin: admin.create_partitions({f"{parcels.name}.shop": more}))
    await parcels.depot(label="again")
    await parcels.send(*payments(parcels))
    await parcels.journalled(depot.Paid.TYPE, CASES)
