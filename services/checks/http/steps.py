"""The steps that an officer may ask about beforehand: what would stand in the way, by the same gates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from contracts.codes import CredibleRisk, InitialOutcome
from messaging.decider import Actor
from services.checks.domain import commands as c

WRITTEN: Final = "asked what stands in the way"

STEPS: Final[Mapping[str, Callable[[Actor, int], object]]] = {
    "complete-initial-checks": lambda by, seen: c.CompleteInitialChecks(
        by, seen, InitialOutcome.NO_IMMEDIATE_CONCERN, progress=True
    ),
    "complete-intelligence-checks": lambda by, seen: c.CompleteIntelligenceChecks(
        by, seen, CredibleRisk.NONE_IDENTIFIED, WRITTEN
    ),
    "complete-risk-assessment": lambda by, seen: c.CompleteRiskAssessment(
        by, seen, CredibleRisk.NONE_IDENTIFIED, WRITTEN
    ),
    "ask-social-care-without-consent": lambda by, _seen: c.AskWithoutConsent(by, WRITTEN),
}
