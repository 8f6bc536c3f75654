"""Intake's topics, read as an auditor does and written as decisions does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from contracts.catalogue import Catalogue
from contracts.decisions import EVENTS
from contracts.event import Event
from deploy.local.stack import Stack
from messaging import envelope
from messaging.decider import Actor

CATALOGUE = Catalogue(EVENTS)


class Wire:
    """The topics of one force. What is said here has nothing sealed in it."""

    def __init__(self, stack: Stack, code: str) -> None:
        self._stack = stack
        self._code = code
        self._heads: dict[str, bytes] = {}
        self._numbers: dict[str, int] = {}

    async def say(self, case_id: str, event: Event, opening: dict[str, str]) -> None:
        """As decisions publishes: chained and numbered."""
        now = datetime.now(UTC)
        made = envelope.Composition(
            source=f"csods/{self._code}/decisions",
            type=event.TYPE,
            case_id=case_id,
            occurred_at=event.occurred_at or now,
            recorded_at=now,
            dataschema=f"urn:csods:schema:{event.TYPE}",
            actor=Actor("system:decisions"),
            correlation=case_id,
            causation="",
            classification="OFFICIAL-SENSITIVE",
            urgent=event.URGENT,
            critical=event.CRITICAL,
            opening=opening,
        )

        def nothing_sealed(label: str, _plain: bytes) -> dict[str, str]:
            raise AssertionError(label)

        core = envelope.compose(made, CATALOGUE.encode(event, nothing_sealed))
        head = envelope.link(self._heads.get(case_id, envelope.genesis(case_id)), core)
        number = self._numbers.get(case_id, 0) + 1
        self._heads[case_id], self._numbers[case_id] = head, number
        value = envelope.relayed(core, id_=envelope.event_id(head), chained=head, sequence=number)
        producer = AIOKafkaProducer(**self._stack.login(f"{self._code}.decisions"), acks="all")
        await producer.start()
        try:
            topic = f"csods.{self._code}.decisions"
            await producer.send_and_wait(topic, value, key=case_id.encode())
        finally:
            await producer.stop()

    async def published(self, case_id: str) -> list[dict[str, Any]]:
        """What intake has said of a case, in its order."""
        consumer = AIOKafkaConsumer(
            f"csods.{self._code}.intake",
            **self._stack.administrator_login(),
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        await consumer.start()
        try:
            said: list[dict[str, Any]] = []
            for partition, end in (await consumer.end_offsets(consumer.assignment())).items():
                while await consumer.position(partition) < end:
                    for records in (await consumer.getmany(partition, timeout_ms=1000)).values():
                        said += [orjson.loads(record.value or b"{}") for record in records]
        finally:
            await consumer.stop()
        return [one for one in said if one["subject"] == case_id]
