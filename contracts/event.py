"""What every event has in common, and what a model must keep to before it may exist.

    class ApplicationMade(Event, type="intake.application.made.v1", material=True, occurred="made_at"): ...

Data holds business facts only; the envelope (`contracts.envelope`) is composed by the runtime. Producers are
strict: wrong types and unknown fields are refused on construction. Consumers are tolerant: unknown fields are
ignored by `contracts.catalogue`. Personal data and free text live in `Sealed` fields, one a label; the rest
is enums, numbers, instants and patterned references, which is checked when the class is made.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from contracts.sealed import Personal, Sealed

TYPE_PATTERN = re.compile(r"(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+)\.v(?P<version>[1-9][0-9]*)")


def split_type(type_: str) -> tuple[str, int]:
    """`intake.application.made.v1` -> (`intake.application.made`, 1); ValueError if it is no type."""
    match = TYPE_PATTERN.fullmatch(type_)
    if match is None:
        raise ValueError("a type is lower-case words with dots, then .v and a number")
    return match["name"], int(match["version"])


class Fact(BaseModel):
    """A part of an event that is not personal: frozen, strict, no free text."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
        defer_build=True,  # no service has a use for all events: a sixth of the time that one takes to begin
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A changed copy is checked like any other: an event in memory is what will be read back."""
        copied = super().model_copy(deep=deep)
        return type(self)(**{**dict(copied), **update}) if update else copied


class Event(Fact):
    """One fact, in the past tense. Class keywords:

    type: name and version on the wire.
    urgent: never waits behind anything (C-37).
    critical: a reader that does not know this type may not go on with the case; as `material` unless given.
    material: a human judgement made without having seen it is refused (`CASE_CHANGED`), and a finished case
        that hears of it gets a linked one (C-50); `is_material` narrows it by content.
    public: leaves the service; a private event is journalled only.
    occurred: the field that says when it occurred, for the envelope's `time`.
    addressed: the field that names the principal whom it goes to, each on a topic of its own.
    """

    TYPE: ClassVar[str]
    URGENT: ClassVar[bool] = False
    CRITICAL: ClassVar[bool] = False
    MATERIAL: ClassVar[bool] = False
    PUBLIC: ClassVar[bool] = True
    OCCURRED: ClassVar[str | None] = None
    ADDRESSED: ClassVar[str | None] = None
    UPCAST: ClassVar[Callable[[Any], Event] | None] = None
    """Set by `contracts.catalogue.upcast` on a retired version."""
    LABELS: ClassVar[dict[str, str]] = {}
    """Field name -> label of its box."""

    def __init_subclass__(
        cls,
        *,
        type: str | None = None,  # noqa: A002 - the word of CloudEvents
        urgent: bool = False,
        critical: bool | None = None,
        material: bool = False,
        public: bool = True,
        occurred: str | None = None,
        addressed: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        if type is None:
            raise TypeError(f'{cls.__name__} needs a type: class {cls.__name__}(Event, type="….v1")')
        split_type(type)
        cls.UPCAST = None
        cls.TYPE = type
        cls.URGENT, cls.MATERIAL, cls.PUBLIC, cls.OCCURRED = urgent, material, public, occurred
        cls.ADDRESSED = addressed
        cls.CRITICAL = material if critical is None else critical

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        for named in (cls.OCCURRED, cls.ADDRESSED):
            if named is not None and named not in cls.model_fields:
                raise TypeError(f"{cls.__name__} has no field {named}")
        cls.LABELS = _labels(cls)
        for name, field in cls.model_fields.items():
            if field.is_required() and type(None) in _alternatives(field.annotation):
                raise TypeError(f"{cls.__name__}.{name}: None is not written, so it must be the default")
            if name not in cls.LABELS:
                _no_free_text(f"{cls.__name__}.{name}", field.annotation, field.metadata)

    @property
    def is_material(self) -> bool:
        """Whether this very fact is news to a judgement: MATERIAL, unless its content says otherwise."""
        return self.MATERIAL

    @property
    def occurred_at(self) -> datetime | None:
        """When the fact occurred, if the data says so (UTC)."""
        return getattr(self, self.OCCURRED) if self.OCCURRED else None


def sealed_kind(annotation: Any) -> type[Personal] | None:
    """What `Sealed[Kind]` or `Sealed[Kind] | None` holds; None for any other annotation."""
    for part in _alternatives(annotation):
        if get_origin(part) is Sealed:
            kind: type[Personal] = get_args(part)[0]
            return kind
    return None


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, types.UnionType):
        return get_args(annotation)
    return (annotation,)


def _labels(model: type[Event]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for name, field in model.model_fields.items():
        kind = sealed_kind(field.annotation)
        if kind is None:
            continue
        if kind.LABEL in labels.values():
            raise TypeError(f"{model.__name__}.{name}: one box a label, and {kind.LABEL} has one already")
        labels[name] = kind.LABEL
    return labels


def _no_free_text(where: str, kind: Any, metadata: list[Any]) -> None:
    for part, constraints in _parts(kind, metadata):
        if get_origin(part) is Sealed:
            raise TypeError(
                f"{where}: a sealed field stands in the event itself, not inside a part or a list"
            )
        if not isinstance(part, type):
            continue
        if issubclass(part, Personal):
            raise TypeError(f"{where}: personal data is sealed; write Sealed[{part.__name__}]")
        if issubclass(part, BaseModel):
            for name, field in part.model_fields.items():
                _no_free_text(f"{where}.{name}", field.annotation, field.metadata)
        elif part is str and not any(getattr(one, "pattern", None) for one in constraints):
            raise TypeError(
                f"{where}: free text is personal until shown otherwise; use an enum, a pattern or a box"
            )
        elif part in (dict, object, bytes):
            raise TypeError(f"{where}: say what it holds")


def _parts(kind: Any, metadata: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    if kind is Any:
        yield object, []
        return
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        yield from _parts(inner, [*metadata, *more])
        return
    origin = get_origin(kind)
    if origin is None or origin is Sealed:
        yield kind, metadata
        return
    yield origin, metadata
    for part in get_args(kind):
        # a constraint on `str | None` is on the str; one on a tuple is on the tuple
        yield from _parts(part, metadata if origin in (Union, types.UnionType) else [])
