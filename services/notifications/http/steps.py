"""The steps that an officer may ask about beforehand: what would stand in the way, by the same gates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from messaging.decider import Actor
from services.notifications.domain import commands as c

THE_LETTER: Final = "closing-1"

STEPS: Final[Mapping[str, Callable[[Actor, int], object]]] = {
    "print-letter": lambda by, _seen: c.PrintLetter(by, THE_LETTER),
    "send-letter-again": lambda by, _seen: c.SendAgain(by, THE_LETTER),
}
