"""How a command ends: exit codes, and the two errors that are no finding."""

from __future__ import annotations

from typing import Final

FINE: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2
UNREACHABLE: Final = 3

CODES: Final = (
    "Exit codes: 0 all is well · 1 something was found, or could not be done · "
    "2 the command was not understood · 3 a database, Kafka or a service cannot be reached."
)


class CannotReach(Exception):
    """Something does not answer. The text says what, and what to look at; it holds no address or password."""


class Misused(Exception):
    """The command was not told what it needs, or told what cannot be. The text says what to give."""
