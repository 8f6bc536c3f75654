"""Field types of the published language. Instants are UTC on the wire, to the millisecond, with `Z`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, StringConstraints
from pydantic_core import core_schema

_AS_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


def _to_wire_precision(value: datetime) -> datetime:
    return _to_the_millisecond(value if value.tzinfo is UTC else value.astimezone(UTC))


@lru_cache(maxsize=64)
def _to_the_millisecond(value: datetime) -> datetime:
    """All that is decided in one transaction is decided at one instant: what follows from it is kept."""
    beyond = value.microsecond % 1000
    return value.replace(microsecond=value.microsecond - beyond) if beyond else value


def _read_instant(value: object, handler: core_schema.ValidatorFunctionWrapHandler) -> datetime:
    """Text as we write it ourselves is taken at once; pydantic judges all else, and says what is wrong."""
    if isinstance(value, str) and _AS_WRITTEN.fullmatch(value) is not None:
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            value = handler(value)  # there is no such day, or hour
    if isinstance(value, int | float):
        raise ValueError("an instant is written as RFC 3339 text")  # noqa: TRY004 - a finding, not a bug
    return _to_wire_precision(handler(value))


@lru_cache(maxsize=64)
def instant_text(value: datetime) -> str:
    """An `Instant` as it is written."""
    return value.isoformat("T", "milliseconds").replace("+00:00", "Z")


class _Instant:
    """Of producers, who are strict, an aware datetime; of messages, text too."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        aware = core_schema.datetime_schema(tz_constraint="aware")
        return core_schema.lax_or_strict_schema(
            lax_schema=core_schema.no_info_wrap_validator_function(_read_instant, aware),
            strict_schema=core_schema.no_info_after_validator_function(_to_wire_precision, aware),
            serialization=core_schema.plain_serializer_function_ser_schema(
                instant_text, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )


Instant = Annotated[datetime, _Instant]
"""An aware instant (RFC 3339), held in UTC and to the millisecond, as it is written."""

CaseId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{2,79}$")]
"""A case, as in the envelope's `subject`; says nothing about anybody."""

MessageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{7,127}$")]
"""The envelope's `id` of another message."""

EventType = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{3,128}$")]
"""The type of another event."""

Reference = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9/-]{2,39}$")]
"""An opaque reference for people (R-237): never built from a name or a date of birth."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
"""A short key chosen by the writer, unique in the case: an ask, a meeting, an alert, a letter."""

ChildRef = Annotated[str, StringConstraints(pattern=r"^child-[1-9][0-9]?$")]
"""Which child of the sealed list: `child-1` is the first."""

ForceCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
"""PNC force code: two digits, a string (leading zeros)."""

PartyId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{1,47}$")]
"""A party of the register: `46.intake`, `socialcare-kent`."""

WordingVersion = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,63}@[0-9]+$")]
"""A wording and its version: `annex-d@2`."""

PolicyEdition = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+_-]{1,40}@[A-Za-z0-9.+_-]{1,23}$")]
"""A policy profile and its edition: `KENT-2025@2025-03`."""

StaffId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$")]
"""A member of staff by the issuer's identifier, never a name."""

Telephone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ]{2,19}$")]

Count = Annotated[int, Field(ge=0)]
