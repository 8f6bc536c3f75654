"""Concern or no concern (G 72 to 78), and the case outside the scheme (G 79). Pure.

To be categorised the case has been assessed in full (G 51), not straight from the meeting (G 49), and the
subject is the right person. No concern takes the three statements of G 75, each against what checks and the
meeting hold; a concern takes a ground of G 73 and an identifiable line of risk (G 74).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from contracts.clocks import ClockName
from contracts.codes import Category, ConcernGround, NoConcernStatement
from contracts.crossing import View
from contracts.decisions import CaseCategorised, Statement
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import clocks, coverage, joint_decision, known_of_subject
from services.decisions.domain.alerts import Raised
from services.decisions.domain.commands import Categorise
from services.decisions.domain.events import (
    CredibleRiskStated,
    LineOfRisk,
    LineOfRiskIdentified,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case

S = NoConcernStatement


def categorise(case: Case, command: Categorise, moment: Moment) -> Decided:
    at = to_the_millisecond(moment.now)
    no_concern = command.category is Category.NO_CONCERN
    made = CaseCategorised(
        category=command.category,
        grounds=() if no_concern else tuple(sorted(command.grounds)),
        statements=tuple(
            Statement(statement=one, checks=coverage.bears_out(case, one))
            for one in sorted(command.statements)
        )
        if no_concern
        else (),
        categorised_at=at,
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    stated = CredibleRiskStated(statement=Sealed.of(Reasons(text=command.credible_risk)))
    line = () if no_concern else (_line_of_risk(case, command),)
    alone = joint_decision.sole(case, View.DO_NOT_DISCLOSE) if no_concern else ()
    return (
        Raised((stated, *line, *alone, made)) + clocks.on_end(case, ClockName.CATEGORISATION, at, moment)
    ).decided()


def _line_of_risk(case: Case, command: Categorise) -> LineOfRiskIdentified:
    kinds = case.contact_kinds.value if case.contact_kinds else {}
    contact = sorted({kind for child in command.children for kind in kinds.get(child, ())})
    return LineOfRiskIdentified(
        children=command.children,
        contact=tuple(contact),
        line=Sealed.of(LineOfRisk(text=command.line_of_risk or "")),
    )


def _concern(command: Any) -> bool:
    return bool(command.category is Category.CONCERN)


GROUND_GIVEN: Final[Gate[Case, Any]] = Gate(
    "GROUND_MISSING",
    "G 73",
    ("R-177",),
    lambda case, command, moment: not _concern(command) or bool(command.grounds),
    "A concern rests on at least one ground: convictions, other convictions, intelligence, behaviour now.",
)
LINE_OF_RISK: Final[Gate[Case, Any]] = Gate(
    "LINE_OF_RISK_MISSING",
    "G 74",
    ("R-178",),
    lambda case, command, moment: (
        not _concern(command) or bool((command.line_of_risk or "").strip() and command.children)
    ),
    "Write down the line of risk between the subject and the child, and which child.",
)
CREDIBLE_RISK_STATED: Final[Gate[Case, Any]] = Gate(
    "CREDIBLE_RISK_NOT_STATED",
    "G 72",
    ("R-124",),
    lambda case, command, moment: bool(command.credible_risk.strip()),
    "Say whether a credible risk of harm to a child exists, and on what that rests.",
)
RISK_ASSESSED: Final[Gate[Case, Any]] = Gate(
    "RISK_ASSESSMENT_OPEN",
    "G 49, 51, 72",
    ("R-115", "R-117", "R-124"),
    lambda case, command, moment: case.checks.assessment_completed is not None,
    lambda case, command, moment: (
        "The full risk assessment is not complete."
        if case.asked_for
        else "The intelligence checks are not complete: somebody reads what is held and states the risk."
    ),
)


INTELLIGENCE_GRADED: Final[Gate[Case, Any]] = Gate(
    "INTELLIGENCE_NOT_GRADED",
    "G 18, 73c",
    ("R-069", "R-175"),
    lambda case, command, moment: (
        not _concern(command)
        or ConcernGround.RELEVANT_INTELLIGENCE not in command.grounds
        or not known_of_subject.ungraded(case)
    ),
    lambda case, command, moment: (
        f"The concern rests on intelligence, and {len(known_of_subject.ungraded(case))} of its items wait "
        "to be graded: have each examined for provenance, reliability and credibility, and graded 3x5x2."
    ),
)


def _assessed_after(case: Case, at: datetime | None) -> bool:
    """Whether the last assessment, if there is one, came after that."""
    assessed = case.checks.assessment_completed
    return at is None or assessed is None or assessed.at > at


def _after_meeting(case: Case, command: Any, moment: Moment) -> bool:
    assessed, held = case.checks.assessment_completed, case.meeting.held
    return held is None or assessed is None or assessed.at > held


ASSESSED_AS_CORRECTED: Final[Gate[Case, Any]] = Gate(
    "ASSESSED_BEFORE_CORRECTION",
    "G 45, 51",
    ("R-104", "R-117"),
    lambda case, command, moment: _assessed_after(case, coverage.corrected_at(case)),
    "Who the subject or a child is was corrected after the risk was assessed: what was found then is of the "
    "person as named before. The sources are asked anew, and the risk is assessed again.",
)
ASSESSED_AFTER_THE_ROUND: Final[Gate[Case, Any]] = Gate(
    "ASSESSED_BEFORE_ROUND",
    "G 51",
    ("R-117",),
    lambda case, command, moment: _assessed_after(case, case.checks.last_round),
    "Sources have been asked again since the risk was assessed: read what they say, and assess it again.",
)
NOT_FROM_THE_MEETING: Final[Gate[Case, Any]] = Gate(
    "ASSESSED_BEFORE_MEETING",
    "G 49, 51",
    ("R-110", "R-115"),
    _after_meeting,
    "No decision comes straight from the meeting: the risk is assessed in full after it.",
)
MEETING_HELD: Final[Gate[Case, Any]] = Gate(
    "MEETING_NOT_HELD",
    "G 36",
    ("R-009", "R-115"),
    lambda case, command, moment: (
        not case.asked_for or case.meeting.held is not None or case.meeting.not_possible is not None
    ),
    "The applicant has not been seen or spoken to, and nobody recorded why they cannot be.",
)
IDENTITY_SETTLED: Final[Gate[Case, Any]] = Gate(
    "IDENTITY_NOT_CONFIRMED",
    "G 51",
    ("R-068", "R-118"),
    lambda case, command, moment: not coverage.identity_open(case),
    "Records that may be of the subject wait for somebody to say whether they are.",
)
