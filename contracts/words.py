"""Code to words to paragraph: what officers read in place of a code, from `words.toml` and nowhere else."""

import string
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class UnknownCode(LookupError):
    """No words are held for a code, or it was not given exactly the details that its words take."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is read for a code, and the paragraph it rests on (empty where the sources say nothing)."""

    text: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file. `detail` follows the text when its slots are given: ", since {since}"."""

    text: str
    paragraph: str
    detail: str = ""

    @property
    def slots(self) -> frozenset[str]:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(self.detail) if name)


def say(code: str, **details: str) -> Words:
    """The words for a code. `UnknownCode` if none are held or the details do not fit.

    A member of a closed list may have words of its own under `List.CODE`, where the bare code says another
    thing elsewhere. Details (`since`, `searched`, `reason`, `ring`) are given all or not at all.
    """
    entry = _find(code)
    if details and entry.slots != set(details):
        raise UnknownCode(f"the words for {str(code)!r} take {sorted(entry.slots)}, not {sorted(details)}")
    return Words(entry.text + (entry.detail.format(**details) if details else ""), entry.paragraph)


def unsaid(codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the codes for which no words are held; for tests that let no code reach a reader bare."""
    return tuple(_name(code) for code in codes if not _keys(code) & entries().keys())


@cache
def glossary() -> MappingProxyType[str, Words]:
    """The scheme's own terms and what they mean (G 6). `ValueError` if one is said twice."""
    said = gathered(tomllib.loads(files("contracts").joinpath("glossary.toml").read_text("utf-8")))
    return MappingProxyType({term: Words(one.text, one.paragraph) for term, one in said.items()})


@cache
def entries() -> MappingProxyType[str, Entry]:
    """Every code with its words. `ValueError` if a code is said twice."""
    return gathered(tomllib.loads(files("contracts").joinpath("words.toml").read_text("utf-8")))


def gathered(groups: dict[str, dict[str, list[str]]]) -> MappingProxyType[str, Entry]:
    """The entries of all groups as one mapping; each line is text, paragraph and perhaps a detail."""
    held: dict[str, Entry] = {}
    for group in groups.values():
        for code, line in group.items():
            if code in held:
                raise ValueError(f"{code} is said twice: one code, one meaning")
            held[code] = Entry(*line)
    return MappingProxyType(held)


def _find(code: str) -> Entry:
    held = entries()
    for key in (_name(code), str(code)):
        if key in held:
            return held[key]
    raise UnknownCode(f"no words for {_name(code)!r}: add a line to contracts/words.toml")


def _name(code: str) -> str:
    return f"{type(code).__name__}.{code.value}" if isinstance(code, StrEnum) else code


def _keys(code: str) -> set[str]:
    return {_name(code), str(code)}
