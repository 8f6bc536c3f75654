"""What has come since a judgement that bears on it: answers, facts of the people, risks."""

from __future__ import annotations

from typing import Final

from contracts.checks import (
    AgencyCheckResponded,
    AgencyCheckWithheld,
    AnswersSettled,
    CheckCompleted,
    CheckFailed,
    SubjectCandidatesFound,
    SubjectIdentityConfirmed,
)
from contracts.intake import ApplicationMade, FactCorrected
from contracts.risk import ImmediateRiskIdentified
from contracts.weighed import BreachSuspected, IntelligenceGraded
from services.checks.domain.state import Checks, Judged

_BEARS_ON_A_JUDGEMENT: Final = frozenset(
    kind.TYPE
    for kind in (
        CheckCompleted,
        CheckFailed,
        AgencyCheckResponded,
        AgencyCheckWithheld,
        SubjectCandidatesFound,
        SubjectIdentityConfirmed,
        AnswersSettled,
        ApplicationMade,
        FactCorrected,
        ImmediateRiskIdentified,
        BreachSuspected,
        IntelligenceGraded,
    )
)


def since(case: Checks, judged: Judged) -> bool:
    """Whether anything of that kind came after the judgement."""
    return any(
        version > judged.version and type_ in _BEARS_ON_A_JUDGEMENT for version, type_ in case.material
    )
