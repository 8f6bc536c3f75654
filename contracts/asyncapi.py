"""The AsyncAPI 3 document of one force's topics, from the register; `{force}` is a parameter of each."""

from __future__ import annotations

from typing import Any, Final

import orjson

from contracts import example, golden
from contracts.audiences import AUDIENCES
from contracts.event import Event
from contracts.parties import force_of, role
from contracts.schemas import (
    addressed_schema,
    alive_schema,
    content_schema,
    data_schema,
    envelope_schema,
    every_content,
    every_event,
    party_envelope_schema,
)
from contracts.sealing import HEADER
from contracts.topics import Register, Topic
from contracts.unread import ALIVE
from contracts.words import glossary

VERSION: Final = "3.1.0"
CONTENT_TYPE: Final = "application/cloudevents+json"
BINDING: Final = "0.5.0"
"""Edition of AsyncAPI's Kafka bindings."""
FROM_OUTSIDE: Final = ".from-outside"
"""After the type: the message as an outside party may write it, with the least envelope."""


def document(register: Register) -> dict[str, Any]:
    """For the topics of this force; the addresses keep `{force}` open."""
    return {
        "asyncapi": VERSION,
        "info": {
            "title": "Child Sex Offender Disclosure Scheme",
            "version": "1",
            "description": "Messages of one force. CloudEvents 1.0, structured JSON; key = subject = case.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {_key(topic, register): _channel(topic, register) for topic in register.topics},
        "operations": _operations(register),
        "components": {"messages": _messages(register), "schemas": _schemas(register)},
        "x-labels": {
            label: {"may-open": sorted(one.roles), "why": one.why} for label, one in AUDIENCES.items()
        },
        "x-glossary": {
            term: {"means": one.text, "source": one.paragraph} for term, one in glossary().items()
        },
    }


def _key(topic: Topic, register: Register) -> str:
    short = topic.name.removeprefix(f"csods.{register.force}.").removeprefix("csods.")
    return short.replace(f".{register.force}.", ".").replace(".", "-")


def _who(principal: str, register: Register) -> str:
    """Of another force, by its whole name."""
    return role(principal) if force_of(principal) in ("", register.force) else principal.replace(".", "-")


def _channel(topic: Topic, register: Register) -> dict[str, Any]:
    writer = _who(topic.writer, register)
    readers = ", ".join(_who(reader, register) for reader in topic.readers)
    address = topic.name.replace(f".{register.force}.", ".{force}.", 1)
    force = {"description": "PNC force code, two digits", "examples": [register.force]}
    messages = {type_: f"#/components/messages/{_message_key(topic, type_)}" for type_ in _types(topic)}
    return {
        "address": address,
        "description": f"Written by {writer} alone; read by {readers}.",
        "parameters": {"force": force} if "{force}" in address else {},
        "messages": {type_: {"$ref": where} for type_, where in messages.items()},
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": {"retention.ms": int(topic.retention.total_seconds() * 1000)},
                "bindingVersion": BINDING,
            }
        },
        "x-csods": {
            "writer": role(topic.writer),
            "readers": [role(one) for one in topic.readers],
            "may-open": _may_open(topic),
        },
    }


def _may_open(topic: Topic) -> dict[str, list[str]]:
    """Each label that stands on the topic, with the readers that get its key there."""
    labels = {label for kind in topic.carries for label in kind.LABELS.values()}
    return {label: sorted(map(role, topic.may_open(label))) for label in sorted(labels)}


def _types(topic: Topic) -> list[str]:
    """What stands on a topic: events, and on those of our own services that their writer is alive."""
    return [kind.TYPE for kind in topic.carries] + ([] if topic.from_outside else [ALIVE])


def _message_key(topic: Topic, type_: str) -> str:
    return type_ + FROM_OUTSIDE if topic.from_outside else type_


