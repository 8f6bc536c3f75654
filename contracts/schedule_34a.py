"""Which offences Schedule 34A to the Criminal Justice Act 2003 lists: a dated table (G 10; R-258)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

_CODE: Final = re.compile(r"([A-Z]+[0-9]{4})/([0-9]+)([A-Z]{0,2})(?:\(.*)?")


class Age(StrEnum):
    """Of whom the offence counts."""

    ANY = "ANY"
    VICTIM_UNDER_18 = "VICTIM_UNDER_18"


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph. `checked`: read against the published text; `intent`: it counts by what was intended."""

    paragraph: str
    age: Age = Age.ANY
    intent: bool = False
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One edition. `listed`: (Act, section) -> row; `unlisted`: Act -> sections that it does not tell."""

    edition: str
    in_force: date
    superseded: date | None
    listed: Mapping[tuple[str, str], Row]
    unlisted: Mapping[str, frozenset[str]]

    def row(self, code: str) -> Row | None:
        """The row of an offence code (`SOA2003/9`, `SOA1956/14(1)`); None: not in the table."""
        parsed = parse(code)
        return None if parsed is None else self.listed.get(parsed)

    def never_listed(self, code: str) -> bool:
        """Whether this Act is known to be nowhere in the Schedule."""
        parsed = parse(code)
        return parsed is not None and parsed[0] in self.unlisted and parsed[1] not in self.unlisted[parsed[0]]


def parse(code: str) -> tuple[str, str] | None:
    """Act and section of a code, subsections left out; None for what is no such code."""
    found = _CODE.fullmatch(re.sub(r"\s", "", code.upper()))
    return None if found is None else (found[1], found[2] + found[3])


@cache
def table() -> Table:
    """The edition that is held. ValueError if a section is listed twice."""
    return read(tomllib.loads(files("contracts.data").joinpath("schedule-34a.toml").read_text("utf-8")))


def read(data: Mapping[str, Any]) -> Table:
    """A table from what its file holds. ValueError if a section is listed twice."""
    listed: dict[tuple[str, str], Row] = {}
    for one in data["listed"]:
        row = Row(
            one["paragraph"],
            Age(one.get("age", Age.ANY)),
            bool(one.get("intent", False)),
            one.get("text", "CHECKED") == "CHECKED",
        )
        for section in _sections(one["sections"]):
            if (one["act"], section) in listed:
                raise ValueError(f"{one['act']}/{section} is listed twice")
            listed[one["act"], section] = row
    unlisted = {one["act"]: frozenset(one.get("except", ())) for one in data["not_listed"]}
    return Table(
        data["edition"],
        data["from"],
        data.get("superseded"),
        MappingProxyType(listed),
        MappingProxyType(unlisted),
    )


def _sections(written: list[str]) -> list[str]:
    found: list[str] = []
    for one in written:
        first, _, last = one.partition("-")
        found += [str(number) for number in range(int(first), int(last or first) + 1)]
    return found
