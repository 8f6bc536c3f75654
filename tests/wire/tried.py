"""What each gate is tried by: a case so far and a command that it stops, and both once they meet it.

The same rows run in memory and over the wire.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from messaging.gates import Gate
from messaging.outcomes import Decided, Outcome, Refusal
from tests.given import Story
from tests.wire.asking import asking

Case_ = tuple[Story[Any], Any]
"""A case so far, and the command that meets a gate in it."""
Row = tuple[Callable[[], Case_], Callable[[], Case_]]
"""What a gate blocks, and what passes it."""
Tried = dict[str, Row]
"""By the code of a gate; where a code has several gates, with a word behind it that tells them apart."""


class Name(NamedTuple):
    """One gate of a service: two may share a code, and serve different rules."""

    code: str
    requirements: tuple[str, ...]


def name_of(gate: Gate[Any, Any]) -> Name:
    return Name(str(gate.code), gate.requirements)


def code_of(key: str) -> str:
    return key.partition(" ")[0]


class Shown(NamedTuple):
    """What a row shows of the gates of its code: those that refused, and those that let an order pass."""

    blocks: frozenset[Name]
    passes: frozenset[Name]

    @property
    def both(self) -> frozenset[Name]:
        return self.blocks & self.passes


def decided(case: Case_) -> tuple[Outcome, frozenset[Name], frozenset[Name]]:
    """What comes of it; the gates that stopped it, and those that it met."""
    told, command = case
    with asking() as asked:
        outcome = told.when(command).outcome
    assert outcome is not None
    return outcome, frozenset(map(name_of, asked.stopped())), frozenset(map(name_of, asked.held()))


def shown(key: str, row: Row) -> Shown:
    """Of a refusal all that stopped it; of what was accepted all that was on its list and held."""
    code = code_of(key)
    blocked, passed = decided(row[0]()), decided(row[1]())
    stopped = blocked[1] if isinstance(blocked[0], Refusal) else frozenset()
    held = passed[2] - passed[1] if isinstance(passed[0], Decided) else frozenset()
    return Shown(_of(code, stopped), _of(code, held))


def _of(code: str, names: Iterable[Name]) -> frozenset[Name]:
    return frozenset(name for name in names if name.code == code)
