"""A case that writes down what happens to it: a life, its journal, and what was refused on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from typing import Any

import pytest

from messaging.decider import Decider, History, Moment, Recorded, Refused
from messaging.outcomes import Outcome, Refusal
from services.decisions.domain import DECIDER
from services.decisions.domain.explained import EDITION
from services.decisions.domain.state import Case
from tests.given import CASE
from tests.services.decisions import told as t


@dataclass
class Chronicle:
    """Keeps the journal of the life that was begun last."""

    entries: list[Recorded] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def evolve(self, case: Case, recorded: Recorded) -> Case:
        if recorded.version == 1:
            self.entries, self.refused = [], []
        assert recorded.version == len(self.entries) + 1, "one life at a time"
        self.entries.append(recorded)
        return DECIDER.evolve(case, recorded)

    def decide(self, case: Case, command: Any, moment: Moment) -> Outcome:
        outcome = DECIDER.decide(case, command, moment)
        if isinstance(outcome, Refusal):
            who = getattr(command, "by", None)
            self.refused.append(
                Refused(
                    type(command).__name__,
                    who.id if who else "",
                    moment.version,
                    outcome.unmet,
                    EDITION,
                    moment.now,
                )
            )
        return outcome

    @property
    def decider(self) -> Decider[Case]:
        return replace(DECIDER, evolve=self.evolve, decide=self.decide)

    def kept(self, patch: pytest.MonkeyPatch) -> Chronicle:
        """From here on the words of `told` tell lives that are written down."""
        patch.setattr(t, "DECIDER", self.decider)
        return self

    def history(self, until: datetime, *, erased: Sequence[str] = ()) -> History[Case]:
        """What had been recorded by then, folded anew."""
        known = tuple(takewhile(lambda one: one.recorded_at <= until, self.entries))
        case = DECIDER.initial(CASE)
        for one in known:
            case = DECIDER.evolve(case, one)
        refused = tuple(one for one in self.refused if one.at <= until)
        return History(CASE, case, len(known), "ab" * 32, known, refused, until, frozenset(erased))
