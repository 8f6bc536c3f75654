"""How records are packed on their way is their writer's choice, and no reader learns of it beforehand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaProducer
from confluent_kafka import Producer
from sqlalchemy import text

from messaging.packed import MOST
from tests.faults.parcels import Parcels
from tests.messaging.batches import NoText, packed
from tests.messaging.toy import depot
from tests.messaging.toy.shop import Parcel

WAYS = ("none", "gzip", "snappy", "lz4", "zstd")
CASES = 50


def send_packed(parcels: Parcels, way: str, made: Sequence[Parcel]) -> None:
    """All in one go, as clients of other makes send: what is alike packs well."""
    login = parcels.stack.login(f"{parcels.name}.shop")
    producer = Producer(
        {
            "bootstrap.servers": login["bootstrap_servers"],
            "security.protocol": login["security_protocol"],
            "sasl.mechanism": login["sasl_mechanism"],
            "sasl.username": login["sasl_plain_username"],
            "sasl.password": login["sasl_plain_password"],
            "compression.type": way,
            "linger.ms": 200,
        }
    )
    for key, value in made:
        producer.produce(f"{parcels.name}.shop", value=value, key=key, partition=0)
    assert producer.flush(30) == 0


async def send_batch(parcels: Parcels, batch: bytes, many: int) -> None:
    """As it is, to the first partition."""
    producer = AIOKafkaProducer(**parcels.stack.login(f"{parcels.name}.shop"))
    await producer.start()
    try:
        made = producer.create_batch()
        made.close()
        made._buffer, made._relative_offset = batch, many
        await (await producer.send_batch(made, f"{parcels.name}.shop", partition=0))
    finally:
        await producer.stop()


async def test_however_a_writer_packs_its_messages_they_are_read(parcels: Parcels) -> None:
    await parcels.depot()
    for number, way in enumerate(WAYS, start=1):
        made = [parcels.parcel(depot.Ordered(weight=5), f"case-{way}-{one}") for one in range(CASES)]
        await asyncio.to_thread(send_packed, parcels, way, made)
        await parcels.journalled(depot.Accepted.TYPE, number * CASES)
    await parcels.settled()
    assert (await parcels.audited()).findings == []


@pytest.mark.parametrize(
    "batch",
    [
        packed("zstd", *[bytes(MOST // 2)] * 3),
        packed("gzip", *[bytes(MOST // 2)] * 3),
        packed("none", *[b"{}"] * 3, headers=[(NoText(), b"")]),
    ],
    ids=["zstd", "gzip", "header"],
)
async def test_what_does_not_open_is_kept_by_its_place_and_everything_else_goes_on(
    batch: bytes, parcels: Parcels
) -> None:
    await parcels.depot(TOY_ANSWERS="yes")
    await send_batch(parcels, batch, 3)
    await parcels.send(*[parcels.parcel(depot.Ordered(weight=5), f"case-{one}") for one in range(CASES)])
    await parcels.settled()
    assert await parcels.count("SELECT count(*) FROM journal WHERE heard") == CASES
    async with parcels.engine.connect() as connection:
        kept = (await connection.execute(text("SELECT ref, reason, detail FROM quarantine"))).all()
    place = f"kafka:{parcels.name}.shop/0/2"
    assert [(ref, reason) for ref, reason, _ in kept] == [(place, "NOT_OPENED")]
    assert kept[0].detail.startswith("records 0 to 2: ")
    told = [one["data"] for one in await parcels.receipts() if one["data"]["outcome"] == "HELD"]
    assert [(one["record"], one["codes"]) for one in told] == [(place, ["NOT_OPENED"])]
    assert await parcels.count("SELECT count(*) FROM tasks WHERE key LIKE 'RECORDS_GONE%'") == 0
    assert (await parcels.audited()).findings == []
