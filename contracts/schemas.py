"""JSON Schema (2020-12) of every event's data, of what is inside each box, and of the envelope.

Committed under `contracts/schemas`. Readers are tolerant, so the schemas are open; `x-sealed` names the label
of a box and the schema of its contents.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel

from contracts import (
    agencies,
    checks,
    crossing,
    decisions,
    intake,
    notifications,
    police,
    receipts,
    referrals,
)
from contracts.envelope import AddressedEnvelope, Envelope, PartyEnvelope
from contracts.event import Event, sealed_kind
from contracts.sealed import Personal
from contracts.unread import ALIVE, ServiceAlive

FOLDER = Path(__file__).parent / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def every_event() -> dict[str, type[Event]]:
    """All models of the published language by type, private ones of decisions included."""
    modules = (intake, checks, decisions, notifications, agencies, referrals, crossing, police, receipts)
    return {kind.TYPE: kind for module in modules for kind in module.EVENTS}


def every_content() -> dict[str, type[Personal]]:
    """What may be inside a box, by name."""
    kinds = (
        sealed_kind(field.annotation)
        for event in every_event().values()
        for field in event.model_fields.values()
    )
    return {kind.__name__: kind for kind in kinds if kind is not None}


def data_schema(kind: type[Event]) -> dict[str, Any]:
    """Of an event's `data`."""
    flags = {
        "critical": kind.CRITICAL,
        "material": kind.MATERIAL,
        "public": kind.PUBLIC,
        "urgent": kind.URGENT,
    }
    return _schema(kind, f"urn:csods:schema:{kind.TYPE}") | {"x-csods": flags}


def content_schema(kind: type[Personal]) -> dict[str, Any]:
    """Of what is inside a box."""
    return _schema(kind, f"urn:csods:sealed:{kind.__name__}") | {"x-csods": {"label": kind.LABEL}}


def alive_schema() -> dict[str, Any]:
    """Of the data by which a service says that it lives: no event of any case."""
    return _schema(ServiceAlive, f"urn:csods:schema:{ALIVE}")


def envelope_schema() -> dict[str, Any]:
    return _schema(Envelope, "urn:csods:schema:envelope")


def addressed_schema() -> dict[str, Any]:
    return _schema(AddressedEnvelope, "urn:csods:schema:envelope.addressed")


def party_envelope_schema() -> dict[str, Any]:
    """Of the least that an outside party writes."""
    return _schema(PartyEnvelope, "urn:csods:schema:party-envelope")


def every_schema() -> dict[Path, dict[str, Any]]:
    """All schemas by their file, relative to the folder."""
    schemas = {
        Path("envelope.json"): envelope_schema(),
        Path("envelope.addressed.json"): addressed_schema(),
        Path("party-envelope.json"): party_envelope_schema(),
        Path(f"{ALIVE}.json"): alive_schema(),
    }
    schemas |= {Path(f"{type_}.json"): data_schema(kind) for type_, kind in every_event().items()}
    schemas |= {
        Path("sealed") / f"{name}.json": content_schema(kind) for name, kind in every_content().items()
    }
    return schemas


def committed() -> Iterator[tuple[Path, dict[str, Any]]]:
    """The schemas in the folder, by their file relative to it."""
    for path in sorted(FOLDER.rglob("*.json")):
        yield path.relative_to(FOLDER), orjson.loads(path.read_bytes())


def _schema(model: type[BaseModel], urn: str) -> dict[str, Any]:
    schema: dict[str, Any] = orjson.loads(_made(model))
    return {"$schema": DIALECT, "$id": urn} | schema


@cache
def _made(model: type[BaseModel]) -> bytes:
    return orjson.dumps(_open(model.model_json_schema()))


def _open(node: Any) -> Any:
    """Without what only producers keep to, and without titles that repeat the names."""
    if isinstance(node, list):
        return [_open(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if not _producers_only(key, value)}
    return {
        key: _fields(value) if key in ("properties", "$defs") else _open(value) for key, value in kept.items()
    }


def _fields(named: dict[str, Any]) -> dict[str, Any]:
    return {name: _open(schema) for name, schema in named.items()}


def _producers_only(key: str, value: Any) -> bool:
    return (key == "additionalProperties" and value is False) or (key == "title" and isinstance(value, str))
