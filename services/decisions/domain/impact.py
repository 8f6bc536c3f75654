"""The impact of a disclosure on the subject, and what mitigates risks to them (G 90). Pure."""

from __future__ import annotations

from typing import Any, Final

from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain.commands import AssessImpact
from services.decisions.domain.events_disclosing import Impact, SubjectImpactAssessed
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case


def assess(case: Case, command: AssessImpact, moment: Moment) -> Decided:
    assessed = SubjectImpactAssessed(
        subject_at_risk=command.subject_at_risk,
        assessed_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Impact(text=command.reasons, mitigation=command.mitigation or None)),
    )
    return Decided((assessed,))


MITIGATED: Final[Gate[Case, AssessImpact]] = Gate(
    "MITIGATION_MISSING",
    "G 90",
    ("R-205",),
    lambda case, command, moment: not command.subject_at_risk or bool((command.mitigation or "").strip()),
    "The subject may be exposed to a risk: write which measures mitigate it.",
)
ASSESSED: Final[Gate[Case, Any]] = Gate(
    "IMPACT_NOT_ASSESSED",
    "G 90",
    ("R-205",),
    lambda case, command, moment: case.disclosure.impact is not None,
    "Assess what a disclosure does to the subject, and whether they may be exposed to a risk themselves.",
)
