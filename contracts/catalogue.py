"""The event types that one service knows: written, read and brought up to date.

Old versions are upcast on reading and never branched on; what was published stays readable for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, get_type_hints

from pydantic import ValidationError

from contracts.event import Event, split_type
from contracts.paths import declared_paths
from contracts.sealed import Open, Seal
from contracts.written import written

Old = TypeVar("Old", bound=Event)
New = TypeVar("New", bound=Event)


class DataInvalid(Exception):
    """Data that its model refuses. `paths` has declared paths and error types, never what was sent."""

    def __init__(self, type_: str, paths: tuple[str, ...]) -> None:
        super().__init__(f"{type_}: {', '.join(paths)}")
        self.type_ = type_
        self.paths = paths


class UnknownType(LookupError):
    """A type that this catalogue does not have; ask `known_versions` whether the version alone is unknown."""


def upcast(function: Callable[[Old], New]) -> Callable[[Old], New]:
    """Declares how a retired version becomes the next: `def v2(old: ApplicationMadeV1) -> ApplicationMade`.

    Boxes are upcast after opening and never across labels. TypeError if the two are not one type's versions.
    """
    hints = get_type_hints(function)
    new = hints.pop("return")
    (old,) = hints.values()
    old_name, old_version = split_type(old.TYPE)
    new_name, new_version = split_type(new.TYPE)
    if old_name != new_name or old_version >= new_version:
        raise TypeError(f"{old.TYPE} cannot become {new.TYPE}")
    old.UPCAST = staticmethod(function)
    return function


class Catalogue:
    """Knows its event types by their names on the wire."""

    def __init__(self, events: Iterable[type[Event]]) -> None:
        self._kinds: dict[str, type[Event]] = {}
        self._versions: dict[str, set[int]] = defaultdict(set)
        for kind in events:
            if self._kinds.setdefault(kind.TYPE, kind) is not kind:
                raise ValueError(f"two models for {kind.TYPE}")
            name, version = split_type(kind.TYPE)
            self._versions[name].add(version)
        for kind in self._kinds.values():
            name, version = split_type(kind.TYPE)
            if (version == max(self._versions[name])) == (kind.UPCAST is not None):
                raise ValueError(f"{kind.TYPE}: every version but the newest has an upcast")

    def kind(self, type_: str) -> type[Event] | None:
        """The model of this very version, retired or not; None if unknown."""
        return self._kinds.get(type_)

    def known_versions(self, name: str) -> frozenset[int]:
        """Of a type without its version (`intake.application.made`); empty: the type itself is unknown."""
        return frozenset(self._versions.get(name, ()))

    def known(self, type_: str) -> bool:
        """Whether some version of this type is known, whatever the version asked about."""
        return type_.rpartition(".v")[0] in self._versions

    def types(self) -> tuple[str, ...]:
        return tuple(self._kinds)

    def encode(self, event: Event, seal: Seal) -> bytes:
        """Data as canonical JSON, without None; what is clear and personal goes through `seal`."""
        if self._kinds.get(event.TYPE) is not type(event) or event.UPCAST is not None:
            raise UnknownType(event.TYPE)
        return written(event, seal)

    def decode(self, type_: str, data: dict[str, Any], open_: Open | None = None) -> Event:
        """The event in its newest version; boxes without a key stay closed. UnknownType, DataInvalid."""
        kind = self._kinds.get(type_)
        if kind is None:
            raise UnknownType(type_)
        try:
            event = kind.__pydantic_validator__.validate_python(
                data, strict=False, extra="ignore", context={"open": open_}
            )
        except ValidationError as invalid:
            paths = declared_paths(kind, invalid)
        else:
            return _newest(event)
        raise DataInvalid(type_, paths)


def _newest(event: Event) -> Event:
    while (step := type(event).UPCAST) is not None:
        event = step(event)
    return event
