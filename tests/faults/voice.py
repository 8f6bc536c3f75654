"""Speaks on a force's topics as one of its services or agencies does: sealed, chained, numbered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from aiokafka import AIOKafkaProducer

from assembly.described import PUBLISHED
from contracts import example
from contracts.catalogue import Catalogue
from contracts.event import Event
from contracts.keyring import load, path_of
from contracts.parties import source
from contracts.topics import Topic
from contracts.vault import Vault
from deploy.local.stack import Stack
from messaging import envelope
from messaging.decider import Actor
from messaging.service import KEYS_HEADER

CATALOGUE = Catalogue(PUBLISHED)
OPENING = ("openedat", "route", "policy")


@dataclass
class Voice:
    """The one writer of a topic, with its own keys. `keys` is the folder of all keyrings."""

    stack: Stack
    topic: Topic
    keys: Path
    _producer: AIOKafkaProducer | None = None
    _heads: dict[str, bytes] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        self._producer = AIOKafkaProducer(**self.stack.login(self.topic.writer), acks="all")
        await self._producer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._producer is not None
        await self._producer.stop()

    async def example(self, kind: type[Event], case_id: str) -> str:
        """Send the example of a type about a case; gives the message's id."""
        shown = example.envelope(kind.TYPE)
        opening = {name: shown[name] for name in OPENING if name in shown}
        return await self._say(kind, case_id, datetime.fromisoformat(shown["time"]), opening)

    async def _say(
        self, kind: type[Event], case_id: str, occurred_at: datetime, opening: dict[str, str]
    ) -> str:
        assert self._producer is not None
        vault = Vault(load(path_of(self.keys, self.topic.writer)))
        wraps: list[tuple[str, str, str, str]] = []
        from_ = source(self.topic.writer)

        def seal(label: str, plain: bytes) -> dict[str, str]:
            key = vault.new_key()
            readers = sorted(self.topic.may_open(label))
            wraps.extend((vault.key_id(key), label, reader, vault.wrap(reader, key)) for reader in readers)
            return vault.seal(key, from_, case_id, label, kind.TYPE, plain)

        made = envelope.Composition(
            source=from_,
            type=kind.TYPE,
            case_id=case_id,
            occurred_at=occurred_at,
            recorded_at=datetime.now(UTC),
            dataschema=f"urn:csods:schema:{kind.TYPE}",
            actor=Actor(f"system:{self.topic.writer}"),
            correlation=case_id,
            causation="",
            classification="OFFICIAL-SENSITIVE",
            urgent=kind.URGENT,
            critical=kind.CRITICAL,
            opening=opening,
        )
        core = envelope.compose(made, CATALOGUE.encode(example.event(kind.TYPE), seal))
        chained = envelope.link(self._heads.get(case_id, envelope.genesis(case_id)), core)
        self._heads[case_id] = chained
        number = self._numbers[case_id] = self._numbers.get(case_id, 0) + 1
        id_ = envelope.event_id(chained)
        value = envelope.relayed(core, id_=id_, chained=chained, sequence=number)
        headers: list[Any] = [(KEYS_HEADER, vault.header(wraps))]
        await self._producer.send(self.topic.name, value, key=case_id.encode(), headers=headers)
        return id_

    async def said(self) -> None:
        """Everything sent is with the broker."""
        assert self._producer is not None
        await self._producer.flush()
