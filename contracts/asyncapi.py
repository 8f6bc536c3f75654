"""The AsyncAPI 3 document of one force's topics, from the register; `{force}` is a parameter of each."""

from __future__ import annotations

from typing import Any

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
)
from contracts.topics import Register, Topic
from contracts.unread import ALIVE


def document(register: Register) -> dict[str, Any]:
    """For the topics of this force; the addresses keep `{force}` open."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Child Sex Offender Disclosure Scheme",
            "version": "1",
            "description": "Messages of one force. CloudEvents 1.0, structured JSON; key = subject = case.",
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {_key(topic, register): _channel(topic, register) for topic in register.topics},
        "operations": _operations(register),
        "components": {"messages": _messages(), "schemas": _schemas()},
    }


def _key(topic: Topic, register: Register) -> str:
    return topic.name.removeprefix(f"csods.{register.force}.").replace(".", "-")


def _who(principal: str, register: Register) -> str:
    """Of another force, by its whole name."""
    return role(principal) if force_of(principal) in ("", register.force) else principal.replace(".", "-")


def _channel(topic: Topic, register: Register) -> dict[str, Any]:
    writer = _who(topic.writer, register)
    readers = ", ".join(_who(reader, register) for reader in topic.readers)
    return {
        "address": topic.name.replace(f".{register.force}.", ".{force}.", 1),
        "description": f"Written by {writer} alone; read by {readers}.",
        "parameters": {"force": {"description": "PNC force code, two digits", "examples": [register.force]}},
        "messages": {type_: {"$ref": f"#/components/messages/{type_}"} for type_ in _types(topic)},
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": {"retention.ms": int(topic.retention.total_seconds() * 1000)},
            }
        },
    }


def _types(topic: Topic) -> list[str]:
    """What stands on a topic: events, and on those of our own services that their writer is alive."""
    return [kind.TYPE for kind in topic.carries] + ([] if topic.from_outside else [ALIVE])


def _operations(register: Register) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for topic in register.topics:
        channel = {"$ref": f"#/channels/{_key(topic, register)}"}
        name = _key(topic, register)
        found[f"{_who(topic.writer, register)}-writes-{name}"] = {"action": "send", "channel": channel}
        for reader in topic.readers:
            found[f"{_who(reader, register)}-reads-{name}"] = {"action": "receive", "channel": channel}
    return found


def _messages() -> dict[str, Any]:
    found = {type_: _message(kind) for type_, kind in every_event().items() if kind.PUBLIC}
    return found | {ALIVE: _alive()}


def _alive() -> dict[str, Any]:
    """Key and subject are the service; no number, case or chain, so not the envelope of an event."""
    data = {"type": {"const": ALIVE}, "data": {"$ref": f"#/components/schemas/{ALIVE}"}}
    return {
        "name": ALIVE,
        "summary": "A service lives, and how far it is behind. Past every journal; never answered.",
        "contentType": "application/cloudevents+json",
        "payload": {"type": "object", "properties": data},
    }


def _message(kind: type[Event]) -> dict[str, Any]:
    flags = [name for name in ("urgent", "critical", "material") if getattr(kind, name.upper())]
    return {
        "name": kind.TYPE,
        "summary": (kind.__doc__ or "").partition("\n")[0],
        "contentType": "application/cloudevents+json",
        "tags": [{"name": flag} for flag in flags],
        "payload": {
            "allOf": [
                {"$ref": f"#/components/schemas/{'addressed' if kind.ADDRESSED else 'envelope'}"},
                {
                    "type": "object",
                    "properties": {
                        "type": {"const": kind.TYPE},
                        "data": {"$ref": f"#/components/schemas/{kind.TYPE}"},
                    },
                },
            ]
        },
    }


def _schemas() -> dict[str, Any]:
    """All schemas side by side; what they define inside moves beside them."""
    named = {"envelope": envelope_schema(), "addressed": addressed_schema()}
    named[ALIVE] = alive_schema()
    named |= {type_: data_schema(kind) for type_, kind in every_event().items() if kind.PUBLIC}
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
