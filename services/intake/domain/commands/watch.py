"""What comes in besides officers' commands: messages of other services, and clocks that ran out."""

from __future__ import annotations

from dataclasses import dataclass

from messaging.decider import Message


@dataclass(frozen=True, slots=True)
class Hear:
    """A message of another service that concerns this case."""

    message: Message


@dataclass(frozen=True, slots=True)
class CheckHandOver:
    """A watchdog ran out: was `what` answered? (`record`, `checks`, or `risk/` and the risk's key.)"""

    what: str


@dataclass(frozen=True, slots=True)
class CheckStep:
    """A limit of a step ran out: was `step` done?"""

    step: str
