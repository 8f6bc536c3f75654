"""Whether to go on with the application, after the initial checks (G 33), and the formal report (G 35)."""

from __future__ import annotations

from typing import Any, Final

from contracts.clocks import ClockName
from contracts.decisions import ApplicationNotProgressed, ApplicationProgressed, MeetingNotPossible
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import clocks
from services.decisions.domain.alerts import Raised
from services.decisions.domain.commands import (
    DoNotProgress,
    GoOnWithoutMeeting,
    Progress,
    RecordForceReference,
)
from services.decisions.domain.events import ForceRecordReferenced, ProcessSelected
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.passing import overridable
from services.decisions.domain.state import EXITS, Case, Decision


def progress(case: Case, command: Progress, moment: Moment) -> Decided:
    reasons = Sealed.of(Reasons(text=command.reasons))
    return Decided(
        (
            ProcessSelected(considered=command.considered, selected=command.selected),
            ApplicationProgressed(decided_at=to_the_millisecond(moment.now), reasons=reasons),
        )
    )


def do_not_progress(case: Case, command: DoNotProgress, moment: Moment) -> Decided:
    """An end may be decided at any stage on an assessment of risk (G, note to figure 1)."""
    reasons = Sealed.of(Reasons(text=command.reasons))
    return Decided((ApplicationNotProgressed(decided_at=to_the_millisecond(moment.now), reasons=reasons),))


def without_meeting(case: Case, command: GoOnWithoutMeeting, moment: Moment) -> Decided:
    decided_at = to_the_millisecond(moment.now)
    recorded = MeetingNotPossible(
        why=command.why, decided_at=decided_at, reasons=Sealed.of(Reasons(text=command.reasons))
    )
    return (Raised((recorded,)) + clocks.on_end(case, ClockName.MEETING, decided_at, moment)).decided()


def record_force_reference(case: Case, command: RecordForceReference, moment: Moment) -> Decided:
    recorded = ForceRecordReferenced(
        system=command.system,
        force_reference=command.reference,
        created_at=to_the_millisecond(moment.now),
    )
    return Decided((recorded,))


def _left(case: Case) -> bool:
    """Whether the case has left the scheme: on what comes later that may be decided again (C-50)."""
    return case.decision is not None and case.decision.what in EXITS


INITIAL_CHECKS_COMPLETE: Final[Gate[Case, Any]] = Gate(
    "INITIAL_CHECKS_OPEN",
    "G 33(a)",
    ("R-074", "R-011"),
    lambda case, command, moment: case.checks.initial_completed is not None,
    "The initial checks are not complete: somebody reads what came and completes them first.",
)
PROCESS_CONSIDERED: Final[Gate[Case, Progress]] = Gate(
    "PROCESS_NOT_CONSIDERED",
    "G 11",
    ("R-015",),
    lambda case, command, moment: bool(command.considered) and command.selected in command.considered,
    "Say which processes you considered (this scheme, MAPPA, MARAC, the domestic violence scheme …) and "
    "which fits.",
)
REASONED: Final[Gate[Case, Any]] = Gate(
    "REASONS_MISSING",
    "G 102",
    ("R-246",),
    lambda case, command, moment: bool(command.reasons.strip()),
    "Write down your reasons, so that the decision can be reviewed.",
)
NOT_DECIDED: Final[Gate[Case, Any]] = Gate(
    "ALREADY_DECIDED",
    "G 33(a)",
    ("R-074",),
    lambda case, command, moment: _left(case) or (case.progressed is None and case.decision is None),
    "Whether to go on with the application has been decided.",
)
NOT_CATEGORISED: Final[Gate[Case, Any]] = Gate(
    "ALREADY_DECIDED",
    "G 33(a), 72",
    ("R-011", "R-074"),
    lambda case, command, moment: case.decision is None or _left(case),
    "The case has been categorised.",
)
NOT_REDIRECTED: Final = overridable(
    Gate(
        "ENQUIRY_REDIRECTED",
        "G 24, 25",
        ("R-042", "R-043"),
        lambda case, command, moment: case.redirected is None,
        "The enquiry was directed elsewhere: it is not gone on with here without an Inspector's written "
        "reason.",
    )
)
ASKED_FOR: Final[Gate[Case, Any]] = Gate(
    "NOBODY_APPLIED",
    "G fig 1",
    ("R-010",),
    lambda case, command, moment: case.asked_for,
    "Nobody applied in this case (Right to Know): there is no application to decide on.",
)
PROGRESSED: Final[Gate[Case, Any]] = Gate(
    "NOT_PROGRESSED_YET",
    "G 33(a), 36",
    ("R-009", "R-074"),
    lambda case, command, moment: (
        not case.asked_for
        or (
            case.progressed is not None
            and (case.decision is None or case.decision.what is not Decision.NOT_PROGRESSED)
        )
    ),
    "It has not been decided to go on with the application.",
)
NOT_MET_YET: Final[Gate[Case, GoOnWithoutMeeting]] = Gate(
    "MEETING_WAS_HELD",
    "G 36",
    ("R-082",),
    lambda case, command, moment: case.meeting.held is None,
    "The follow-up meeting was held.",
)
FORCE_RECORD: Final[Gate[Case, Any]] = Gate(
    "FORCE_RECORD_MISSING",
    "G 35",
    ("R-077",),
    lambda case, command, moment: case.force_record is not None,
    "There is no reference of the formal report on the force's own record system.",
)
