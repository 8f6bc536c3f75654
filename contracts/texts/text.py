"""A public text: its version, what may vary in it, and how it is filled in."""

import string
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Slot = Literal["reference", "name", "address", "date", "day", "time", "place", "telephone"]
"""All that may vary: the applicant's own name and address, our reference, when and where. No free text."""


class Kind(StrEnum):
    """What a text is for; the guard on texts asks more of some kinds."""

    CLAUSE = "CLAUSE"
    TOLD = "TOLD"
    CLOSING = "CLOSING"
    NOTICE = "NOTICE"
    ADVICE = "ADVICE"


class UnknownText(LookupError):
    """No text of that name and version is held."""


class Text(BaseModel):
    """One version of one public text.

    Either a `body` or `items` by code (`G28a`). `opening` is read or shown before them, whatever is left out.
    `paragraphs` are what it is true to. `slots` are filled in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z-]{2,40}$")
    version: int = Field(ge=1)
    kind: Kind
    title: str
    paragraphs: str
    slots: frozenset[Slot] = frozenset()
    opening: str = ""
    body: str = ""
    items: dict[str, str] = Field(default_factory=dict)

    @property
    def wording(self) -> str:
        """`id@version`, as events keep it."""
        return f"{self.id}@{self.version}"

    @property
    def whole(self) -> str:
        """All its words, unfilled."""
        return "\n\n".join((self.opening, self.body, *self.items.values())).strip()

    def fill(self, **given: str) -> str:
        """The body, filled in. `ValueError` unless exactly the slots it has are given, none of them empty."""
        if set(given) != self.slots or not all(value.strip() for value in given.values()):
            raise ValueError(f"{self.wording} takes exactly {sorted(self.slots)}, none of them empty")
        return self.body.format_map(given)

    @model_validator(mode="after")
    def _says_one_thing_and_declares_its_slots(self) -> Self:
        if bool(self.body) == bool(self.items):
            raise ValueError(f"{self.id}: a text has a body or items")
        if self.opening and self.body:
            raise ValueError(f"{self.id}: a body has its opening in it")
        used = {name for _, name, _, _ in string.Formatter().parse(self.whole) if name is not None}
        if used != self.slots:
            raise ValueError(f"{self.id}: slots declared {sorted(self.slots)}, used {sorted(used)}")
        return self


@cache
def texts() -> MappingProxyType[str, Text]:
    """Every text ever used, by `id@version`. `ValueError` if two files hold one version."""
    held: dict[str, Text] = {}
    for entry in files("contracts.texts").iterdir():
        if entry.name.endswith(".toml"):
            found = Text.model_validate(tomllib.loads(entry.read_text("utf-8")))
            if found.wording in held:
                raise ValueError(f"{found.wording} is held twice")
            held[found.wording] = found
    return MappingProxyType(dict(sorted(held.items())))


def text(wording: str) -> Text:
    """The text of that very version, `id@version`; `UnknownText` if it is not held."""
    if wording not in texts():
        raise UnknownText(f"no text {wording!r}: versions once used stay in contracts/texts")
    return texts()[wording]


def is_held(name: str, wording: str | None) -> bool:
    """Whether that very version of the text of that name is held: then it is known what was read out."""
    held = texts().get(wording or "")
    return held is not None and held.id == name


def latest(name: str) -> Text:
    """The newest version of a text; `UnknownText` if there is none."""
    versions = [held for held in texts().values() if held.id == name]
    if not versions:
        raise UnknownText(f"no text is called {name!r}")
    return max(versions, key=lambda held: held.version)
