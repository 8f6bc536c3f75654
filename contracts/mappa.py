"""MAPPA areas and the forces that police them: a dated table, for an area is no force (C-18)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import StringConstraints

from contracts.fields import ForceCode

AreaCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{1,23}$")]
"""A MAPPA area: `LONDON`, `AREA-46`."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area for as long as it was policed so; `until` is its last day, None while it stands."""

    code: AreaCode
    name: str
    forces: tuple[ForceCode, ...]
    from_: date
    until: date | None = None

    def held(self, on: date) -> bool:
        return self.from_ <= on and (self.until is None or on <= self.until)


@cache
def areas() -> tuple[Area, ...]:
    """Every row, past ones included."""
    rows = tomllib.loads(files("contracts.data").joinpath("mappa-areas.toml").read_text("utf-8"))["area"]
    return tuple(
        Area(row["code"], row["name"], tuple(row["forces"]), row["from"], row.get("until")) for row in rows
    )


def forces_of(area: AreaCode, on: date) -> tuple[ForceCode, ...]:
    """The forces that police it on that day; empty for an area that the table does not have."""
    return next((one.forces for one in areas() if one.code == area and one.held(on)), ())


def area_of(force: ForceCode, on: date) -> AreaCode | None:
    """The area that a force polices, or shares in policing; None for a force of no area."""
    return next((one.code for one in areas() if force in one.forces and one.held(on)), None)
