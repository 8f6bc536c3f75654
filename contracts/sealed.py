"""Fields that hold personal data: clear in memory, a box on the wire and in the journal (DESIGN section 6).

    class SubjectDetails(Personal, label="subject"): ...
    class ApplicationMade(Event, type="intake.application.made.v1"):
        subject: Sealed[SubjectDetails]

All that one event holds under one label is one box: `{"id", "key", "box"}`, where `id` is a random box id,
`key` the id of the data key and `box` base64url(nonce and ciphertext). Written with
`model_dump(mode="json", context={"seal": seal})`, read with `model_validate(data, context={"open": open_})`.
A clear value is never written without `seal`, and no repr shows one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from contracts.paths import declared_paths

Seal = Callable[[str, bytes], dict[str, str]]
"""(label, plaintext JSON) -> the box `{"id", "key", "box"}`."""
Open = Callable[[str, dict[str, str]], bytes | None]
"""(label, box) -> plaintext JSON, or None when this reader has no key; raises ValueError for a broken box."""


class NoKey(Exception):
    """The box of this label is closed: this reader was given no key, or the key has been erased."""

    def __init__(self, label: str) -> None:
        super().__init__(f"no key for the {label} box: it stays closed here")
        self.label = label


class NotSealed(Exception):
    """A clear value was about to be written without `seal` in the context."""

    def __init__(self, label: str) -> None:
        super().__init__(f'{label} would be written in clear: give context={{"seal": ...}}')
        self.label = label


class PersonalPart(BaseModel):
    """A part of personal data (a name, an address); its repr shows the type alone."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
        ser_json_bytes="base64",
        allow_inf_nan=False,
        defer_build=True,
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A changed copy is checked like any other: what is sealed must be readable when it is opened."""
        copied = super().model_copy(deep=deep)
        return type(self)(**{**dict(copied), **update}) if update else copied

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        return []

    def __str__(self) -> str:
        return repr(self)


class Personal(PersonalPart):
    """Personal data of one label, which says who may hold the key (`contracts.audiences`)."""

    LABEL: ClassVar[str]

    def __init_subclass__(cls, label: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if label is not None:
            cls.LABEL = label
        if not hasattr(cls, "LABEL"):
            raise TypeError(f"{cls.__name__} needs a label: class {cls.__name__}(Personal, label=...)")


P = TypeVar("P", bound=Personal)
Q = TypeVar("Q", bound=Personal)

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


class Box:
    """A sealed value as it is written: random box id, key id, base64url of nonce and ciphertext."""

    __slots__ = ("box", "id", "key")

    def __init__(self, id: str, key: str, box: str) -> None:  # noqa: A002 - the wire's own name
        self.id = id
        self.key = key
        self.box = box

    @classmethod
    def read(cls, data: object) -> Box:
        """The box in `data`; ValueError if it has another shape (the message quotes nothing)."""
        if not isinstance(data, dict):
            raise ValueError("a box is an object")  # noqa: TRY004 - pydantic turns ValueError into a finding
        try:
            box_id, key, box = data["id"], data["key"], data["box"]
            right = _ID.fullmatch(box_id) and _ID.fullmatch(key) and _BASE64URL.fullmatch(box)
        except (KeyError, TypeError):
            raise ValueError("a box has id, key and box") from None
        if not right:
            raise ValueError("id, key and box are base64url")
        return cls(box_id, key, box)

    def written(self) -> dict[str, str]:
        """JSON-ready, in the order of the wire."""
        return {"id": self.id, "key": self.key, "box": self.box}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Box) and self.written() == other.written()

    def __hash__(self) -> int:
        return hash((self.id, self.key, self.box))

    def __repr__(self) -> str:
        return f"Box(id={self.id!r}, key={self.key!r})"


class Sealed(Generic[P]):
    """Personal data that is clear, or closed in a box, or (after opening) both."""

    __slots__ = ("_box", "_label", "_value")

    _box: Box | None
    _label: str
    _value: P | None

    def __init__(self, label: str, value: P | None, box: Box | None) -> None:
        if value is None and box is None:
            raise ValueError(f"{label}: neither value nor box")
        object.__setattr__(self, "_label", label)
        object.__setattr__(self, "_value", value)
        object.__setattr__(self, "_box", box)

    @staticmethod
    def of(value: Q) -> Sealed[Q]:
        """A clear value, to be sealed when its event is written."""
        return Sealed(value.LABEL, value, None)

    @property
    def label(self) -> str:
        return self._label

    @property
    def box(self) -> Box | None:
        return self._box

    @property
    def opened(self) -> P | None:
        """The value, or None when this reader has no key."""
        return self._value

    def clear(self) -> P:
        """The value; NoKey when this reader cannot open it."""
        if self._value is None:
            raise NoKey(self._label)
        return self._value

    def written(self, seal: Seal | None) -> dict[str, str]:
        """Its box, made by `seal` if there is none yet; NotSealed when it would be written in clear."""
        if self._box is not None:
            return self._box.written()
        if seal is None:
            raise NotSealed(self._label)
        return seal(self._label, _padded(self.clear().model_dump_json(exclude_none=True).encode()))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a sealed field does not change")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sealed):
            return NotImplemented
        return (self._label, self._value, self._box) == (other._label, other._value, other._box)

    def __hash__(self) -> int:
        return hash((self._label, self._value, self._box))

    def __repr__(self) -> str:
        return f"Sealed({self._label}, {'clear' if self._value is not None else 'closed'})"

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a sealed field is written by its event, never pickled")

    def __copy__(self) -> Sealed[P]:
        return self

    def __deepcopy__(self, memo: object) -> Sealed[P]:
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        kinds = get_args(source)
        if len(kinds) != 1 or not (isinstance(kinds[0], type) and issubclass(kinds[0], Personal)):
            raise TypeError("declare it as Sealed[Kind], where Kind is Personal with a label")
        kind: type[Personal] = kinds[0]

        def read(data: Any, info: core_schema.ValidationInfo) -> Sealed[Any]:
            return _read(kind, data, (info.context or {}).get("open"))

        return core_schema.with_info_plain_validator_function(
            read,
            serialization=core_schema.plain_serializer_function_ser_schema(_write, info_arg=True),
            metadata={"label": kind.LABEL, "kind": kind},
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        text = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}
        metadata: Any = schema.get("metadata")
        return {
            "type": "object",
            "properties": {"id": text, "key": text, "box": text},
            "required": ["id", "key", "box"],
            "x-sealed": {
                "label": metadata["label"],
                "contents": f"urn:csods:sealed:{metadata['kind'].__name__}",
            },
        }


def _read(kind: type[Personal], data: Any, open_: Open | None) -> Sealed[Any]:
    if isinstance(data, Sealed):
        if data.label != kind.LABEL or not isinstance(data.opened, kind | None):
            raise PydanticCustomError("sealed_label", "sealed under another label or of another kind")
        return data
    try:
        box = Box.read(data)
    except ValueError as broken:
        raise PydanticCustomError("box_shape", "not a box: {why}", {"why": str(broken)}) from None
    try:
        plaintext = None if open_ is None else open_(kind.LABEL, data)
    except ValueError:
        raise PydanticCustomError("box_broken", "the box does not open with its key") from None
    if plaintext is None:
        return Sealed(kind.LABEL, None, box)
    try:
        value = kind.__pydantic_validator__.validate_json(plaintext, extra="ignore")
    except ValidationError as invalid:
        found = declared_paths(kind, invalid)
        raise PydanticCustomError("sealed_content", "invalid inside the box", {"paths": found}) from None
    return Sealed(kind.LABEL, value, box)


def _write(sealed: Sealed[Any], info: core_schema.SerializationInfo) -> dict[str, str]:
    return sealed.written((info.context or {}).get("seal"))


def _padded(json: bytes) -> bytes:
    """With spaces, which JSON ignores, to a multiple of 64 bytes: a box should not tell a name's length."""
    return json.ljust(-(-len(json) // 64) * 64)
