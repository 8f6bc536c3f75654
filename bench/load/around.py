"""What the cases of one force share: officers at their desks, business time, whom others ask about."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bench.load.desks import Met, PatientDesk
from deploy.demo.stage import Stage
from deploy.local.force import Force
from deploy.simulators.people import Person

SIGNED_IN: Final = 3_600.0
"""Seconds; a sign-in is good for twelve hours."""


@dataclass
class Around:
    """What a case needs of its force, as the demonstration's `Play` has it. `present` is business time."""

    force: Force
    stage: Stage
    met: Met
    now: list[datetime]
    """Business time, as all who look at this clock see it."""
    people: dict[str, Person] = field(default_factory=dict)
    asked_of: dict[str, str] = field(default_factory=dict)
    """Cases that another force's tasks opened here, by the name of whom they are about, while they go on."""
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)
    _desks: dict[str, tuple[float, PatientDesk]] = field(default_factory=dict)
    """With the machine time at which each signed in. Cases share them: connections are dear."""

    @property
    def present(self) -> datetime:
        return self.now[-1]

    def officer(self, officer: str, called: str = "") -> PatientDesk:
        """At a desk whose sign-in lasts as long as a case may take."""
        since, desk = self._desks.get(officer, (0.0, None))
        if desk is None or time.monotonic() - since > SIGNED_IN:
            since, desk = time.monotonic(), PatientDesk(self.force, self.stage, officer, self.met, called)
            self._desks[officer] = since, desk
        return desk

    def scene(self, title: str) -> None:
        """Nobody watches."""


@dataclass(slots=True)
class Came:
    """What the generator knows of a case, as it goes on. `asked`: when another force was asked."""

    case_id: str = ""
    applied: bool = False
    told: int = 0
    children: int = 0
    protective: int = 0
    ended: str = ""
    trouble: str = ""
    asked: datetime | None = None
