"""A partner of a force in one file: it reads what is said to it, opens the boxes, and answers.

Written from `contracts/` alone, with a Kafka client and nothing else of ours. The key of every record is the
case, as it was given to us. What we say counts as taken when its receipt says so, and not before.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from contracts import agencies, receipts, referrals
from contracts.catalogue import Catalogue
from contracts.codes import Answer, CameTo, ReferralOutcome, Searched
from contracts.event import Event
from contracts.keyring import load
from contracts.parties import consumer_group, source
from contracts.parts import Scope
from contracts.people import Finding, FindingKind, Findings
from contracts.receipts import MessageReceipt
from contracts.sealed import Sealed
from contracts.sealing import HEADER
from contracts.topics import for_force
from contracts.vault import Vault

KNOWN = Catalogue((*referrals.EVENTS, *receipts.EVENTS, *agencies.EVENTS))


@dataclass(frozen=True, slots=True)
class Heard:
    """What a force said: the case, and the event with every box open that is meant for us."""

    case: str
    event: Event


@dataclass
class Partner:
    """One partner of one force. `login` is what a Kafka client is given; `keys` the file of our keyring."""

    name: str
    force: str
    login: dict[str, Any]
    keys: Path
    receipts: dict[str, MessageReceipt] = field(default_factory=dict)
    """The last receipt of each of our messages, by its id."""

    async def __aenter__(self) -> Self:
        self._vault, self._register = Vault(load(self.keys)), for_force(self.force)
        self._keys: dict[str, Any] = {}
        self._producer = AIOKafkaProducer(**self.login, acks="all", enable_idempotence=True)
        topics = [topic.name for topic in self._register.reads(self.name)]
        self._consumer = AIOKafkaConsumer(
            *topics, **self.login, group_id=consumer_group(self.name), auto_offset_reset="earliest"
        )
        await self._producer.start()
        await self._consumer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()
        await self._producer.stop()

    async def listen(self) -> AsyncIterator[Heard]:
        """All that comes, in its order; receipts are noted, and given too."""
        async for record in self._consumer:
            said = json.loads(record.value)
            heard = Heard(said["subject"], self._read(said, dict(record.headers).get(HEADER)))
            if isinstance(heard.event, MessageReceipt) and heard.event.message:
                self.receipts[heard.event.message] = heard.event
            yield heard

    def _read(self, said: dict[str, Any], wraps: bytes | None) -> Event:
        if wraps:
            self._keys |= {id_: key for id_, _, key in self._vault.received(wraps, said["source"])}

        def open_(label: str, box: dict[str, str]) -> bytes | None:
            key = self._keys.get(box["key"])
            if key is None:
                return None
            return self._vault.open(key, said["source"], said["subject"], label, said["type"], box)

        return KNOWN.decode(said["type"], said["data"], open_)

    async def say(self, case: str, event: Event) -> str:
        """Our word about a case, sealed for whoever may read it; gives the id that its receipt names."""
        topic = self._register.topic_for(self.name, event.TYPE)
        assert topic is not None, event.TYPE
        wraps: list[tuple[str, str, str, str]] = []

        def seal(label: str, plain: bytes) -> dict[str, str]:
            key = self._vault.new_key()
            readers = sorted(topic.may_open(label))
            wraps.extend((key.id, label, reader, self._vault.wrap(reader, key)) for reader in readers)
            return self._vault.seal(key, source(self.name), case, label, event.TYPE, plain)

        now, id_ = datetime.now(UTC).isoformat(), str(uuid4())
        said = {"specversion": "1.0", "id": id_, "source": source(self.name), "type": event.TYPE}
        said |= {"subject": case, "time": (event.occurred_at or datetime.now(UTC)).isoformat()}
        said |= {"recordedtime": now, "data": json.loads(KNOWN.encode(event, seal))}
        headers = [(HEADER, self._vault.header(wraps))] if wraps else []
        await self._producer.send_and_wait(
            topic.name, json.dumps(said).encode(), key=case.encode(), headers=headers
        )
        return id_

    def is_taken(self, id_: str) -> bool | None:
        """Whether the force has taken what we said; None while it is held, or nothing has been heard."""
        receipt = self.receipts.get(id_)
        if receipt is None or receipt.outcome is CameTo.HELD:
            return None
        return receipt.outcome is CameTo.APPLIED

    async def take_on(self, heard: Heard, reference: str) -> str:
        offered = heard.event
        assert isinstance(offered, referrals.ReferralOffered)
        taken = referrals.ReferralTakenOn(
            referral=offered.referral, their_reference=reference, taken_on_at=datetime.now(UTC)
        )
        return await self.say(heard.case, taken)

    async def end(self, case: str, referral: str, outcome: ReferralOutcome) -> str:
        done = referrals.ReferralDone(referral=referral, outcome=outcome, done_at=datetime.now(UTC))
        return await self.say(case, done)

    async def answer(self, case: str, check: str, found: str) -> str:
        """To an ask that came to our desk: one thing that we hold, in our own words."""
        finding = Finding(kind=FindingKind.CHILD_PROTECTION, record="SC/1", summary=found)
        answered = agencies.AgencyCheckAnswered(
            check=check,
            answer=Answer.HIT,
            scope=Scope(searched=Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE),
            count=1,
            findings=Sealed.of(Findings(found=(finding,))),
            answered_at=datetime.now(UTC),
        )
        return await self.say(case, answered)
