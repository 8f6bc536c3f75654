"""What the routes take. Codes are those of the published language; nothing unknown is accepted."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from contracts.clocks import ClockName
from contracts.codes import (
    ConcernGround,
    Delivery,
    ExtensionReason,
    NoConcernStatement,
    NotMet,
    Priority,
    RecordSystem,
    RiskGround,
    SafeguardingAction,
)
from contracts.fields import CaseId, ChildRef, Key, Reference, StaffId
from contracts.people import Line
from services.decisions.domain.events import Addressed, CannotBeTold, Consideration, Flag, Process
from services.decisions.domain.state import Stage

Words = Annotated[str, StringConstraints(min_length=10, max_length=20_000, strip_whitespace=True)]
"""Written reasons: a sentence at least."""
Competence = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z_]{1,39}$")]
Seen = Annotated[int, Field(ge=0)]
"""The version that the officer had before them."""


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Judged(Body):
    """`override`: why a condition is passed, by the rank that may."""

    seen: Seen
    override: Words | None = None


class SupervisionBody(Body):
    """The officer who asks takes it: rank and competences are those of the sign-in, at that moment."""

    covering: bool = False
    override: Words | None = None


class PriorityBody(Judged):
    """With what priority what police learnt is assessed (G 56)."""

    priority: Priority
    reasons: Words


class EnteredBody(Body):
    """An entry made by hand on the force's own record system."""

    entry: Key
    reference: Reference


class RiskBody(Body):
    risk_id: Key
    ground: RiskGround
    risk: Words
    children: tuple[ChildRef, ...] = ()
    done: tuple[SafeguardingAction, ...] = (SafeguardingAction.NONE_YET,)
    done_words: Words | None = None


class AlertBody(Body):
    alert: Key


class ForceReferenceBody(Body):
    system: RecordSystem
    reference: Reference


class ProgressBody(Judged):
    reasons: Words
    considered: tuple[Process, ...] = Field(min_length=1)
    selected: Process = Process.CSODS


class ReasonedBody(Judged):
    reasons: Words


class NoMeetingBody(Judged):
    why: NotMet
    reasons: Words


class NoConcernBody(Judged):
    """The statements of G 75 that are made: (a), (b), and a branch of (c)."""

    statements: frozenset[NoConcernStatement]
    credible_risk: Words
    reasons: Words


class ConcernBody(Judged):
    """The grounds of G 73, and the line of risk of G 74 with the children whom it concerns."""

    grounds: frozenset[ConcernGround]
    line_of_risk: Words
    children: tuple[ChildRef, ...]
    credible_risk: Words
    reasons: Words


class ExtensionBody(Body):
    """`until`: any instant of the London day by whose end it is due."""

    clock: ClockName
    until: AwareDatetime
    reason: ExtensionReason
    required: bool
    justified: bool
    reasons: Words


class OverdueBody(Body):
    clock: ClockName
    reasons: Words


class IssueBody(Body):
    issue: Key
    what: Words
    children: tuple[ChildRef, ...] = ()


class AddressedBody(Body):
    issue: Key
    how: Addressed
    reasons: Words


class AllegationBody(Body):
    allegation: Key
    what: Words
    at: AwareDatetime


class CrimeBody(Body):
    """`reference`: of the crime report on the force's own system."""

    allegation: Key
    reference: Reference
    at: AwareDatetime


class FlagsBody(Body):
    flags: frozenset[Flag] = Field(min_length=1)
    reasons: Words


class WithdrawalBody(Body):
    reasons: Words


class ConsiderationBody(Body):
    what: Consideration
    acted: bool
    reasons: Words


class DeliveryBody(Body):
    delivery: Delivery


class NotToldBody(Body):
    why: CannotBeTold
    reasons: Words
    attempts: tuple[Line, ...] = ()


class FinalEntryBody(Judged):
    request: Words
    outcome: Words
    protective_action: bool = False


class FinaliseBody(Judged):
    pass


class FindCases(Body):
    """By references and codes only; every condition that is given must hold."""

    case_id: CaseId | None = None
    reference: Reference | None = None
    force_reference: Reference | None = None
    stage: Stage | None = None
    supervisor: StaffId | None = None
    contacted_since: AwareDatetime | None = None
    contacted_until: AwareDatetime | None = None
