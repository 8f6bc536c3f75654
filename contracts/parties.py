"""Who takes part: forces by PNC code, agencies, and the principals they act as.

A principal is what a broker and a keyring know: `46.intake` for a service of a force, `socialcare-kent` for
an agency. Its CloudEvents source is `csods/46/intake`, `csods/socialcare-kent`. Codes are strings.
"""

from __future__ import annotations

import tomllib
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from contracts.calendar import LONDON, england_and_wales
from contracts.codes import InformationSource, ReferralKind, Searched, Source
from contracts.fields import ForceCode, Key, PartyId, Telephone
from contracts.parts import Hours

SERVICES = ("intake", "checks", "decisions", "notifications")

_HERE = Path(__file__).parent


_DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Nation(StrEnum):
    ENGLAND_AND_WALES = "ENGLAND_AND_WALES"
    SCOTLAND = "SCOTLAND"
    NORTHERN_IRELAND = "NORTHERN_IRELAND"
    OTHER = "OTHER"


class Force(_Row):
    """A police force by its PNC code (field facts B8)."""

    code: ForceCode
    name: str
    nation: Nation
    territorial: bool
    """One of the 43 forces that run the scheme for an area."""


class Regime(StrEnum):
    """Under which part of data protection law a party processes (field facts B5)."""

    DPA_2018_PART_3 = "DPA_2018_PART_3"
    UK_GDPR = "UK_GDPR"


class AnswersBy(StrEnum):
    """HTTP: in the same exchange. TOPIC: later, on its own topic. TELEPHONE: to whoever rings it."""

    HTTP = "HTTP"
    TOPIC = "TOPIC"
    TELEPHONE = "TELEPHONE"


class Desk(_Row):
    """Whom to ring there: a desk, never a person."""

    desk: Key
    telephone: Telephone
    hours: Hours

    def open_at(self, instant: datetime) -> bool:
        """Whether somebody answers there then; days off are those of England and Wales."""
        days, _, times = self.hours.partition(" ")
        if not times:
            return True
        local = instant.astimezone(LONDON)
        first, _, last = days.partition("-")
        worked = range(_DAYS.index(first), _DAYS.index(last or first) + 1)
        begin, _, end = times.partition("-")
        off = local.date() in england_and_wales().holidays
        return local.weekday() in worked and not off and begin <= f"{local:%H:%M}" < end


class Agency(_Row):
    """A party outside: asked by our services, or offered what it takes on."""

    id: PartyId
    name: str
    regime: Regime
    serves: tuple[ForceCode, ...] = Field(min_length=1)
    answers: tuple[Source, ...] = Field(min_length=1)
    searches: tuple[Searched, ...] = Field(min_length=1)
    by: AnswersBy
    ring: Desk
    out_of_hours: Desk | None = None
    takes: tuple[ReferralKind, ...] = ()
    """What may be offered to it, over its topics."""

    def desk_at(self, instant: datetime) -> Desk:
        """Whom to ring then (aware): the desk of the day, or the one out of hours."""
        if self.ring.open_at(instant) or self.out_of_hours is None:
            return self.ring
        return self.out_of_hours


class PoliceSystem(_Row):
    """A system of a force that publishes what happens in it, on a topic of its own to intake."""

    id: PartyId
    name: str
    kind: InformationSource
    serves: ForceCode
    ring: Desk


@cache
def forces() -> dict[str, Force]:
    """By code."""
    return {row["code"]: Force.model_validate(row) for row in _rows("forces.toml", "force")}


@cache
def agencies() -> dict[str, Agency]:
    """By principal."""
    return {row["id"]: Agency.model_validate(row) for row in _rows("agencies.toml", "agency")}


@cache
def joined_to(force: str) -> tuple[str, ...]:
    """Forces with whom this one exchanges messages, in order of their codes."""
    rows = [row["forces"] for row in _rows("joined.toml", "joined")]
    return tuple(sorted({other for row in rows if force in row for other in row} - {force}))


def agencies_of(force: str) -> tuple[Agency, ...]:
    """Those that serve this force."""
    return tuple(agency for agency in agencies().values() if force in agency.serves)


@cache
def systems() -> dict[str, PoliceSystem]:
    """By principal."""
    return {row["id"]: PoliceSystem.model_validate(row) for row in _rows("systems.toml", "system")}


def systems_of(force: str) -> tuple[PoliceSystem, ...]:
    """Those that publish to this force's intake."""
    return tuple(one for one in systems().values() if one.serves == force)


def principal(force: str, service: str) -> str:
    """`46`, `intake` -> `46.intake`; ValueError for what the register does not have."""
    if force not in forces() or service not in SERVICES:
        raise ValueError(f"no service {service!r} of force {force!r} is in the register")
    return f"{force}.{service}"


def force_of(of: str) -> str:
    """`46.intake` -> `46`; empty for a party that is no service of a force."""
    return of.partition(".")[0] if "." in of else ""


def role(of: str) -> str:
    """The service of a principal, or the agency itself: what `contracts.audiences` speaks of."""
    return of.partition(".")[2] or of


def consumer_group(of: str) -> str:
    """`46.checks` -> `csods.46.checks`."""
    return f"csods.{of}"


def source(of: str) -> str:
    """The CloudEvents source of a principal."""
    return f"csods/{of.replace('.', '/')}"


def principal_of(source_: str) -> str:
    """The principal that writes under this source; ValueError if the register has none."""
    found = source_.removeprefix("csods/").replace("/", ".")
    force, _, service = found.partition(".")
    outside = found in agencies() or found in systems()
    known = outside or (force in forces() and service in SERVICES)
    if not known or source(found) != source_:
        raise ValueError("no party of the register has this source")
    return found


def _rows(file: str, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((_HERE / "data" / file).read_text("utf-8"))[table]
    return rows
