"""Messages as a shop would send them: CloudEvents JSON of 1.4 KB, numbered and chained by case."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from aiokafka import AIOKafkaProducer

from bench.depot import SHOP_SOURCE
from bench.goods import FACTS, Line, Ordered, Wrapping
from messaging import envelope
from messaging.decider import Actor
from messaging.rows import Position, Record

LINES = 10
Message = tuple[bytes, bytes]


def case_ids(many: int) -> list[str]:
    """As opaque as real ones, always the same."""
    return [f"c-{hashlib.sha256(str(one).encode()).hexdigest()[:24]}" for one in range(many)]


class Shop:
    """Numbers and chains its messages, whatever the order of the cases."""

    def __init__(self) -> None:
        self._reached: dict[str, tuple[int, bytes]] = {}
        self._begun = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)

    def message(self, case_id: str) -> Message:
        """Key and value of the next one of this case."""
        number, chained = self._reached.get(case_id, (0, envelope.genesis(case_id)))
        at = self._begun + timedelta(milliseconds=number)
        order = Ordered(
            order=f"ORD/{case_id[2:10].upper()}/{number}",
            ordered_at=at,
            wanted_by=at + timedelta(days=2),
            grams=400 + number % 100,
            lines=tuple(
                Line(sku=f"SKU-{100_000 + line}", grams=50, pence=199 + line, wrapping=Wrapping.BOX)
                for line in range(LINES)
            ),
        )
        core = envelope.compose(_composition(case_id, at), envelope.canonical(order.model_dump(mode="json")))
        chained = envelope.link(chained, core)
        self._reached[case_id] = (number + 1, chained)
        value = envelope.relayed(core, id_=envelope.event_id(chained), chained=chained, sequence=number + 1)
        return case_id.encode(), value

    def messages(self, cases: Iterable[str]) -> Iterator[Message]:
        return (self.message(case_id) for case_id in cases)


def _composition(case_id: str, at: datetime) -> envelope.Composition:
    return envelope.Composition(
        source=SHOP_SOURCE,
        type=Ordered.TYPE,
        case_id=case_id,
        occurred_at=at,
        recorded_at=at,
        dataschema=f"urn:bench:schema:{Ordered.TYPE}",
        actor=Actor("system:shop"),
        correlation=case_id,
        causation="",
        classification="OFFICIAL",
        urgent=False,
        critical=True,
        opening={"openedat": envelope.wire(at), **FACTS},
    )


def in_turn(cases: list[str], many: int) -> Iterator[str]:
    """So many messages, each case in its turn."""
    return (cases[one % len(cases)] for one in range(many))


def records(topic: str, messages: Iterable[Message], first: int = 0) -> list[Record]:
    """As a consumer would give them, all of partition 0, for what is measured without Kafka."""
    return [
        Record(Position(topic, 0, first + number), key, value) for number, (key, value) in enumerate(messages)
    ]


async def send(login: dict[str, str], topic: str, messages: Iterable[Message]) -> int:
    """Send all and wait until the broker has them; gives how many."""
    producer = AIOKafkaProducer(**login, acks="all", enable_idempotence=True, linger_ms=5)
    await producer.start()
    many = 0
    try:
        last = None
        for key, value in messages:
            last = await producer.send(topic, value=value, key=key)
            many += 1
        await producer.flush()
        if last is not None:
            await last
    finally:
        await producer.stop()
    return many
