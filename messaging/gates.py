"""Rules as data: a gate says whether it holds, in whose words, and where that is written. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from messaging.decider import Moment
from messaging.outcomes import Unmet

S = TypeVar("S")
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Gate(Generic[S, C]):
    """One condition of a command.

    `holds(state, command, moment)` is pure. `words` is a sentence, or a function of the same three that makes
    one when the officer needs particulars. `override` marks a gate that may be passed with a written reason.
    """

    code: str
    paragraph: str
    requirements: tuple[str, ...]
    holds: Callable[[S, C, Moment], bool]
    words: str | Callable[[S, C, Moment], str]
    override: bool = False

    def unmet(self, state: S, command: C, moment: Moment) -> Unmet | None:
        if self.holds(state, command, moment):
            return None
        words = self.words if isinstance(self.words, str) else self.words(state, command, moment)
        return Unmet(self.code, words, self.paragraph, self.requirements, self.override)


def unmet(gates: Iterable[Gate[S, C]], state: S, command: C, moment: Moment) -> tuple[Unmet, ...]:
    """Every gate that does not hold, in the order in which the command lists them."""
    found = (gate.unmet(state, command, moment) for gate in gates)
    return tuple(one for one in found if one is not None)
