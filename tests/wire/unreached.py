"""Gates that no request and no message can meet, each with what stands before it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

LIST: Final = Path(__file__).parents[2] / "docs" / "domain" / "gates-not-reached.toml"


@dataclass(frozen=True, slots=True)
class Unreached:
    """`key` is that of the row that tries it. `answer` and `at`: what its order gets, and where that points.

    `staff`: or no profile asks a competence of whoever takes this step.
    """

    service: str
    key: str
    why: str
    requirements: tuple[str, ...]
    answer: int | None = None
    at: str | None = None
    staff: str | None = None


@cache
def unreached() -> Mapping[tuple[str, str], Unreached]:
    """By service and key."""
    listed = tomllib.loads(LIST.read_text("utf-8"))["gate"]
    found = [_read(one) for one in listed]
    return MappingProxyType({(one.service, one.key): one for one in found})


def _read(one: dict[str, Any]) -> Unreached:
    return Unreached(**{**one, "requirements": tuple(one["requirements"])})
