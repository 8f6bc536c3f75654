"""How records are packed on their way is their writer's choice, and no reader learns of it beforehand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from confluent_kafka import Producer

from tests.faults.parcels import Parcels
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


async def test_however_a_writer_packs_its_messages_they_are_read(parcels: Parcels) -> None:
    await parcels.depot()
    for number, way in enumerate(WAYS, start=1):
        made = [parcels.parcel(depot.Ordered(weight=5), f"case-{way}-{one}") for one in range(CASES)]
        await asyncio.to_thread(send_packed, parcels, way, made)
        await parcels.journalled(depot.Accepted.TYPE, number * CASES)
    await parcels.settled()
    assert (await parcels.audited()).findings == []
