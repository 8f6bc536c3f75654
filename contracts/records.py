"""What one party says and hears, as Kafka carries it: boxes sealed and opened, keys wrapped and unwrapped.

For systems that are no service of a force; those have a runtime, which does this inside its transactions.
Nothing is sent or stored here: keep a record's bytes until the broker has it, and send the very same again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import uuid4

import orjson
from pydantic import ValidationError

from contracts.catalogue import Catalogue
from contracts.envelope import PartyEnvelope
from contracts.event import Event
from contracts.fields import instant_text
from contracts.keyring import KeyStore
from contracts.parties import source
from contracts.paths import declared_paths
from contracts.sealing import HEADER, DataKey
from contracts.topics import Register, Topic
from contracts.unread import ALIVE, ServiceAlive
from contracts.vault import Vault


class Record(NamedTuple):
    """As a Kafka client takes and gives it."""

    topic: str
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()


class Message(NamedTuple):
    """A record that was read. Instants are aware UTC; `sequence` counts from 1 for each case and topic."""

    id: str
    type: str
    source: str
    case_id: str
    occurred_at: datetime
    sequence: int | None
    critical: bool
    said: Event | ServiceAlive
    """What `service.alive` says has the service in place of a case, and no sequence."""


class NotAMessage(ValueError):
    """The record is not what stands on this topic; the message says why, and quotes nothing."""


class Party:
    """A principal of the register with its keys."""

    def __init__(self, keys: KeyStore, register: Register) -> None:
        self.principal = keys.principal
        self._register = register
        self._vault = Vault(keys)

    def write(
        self,
        event: Event,
        case_id: str,
        *,
        sequence: int,
        at: datetime | None = None,
        because_of: str | None = None,
    ) -> Record:
        """One new message about a case, with an id of its own. `at`: when it was recorded, else now.

        `sequence` is 1 for the first of this case on this topic, then 2, without a gap; `because_of` is the
        id of the message that it answers. Raises LookupError for a type that this party does not write.
        """
        topic = self._topic(event)
        wraps: list[tuple[str, str, str, str]] = []

        def seal(label: str, plain: bytes) -> dict[str, str]:
            key = self._vault.new_key()
            readers = sorted(topic.may_open(label))
            wraps.extend((key.id, label, one, self._vault.wrap(one, key)) for one in readers)
            return self._vault.seal(key, source(self.principal), case_id, label, event.TYPE, plain)

        data = Catalogue((type(event),)).encode(event, seal)
        recorded = (at or datetime.now(UTC)).astimezone(UTC)
        envelope: dict[str, Any] = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": source(self.principal),
            "type": event.TYPE,
            "subject": case_id,
            "time": instant_text(event.occurred_at or recorded),
            "recordedtime": instant_text(recorded),
            "datacontenttype": "application/json",
            "dataschema": f"urn:csods:schema:{event.TYPE}",
            "sequence": str(sequence),
            "critical": event.CRITICAL,
            "urgent": event.URGENT,
            **({"causationid": because_of} if because_of else {}),
            "data": orjson.Fragment(data),
        }
        headers = ((HEADER, self._vault.header(wraps)),) if wraps else ()
        return Record(topic.name, case_id.encode(), orjson.dumps(envelope), headers)

    def _topic(self, event: Event) -> Topic:
        """Of an addressed event, the one between us and whom it names."""
        if event.ADDRESSED is not None:
            return self._register.topic_to(self.principal, event.TYPE, getattr(event, event.ADDRESSED))
        topic = self._register.topic_for(self.principal, event.TYPE)
        if topic is None:
            raise LookupError(f"{self.principal} does not write {event.TYPE}")
        return topic

    def read(self, record: Record) -> Message:
        """What the writer of this topic says. A box for which we were given no key stays closed.

        Raises NotAMessage for what no reader can read; UnknownType (`contracts.catalogue`) for a type or
        version that this edition does not know, DataInvalid for data that its model refuses.
        """
        topic = self._register.topic(record.topic)
        envelope, document = _envelope(record.value)
        if envelope.source != topic.source:
            raise NotAMessage("its source is not the writer of this topic")
        if record.key != envelope.subject.encode():
            raise NotAMessage("its key is not its subject")
        if envelope.type == ALIVE and not topic.from_outside:
            return _message(envelope, document, _alive(envelope.data))
        keys = _keys(self._vault, record.headers, envelope.source)
        open_ = partial(_open, self._vault, keys, envelope)
        event = Catalogue(topic.carries).decode(envelope.type, envelope.data, open_)
        return _message(envelope, document, event)


def _envelope(value: bytes) -> tuple[PartyEnvelope, dict[str, Any]]:
    try:
        document = orjson.loads(value)
        return PartyEnvelope.model_validate(document), document
    except orjson.JSONDecodeError:
        raise NotAMessage("it is not JSON") from None
    except ValidationError as invalid:
        wrong = ", ".join(declared_paths(PartyEnvelope, invalid))
    raise NotAMessage(f"its envelope is wrong: {wrong}")


def _alive(data: dict[str, Any]) -> ServiceAlive:
    try:
        return ServiceAlive.model_validate(data, strict=False, extra="ignore")
    except ValidationError:
        raise NotAMessage(f"{ALIVE} says nothing that can be read") from None


def _keys(vault: Vault, headers: Iterable[tuple[str, bytes]], writer: str) -> dict[str, DataKey]:
    """By key id. Raises NotAMessage for wraps that are not this writer's."""
    try:
        return {
            key_id: key
            for name, value in headers
            if name == HEADER
            for key_id, _, key in vault.received(value, writer)
        }
    except ValueError as broken:
        raise NotAMessage(f"its wrapped keys: {broken}") from None


def _open(
    vault: Vault, keys: dict[str, DataKey], envelope: PartyEnvelope, label: str, box: dict[str, str]
) -> bytes | None:
    key = keys.get(box["key"])
    if key is None:
        return None
    return vault.open(key, envelope.source, envelope.subject, label, envelope.type, box)


def _message(envelope: PartyEnvelope, document: dict[str, Any], said: Event | ServiceAlive) -> Message:
    sequence = document.get("sequence")
    return Message(
        id=envelope.id,
        type=envelope.type,
        source=envelope.source,
        case_id=envelope.subject,
        occurred_at=envelope.time,
        sequence=int(sequence) if isinstance(sequence, str) and sequence.isdecimal() else None,
        critical=document.get("critical") is True,
        said=said,
    )
