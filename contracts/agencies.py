"""What agencies say, each on its own topic to the service that asked."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from contracts.codes import Answer, NoAnswer
from contracts.event import Event
from contracts.fields import Count, Instant, Key
from contracts.parts import Scope, WhomToRing, answer_agrees, reason_agrees
from contracts.people import Findings
from contracts.sealed import Sealed


class AgencyCheckAnswered(Event, type="agency_check.answered.v1", material=True, occurred="answered_at"):
    """The answer to one ask: one of the five, with its scope, and a reason where it did not look or say."""

    check: Key
    """Of the ask, as we sent it."""
    answer: Answer
    scope: Scope
    count: Count = 0
    findings: Sealed[Findings] | None = None
    reason: NoAnswer | None = None
    ring: WhomToRing | None = None
    answered_at: Instant

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.answer in (Answer.UNAVAILABLE, Answer.WITHHELD):
            if self.reason is None or self.count or self.findings is not None:
                raise ValueError(f"{self.answer} has a reason, and no findings")
            reason_agrees(self.answer, self.reason)
        elif self.reason is not None:
            raise ValueError(f"{self.answer} has no reason")
        else:
            answer_agrees(self.answer, self.count, self.findings)
        return self

    @property
    def is_material(self) -> bool:
        """That an agency could not look is no news about the people."""
        return self.answer is not Answer.UNAVAILABLE


EVENTS: tuple[type[Event], ...] = (AgencyCheckAnswered,)