def _operations(register: Register) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for topic in register.topics:
        channel = {"$ref": f"#/channels/{_key(topic, register)}"}
        name = _key(topic, register)
        found[f"{_who(topic.writer, register)}-writes-{name}"] = {"action": "send", "channel": channel}
        for reader in topic.readers:
            found[f"{_who(reader, register)}-reads-{name}"] = {"action": "receive", "channel": channel}
    return found


def _messages(register: Register) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for topic in register.topics:
        for kind in topic.carries:
            found[_message_key(topic, kind.TYPE)] = _message(kind, topic.from_outside)
        if not topic.from_outside:
            found[ALIVE] = _alive()
    return found


def _alive() -> dict[str, Any]:
    """Key and subject are the service; no number, case or chain, so not the envelope of an event."""
    data = {"type": {"const": ALIVE}, "data": {"$ref": f"#/components/schemas/{ALIVE}"}}
    return {
        "name": ALIVE,
        "summary": "A service lives, and how far it is behind. Past every journal; never answered.",
        "contentType": CONTENT_TYPE,
        "bindings": _keyed("The service, as `subject`."),
        "payload": {"type": "object", "properties": data},
    }


def _message(kind: type[Event], from_outside: bool) -> dict[str, Any]:
    flags = [name for name in ("urgent", "critical", "material") if getattr(kind, name.upper())]
    envelope = "envelope.addressed" if kind.ADDRESSED else "envelope"
    envelope = "party-envelope" if from_outside else envelope
    summary, _, more = (kind.__doc__ or "").partition("\n")
    return {
        "name": kind.TYPE,
        "summary": summary,
        **({"description": " ".join(more.split())} if more.strip() else {}),
        "contentType": CONTENT_TYPE,
        "tags": [{"name": flag} for flag in flags],
        "headers": {"type": "object", "properties": {HEADER: {"type": "string", "description": _WRAPS}}},
        "bindings": _keyed("The case, as `subject`."),
        "payload": {
            "allOf": [
                {"$ref": f"#/components/schemas/{envelope}"},
                {
                    "type": "object",
                    "properties": {
                        "type": {"const": kind.TYPE},
                        "data": {"$ref": f"#/components/schemas/{kind.TYPE}"},
                    },
                },
            ]
        },
        **_examples(kind.TYPE),
    }


_WRAPS: Final = "Keys of the boxes, wrapped for each reader that may open them; absent without a box."


def _keyed(said: str) -> dict[str, Any]:
    return {"kafka": {"key": {"type": "string", "description": said}, "bindingVersion": BINDING}}


def _examples(type_: str) -> dict[str, Any]:
    """The example as it goes over the wire, boxes and all; nothing as long as there is none."""
    if not (example.FOLDER / f"{type_}.json").exists():
        return {}
    record = orjson.loads(golden.record(type_))
    return {"examples": [{"name": type_, "headers": record["headers"], "payload": record["value"]}]}


def _schemas(register: Register) -> dict[str, Any]:
    """All schemas side by side; what they define inside moves beside them."""
    named = {
        "envelope": envelope_schema(),
        "envelope.addressed": addressed_schema(),
        "party-envelope": party_envelope_schema(),
        ALIVE: alive_schema(),
    }
    carried = {kind.TYPE for topic in register.topics for kind in topic.carries}
    named |= {type_: data_schema(kind) for type_, kind in every_event().items() if type_ in carried}
    named |= {name: content_schema(kind) for name, kind in every_content().items()}
    flat: dict[str, Any] = {}
    for name, schema in sorted(named.items()):
        inner = schema.pop("$defs", {})
        for one, part in [*inner.items(), (name, schema)]:
            if flat.setdefault(one, part) != part:
                raise ValueError(f"two schemas are called {one}")
    return {name: _moved(schema) for name, schema in sorted(flat.items())}


def _moved(node: Any) -> Any:
    if isinstance(node, list):
        return [_moved(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: value.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _moved(value)
        for key, value in node.items()
        if key not in ("$schema", "$id")
    }
