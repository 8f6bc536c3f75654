"""Field types of the published language. Instants are UTC on the wire, to the millisecond, with `Z`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, PlainSerializer, StringConstraints


def _written_instant(value: object) -> object:
    if isinstance(value, int | float):
        raise ValueError("an instant is written as RFC 3339 text")  # noqa: TRY004 - a finding, not a bug
    return value


def _to_wire_precision(value: datetime) -> datetime:
    exact = value.astimezone(UTC)
    return exact.replace(microsecond=exact.microsecond // 1000 * 1000)


def _text(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_written_instant),
    AfterValidator(_to_wire_precision),
    PlainSerializer(_text, str, when_used="json"),
]
"""An aware instant (RFC 3339), held in UTC and to the millisecond, as it is written."""

CaseId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{2,79}$")]
"""A case, as in the envelope's `subject`; says nothing about anybody."""

MessageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{7,127}$")]
"""The envelope's `id` of another message."""

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

StaffId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$")]
"""A member of staff by the issuer's identifier, never a name."""

Telephone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ]{2,19}$")]

Count = Annotated[int, Field(ge=0)]
