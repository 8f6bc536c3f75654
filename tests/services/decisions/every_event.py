"""Every event that decisions journals, in as many shapes as its closed lists have members; all invented."""

from __future__ import annotations

import types
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from contracts.event import Event
from contracts.receipts import MessageReceipt
from contracts.sealed import Personal, Sealed
from services.decisions.domain.events import EVENTS
from services.decisions.handlers import ROUTES

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
WRITTEN = "somebody wrote this"
TEXTS = (
    "child-1", "46/1234/26", "an-officer", "c-another-0001", "0123456789abcdef" * 4, "form@1", "46.checks",
    "NO_SUPERVISOR", "01632 960046", "24/7", "checks.check.completed.v1",
)  # fmt: skip
EVERY: tuple[type[Event], ...] = tuple(
    kind for kind in dict.fromkeys((*ROUTES, *EVENTS)) if kind is not MessageReceipt
)
"""What we are told of our own mail rings, and is kept in no journal."""


def shapes(kind: type[BaseModel]) -> Iterator[Any]:
    """Instances that between them hold each member of each closed list in it, nested ones too."""
    for turn in range(max([1, *(len(list(one)) for one in _lists(kind))])):
        yield _instance(kind, turn)


def made(kind: type[Event], **parts: Any) -> Any:
    """One of them with these parts; the others are invented."""
    return kind.model_construct(**{**dict(_instance(kind, 0)), **parts})


def _instance(kind: type[BaseModel], turn: int) -> Any:
    """Whether its parts agree is not asked: each is of its own kind, and that is enough here."""
    return kind.model_construct(**{name: _made(about, turn) for name, about in _fields(kind)})


@cache
def _fields(kind: type[BaseModel]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (name, Annotated[about.annotation, *about.metadata] if about.metadata else about.annotation)
        for name, about in kind.model_fields.items()
    )


@cache
def _lists(kind: type[BaseModel]) -> frozenset[type[Enum]]:
    return frozenset(one for _, about in _fields(kind) for one in _enums(about))


def _enums(about: Any) -> Iterator[type[Enum]]:
    if isinstance(about, type) and issubclass(about, Enum):
        yield about
    elif isinstance(about, type) and issubclass(about, BaseModel):
        yield from _lists(about)
    for one in get_args(about):
        if isinstance(one, type | types.GenericAlias) or get_origin(one):
            yield from _enums(one)


def _made(about: Any, turn: int) -> Any:
    origin, inner = get_origin(about), get_args(about)
    if origin in (Union, types.UnionType):
        return _made(next(one for one in inner if one is not type(None)), turn)
    if origin is Annotated:
        return _text(about) if inner[0] is str else _made(inner[0], turn)
    if origin is tuple:
        return (_made(inner[0], turn),)
    if origin is Literal:
        return inner[turn % len(inner)]
    return Sealed.of(_personal(inner[0])) if origin is Sealed else _single(about, turn)


def _single(about: Any, turn: int) -> Any:
    fixed = {datetime: AT, AwareDatetime: AT, date: AT.date(), bool: True, int: 1}
    if about in fixed:
        return fixed[about]
    if issubclass(about, Enum):
        return list(about)[turn % len(list(about))]
    return _instance(about, turn) if issubclass(about, BaseModel) else WRITTEN


def _personal(kind: type[Personal]) -> Any:
    needed = [(name, about) for name, about in _fields(kind) if kind.model_fields[name].is_required()]
    return kind(**{name: _made(about, 0) for name, about in needed})


@cache
def _text(about: Any) -> str:
    adapter = TypeAdapter(about)
    for one in TEXTS:
        with suppress(ValidationError):
            return str(adapter.validate_python(one))
    return WRITTEN


def closed_lists() -> frozenset[type[StrEnum]]:
    """Each list of codes that an event holds in the clear."""
    found = {one for kind in EVERY for one in _lists(kind)}
    return frozenset(one for one in found if issubclass(one, StrEnum))
