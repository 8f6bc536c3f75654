"""Which gates a decision asks, and what each said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from messaging.gates import Gate
from messaging.outcomes import Unmet


@dataclass
class Asked:
    """Gates on the list of what was decided, in order; not those that another gate asks within itself."""

    said: list[tuple[Gate[Any, Any], Unmet | None]] = field(default_factory=list)

    def held(self) -> list[Gate[Any, Any]]:
        return [gate for gate, found in self.said if found is None]

    def stopped(self) -> list[Gate[Any, Any]]:
        return [gate for gate, found in self.said if found is not None]


@contextmanager
def asking() -> Iterator[Asked]:
    """Of all decisions in this process meanwhile."""
    asked, real, depth = Asked(), Gate.unmet, 0

    def unmet(gate: Gate[Any, Any], state: Any, command: Any, moment: Any) -> Unmet | None:
        nonlocal depth
        depth += 1
        try:
            found = real(gate, state, command, moment)
        finally:
            depth -= 1
        if depth == 0:
            asked.said.append((gate, found))
        return found

    setattr(Gate, "unmet", unmet)  # noqa: B010 - it is put back at the end
    try:
        yield asked
    finally:
        setattr(Gate, "unmet", real)  # noqa: B010
