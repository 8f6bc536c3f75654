"""One real-looking message a type, to read, to send and to test with. The people are invented.

`contracts/examples/<type>.json` is a whole envelope; a sealed field shows its content: `{"clear": {…}}`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson

from contracts.event import Event, sealed_kind
from contracts.schemas import every_event
from contracts.sealed import Sealed

FOLDER = Path(__file__).parent / "examples"


class NoExample(LookupError):
    """There is no example of this type; the message lists where they are."""


@cache
def _document(type_: str) -> bytes:
    path = FOLDER / f"{type_}.json"
    if type_ not in every_event() or not path.exists():
        raise NoExample(f"no example of {type_!r}; see contracts/examples/")
    return path.read_bytes()


def envelope(type_: str) -> dict[str, Any]:
    """The envelope of the example, with its boxes' contents in clear. NoExample."""
    document: dict[str, Any] = orjson.loads(_document(type_))
    return document


def event(type_: str) -> Event:
    """The example as its model, sealed fields clear. NoExample."""
    return read(every_event()[type_], envelope(type_)["data"])


def read(kind: type[Event], data: dict[str, Any]) -> Event:
    """An event from data whose sealed fields show their content. ValidationError, also for unknown fields."""
    clear: dict[str, Any] = {}
    for name in kind.LABELS:
        content = sealed_kind(kind.model_fields[name].annotation)
        if name in data and content is not None:
            clear[name] = Sealed.of(content.model_validate(data[name]["clear"]))
    return kind.model_validate(data | clear, strict=False)
