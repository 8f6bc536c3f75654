"""What is done besides disclosure to keep children safe (G 28 g, 84, 85, 101; P-CS1, P-CS2). Pure."""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import Answer, ConcernGround, Source
from contracts.people import Reasons
from contracts.sealed import Sealed
from contracts.words import say
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import coverage
from services.decisions.domain.commands import (
    RecordConcernDiscussed,
    RecordNominalEntry,
    RecordProtectiveAction,
    RecordRiskTool,
    RecordSafetyPlan,
)
from services.decisions.domain.events import CannotBeTold
from services.decisions.domain.events_telling import (
    ApplicantConcernDiscussed,
    NominalEntry,
    ProtectiveActionRecorded,
    RiskTool,
    RiskToolConsidered,
    SafetyPlanCreated,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case
from services.decisions.domain.who_is_told import anybody_told, is_concern

OUT_OF_REACH: Final = frozenset(
    {
        CannotBeTold.ANONYMOUS,
        CannotBeTold.UNREACHABLE,
        CannotBeTold.UNSAFE_TO_CONTACT,
        CannotBeTold.DECEASED,
    }
)
"""Reasons for which nobody can be spoken to; whoever withdrew still can."""


def record_action(case: Case, command: RecordProtectiveAction, moment: Moment) -> Decided:
    taken = ProtectiveActionRecorded(
        action=command.action,
        children=command.children,
        reference=command.reference,
        taken_at=min(to_the_millisecond(command.at), to_the_millisecond(moment.now)),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((taken,))


def record_plan(case: Case, command: RecordSafetyPlan, moment: Moment) -> Decided:
    created = SafetyPlanCreated(
        children=command.children,
        owner=command.owner,
        created_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((created,))


def without_plan(case: Case) -> tuple[str, ...]:
    """Children for whose sake somebody was told, and for whom there is no safety plan (G 28 g).

    Where nobody knows for whose sake it was, one plan is wanted: "".
    """
    told = [one for one in case.disclosure.recipients.values() if one.told is not None]
    children = {child for one in told for child in one.children}
    if anybody_told(case) and not (children or case.disclosure.safety_plan):
        return ("",)
    return tuple(sorted(children - case.disclosure.safety_plan))


def _planned_for(case: Case) -> str:
    named = ", ".join(child.replace("-", " ") for child in without_plan(case))
    return named or "the child"


def record_discussed(case: Case, command: RecordConcernDiscussed, moment: Moment) -> Decided:
    spoken = ApplicantConcernDiscussed(
        spoken_at=min(to_the_millisecond(command.at), to_the_millisecond(moment.now)),
        by=command.by.id,
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((spoken,))


def record_tool(case: Case, command: RecordRiskTool, moment: Moment) -> Decided:
    considered = RiskToolConsidered(
        tool=command.tool,
        used=command.used,
        considered_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((considered,))


def record_entry(case: Case, command: RecordNominalEntry, moment: Moment) -> Decided:
    entered = NominalEntry(
        reference=command.reference,
        entered_at=min(to_the_millisecond(command.at), to_the_millisecond(moment.now)),
    )
    return Decided((entered,))


def nominals(case: Case) -> bool:
    """Whether any named party is held by offender management (ViSOR, MAPPS)."""
    return any(
        asked.source is Source.OFFENDER_MANAGEMENT and one.answer is Answer.HIT
        for asked, one in coverage.everywhere(case)
    )


def _tools_left(case: Case) -> list[str]:
    left = [tool for tool in RiskTool if tool not in case.disclosure.tools]
    return [say(tool).text for tool in left] if is_concern(case) else []


def _discussed(case: Case, command: Any, moment: Moment) -> bool:
    """Behaviour now is a ground: the applicant is spoken to, whatever is held and whatever they withdrew."""
    wanted = is_concern(case) and case.asked_for and ConcernGround.CONCERNING_BEHAVIOUR in case.grounds
    return not wanted or case.disclosure.concern_discussed is not None or case.not_told in OUT_OF_REACH


SAFETY_PLANNED: Final[Gate[Case, Any]] = Gate(
    "SAFETY_PLAN_MISSING",
    "G 28(g)",
    ("R-052",),
    lambda case, command, moment: not without_plan(case),
    lambda case, command, moment: (
        f"A disclosure was made: make a safety plan for {_planned_for(case)}, and say who answers for it."
    ),
)
TOOLS_CONSIDERED: Final[Gate[Case, Any]] = Gate(
    "RISK_TOOLS_NOT_CONSIDERED",
    "G 85",
    ("R-198",),
    lambda case, command, moment: not _tools_left(case),
    lambda case, command, moment: (
        f"Say of each whether it is used to manage the risk: {', '.join(_tools_left(case))}."
    ),
)
CONCERN_DISCUSSED: Final[Gate[Case, Any]] = Gate(
    "CONCERN_NOT_DISCUSSED",
    "G 84",
    ("R-197",),
    _discussed,
    "The concern is about how the subject behaves now: speak to the applicant about it, and record that.",
)
NOMINAL_ENTERED: Final[Gate[Case, Any]] = Gate(
    "NOMINAL_ENTRY_MISSING",
    "G 101",
    ("R-244", "R-245"),
    lambda case, command, moment: not nominals(case) or case.disclosure.nominal_entry is not None,
    "A person of this case is on ViSOR or MAPPS: enter the case, and any disclosure, on that record, and "
    "note its reference here.",
)
