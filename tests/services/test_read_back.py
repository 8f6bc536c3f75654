"""An event without a box is folded as it was decided: in memory it says what it says when it is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import orjson
import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from assembly.described import PUBLISHED
from contracts import example
from contracts.catalogue import Catalogue
from contracts.event import Event, Fact
from contracts.fields import Instant
from contracts.sealed import Sealed

SERVICES = ("intake", "checks", "decisions", "notifications")


def private() -> list[type[Event]]:
    """Events that services keep to themselves."""
    found: list[type[Event]] = []
    for name in SERVICES:
        module = import_module(f"services.{name}.domain.events")
        kinds = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Event)]
        found += [one for one in kinds if one.__module__.startswith(f"services.{name}.")]
    return found


UNSEALED = tuple(kind for kind in dict.fromkeys((*PUBLISHED, *private())) if not kind.LABELS)


def fields(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, FieldInfo]]:
    """Every field of a model and of its parts."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield f"{model.__name__}.{name}", field
        for part in parts(field.annotation):
            yield from fields(part, seen)


def parts(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        yield annotation
    for inner in get_args(annotation):
        yield from parts(inner)


def test_what_is_left_out_when_written_is_none_when_read() -> None:
    seen: set[type[BaseModel]] = set()
    wrong = [
        name
        for kind in UNSEALED
        for name, field in fields(kind, seen)
        if NoneType in get_args(field.annotation) and (field.is_required() or field.default is not None)
    ]
    assert wrong == []
    assert len(seen) > len(UNSEALED)


@pytest.mark.parametrize("kind", [kind for kind in PUBLISHED if kind in UNSEALED], ids=lambda kind: kind.TYPE)
def test_an_event_says_the_same_when_it_is_read_back(kind: type[Event]) -> None:
    event = example.event(kind.TYPE)
    catalogue = Catalogue([kind])
    written = catalogue.encode(event, lambda label, _: {"sealed": label})
    read = catalogue.decode(kind.TYPE, orjson.loads(written))
    assert read == event
    assert repr(read) == repr(event)


def leaves(annotation: Any, metadata: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """The plain types that an annotation comes down to, each with what `Annotated` says of it."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        yield from leaves(inner, (*metadata, *more))
    elif get_origin(annotation) is Literal:
        yield from ((type(value), metadata) for value in get_args(annotation))
    elif get_origin(annotation) in {None, Sealed}:
        yield annotation, metadata
    else:
        for part in get_args(annotation):
            yield from leaves(part, metadata)


def test_every_event_holds_only_what_is_written_as_its_model_writes_it() -> None:
    """`contracts.written` goes over the fields itself: another kind of instant it would write otherwise."""
    plain = (str, int, float, date, Fact, NoneType)
    instant = get_args(Instant)[1]
    seen: set[type[BaseModel]] = set()
    wrong = {
        name
        for kind in (*PUBLISHED, *private())
        for name, field in fields(kind, seen)
        for leaf, metadata in leaves(field.annotation, tuple(field.metadata))
        if leaf is not Ellipsis and get_origin(leaf) is not Sealed
        if not issubclass(leaf, plain) or (issubclass(leaf, datetime) and instant not in metadata)
    }
    assert wrong == set()
    assert len(seen) > len(UNSEALED)


@pytest.mark.parametrize("kind", PUBLISHED, ids=lambda kind: kind.TYPE)
def test_an_event_is_written_as_canonical_json(kind: type[Event]) -> None:
    """Its core bytes are hashed and never written again, so whoever sorts them must get the same bytes."""
    box = {"id": "box-of-an-example", "key": "key-of-an-example", "box": "c2VhbGVk"}
    event = example.event(kind.TYPE)
    written = Catalogue([kind]).encode(event, lambda _label, _plain: box)
    document = orjson.loads(written)
    assert written == orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    assert document == event.model_dump(mode="json", exclude_none=True, context={"seal": lambda *_: box})


def test_a_changed_copy_of_an_event_is_checked_like_any_other() -> None:
    event = example.event("intake.applicant.delay_notified.v1")
    name = next(name for name in type(event).model_fields if name != "type")
    with pytest.raises(ValueError, match=name):
        event.model_copy(update={name: object()})
