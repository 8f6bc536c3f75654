"""What the routes take. Personal parts are those of the published language; nothing unknown is accepted."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from access.problems import fault
from contracts.codes import (
    COULD_NOT_LOOK,
    Answer,
    ConditionKind,
    CredibleRisk,
    IdentityOutcome,
    InitialOutcome,
    NoAnswer,
    PartyRole,
    RiskGround,
    SafeguardingAction,
    Source,
)
from contracts.fields import CaseId, ChildRef, Key, Reference
from contracts.held import Grade
from contracts.people import Address, Finding, Line, PersonName, Words

Reasons = Annotated[str, StringConstraints(min_length=10, max_length=20_000, strip_whitespace=True)]
Seen = Annotated[int, Field(ge=0, description="The version of the case that you looked at")]


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ImmediateRiskBody(Body):
    ground: RiskGround
    risk: Words
    done_words: Words | None = None
    where: Address | None = None
    children: tuple[ChildRef, ...] = ()
    done: tuple[SafeguardingAction, ...] = (SafeguardingAction.NONE_YET,)


class SpokenAnswerBody(Body):
    """What a desk said on the telephone about one check."""

    check: Key
    answer: Answer
    reason: NoAnswer | None = None
    findings: tuple[Finding, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.answer in (Answer.HIT, Answer.AMBIGUOUS) and not self.findings:
            raise fault("findings: say what is held")
        if self.answer not in (Answer.HIT, Answer.AMBIGUOUS) and self.findings:
            raise fault("findings: none, when nothing is held or it was not said")
        no_search = self.answer in (Answer.UNAVAILABLE, Answer.WITHHELD)
        if no_search != (self.reason is not None):
            raise fault("reason: needed when a source could not look or would not say, and only then")
        if self.reason is not None and (self.reason in COULD_NOT_LOOK) != (self.answer is Answer.UNAVAILABLE):
            raise fault("reason: it does not fit the answer")
        return self


class PairBody(Body):
    """One source and one person."""

    source: Source
    about: PartyRole
    child: ChildRef | None = None


class PartBody(Body):
    """Why the officer takes part: whom they cover for, what they were asked to look at."""

    why: Reasons


class AskAgainBody(Body):
    pairs: tuple[PairBody, ...] = Field(min_length=1, max_length=40)


class OtherAgenciesBody(AskAgainBody):
    """Which agencies, about whom, and why they can inform the risk assessment."""

    reasons: Reasons


class WithoutConsentBody(Body):
    reasons: Reasons


class MatchBody(Body):
    seen: Seen
    checks: tuple[Key, ...] = Field(min_length=1, max_length=40)
    outcome: IdentityOutcome
    records: tuple[Line, ...] = ()
    reasons: Reasons


class SettlementBody(PairBody):
    seen: Seen
    counts: Answer
    reasons: Reasons


class InitialChecksBody(Body):
    seen: Seen
    outcome: InitialOutcome
    progress: Annotated[bool, Field(description="Whether you recommend that the application is progressed")]
    reasons: Reasons | None = None
    override: Reasons | None = None


class ConditionBody(Body):
    """What one condition forbids, as you have read it. `under`: of children under this age; `names`: whom."""

    condition: Key
    forbids: tuple[ConditionKind, ...] = Field(min_length=1, max_length=8)
    under: int | None = Field(default=None, ge=1, le=18)
    names: tuple[Line, ...] = ()
    reasons: Reasons


class GradeBody(Body):
    """3x5x2, with what you found of provenance, reliability and credibility; never who the source is."""

    item: Key
    grade: Grade
    examined: Reasons


class AdultBody(Body):
    role: PartyRole
    name: PersonName
    date_of_birth: date | None = None
    address: Address | None = None


class RelatedBody(Body):
    """Whether somebody of this case is somebody of the other."""

    seen: Seen
    other: CaseId
    same: bool
    reasons: Reasons


class RiskAssessmentBody(Body):
    seen: Seen
    credible_risk: CredibleRisk
    text: Reasons
    line_of_risk: Words | None = None
    override: Reasons | None = None


class FindByReference(Body):
    case_id: CaseId | None = None
    reference: Reference | None = None
