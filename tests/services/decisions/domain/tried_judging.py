"""What every judgement asks for, and the way to a category: each gate blocked, then passed."""

from __future__ import annotations

from dataclasses import replace

from contracts.codes import ConcernGround, IdentityOutcome
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from tests.given import story
from tests.services.decisions import said_of_subject as s
from tests.services.decisions import told as t
from tests.services.decisions.ordering import (
    PROGRAM,
    STALE,
    UNREAD,
    Tried,
    do_not,
    extend,
    saying,
    without_meeting,
)

ACTING = replace(t.CONSTABLE, role="SUPERVISOR")
NEW_TO_IT = replace(t.SERGEANT, competences=frozenset())
INTELLIGENCE = frozenset({ConcernGround.RELEVANT_INTELLIGENCE})
ON_THE_WAY: Tried = {
    "CASE_NOT_OPEN": (
        lambda: (story(DECIDER).with_unread(UNREAD), c.AssignSupervisor(t.SERGEANT, t.SERGEANT)),
        lambda: (t.opened(), c.AssignSupervisor(t.SERGEANT, t.SERGEANT)),
    ),
    "CASE_ENDED": (
        lambda: (t.finalised(), c.AssignSupervisor(t.SERGEANT, t.SERGEANT)),
        lambda: (t.ready(), c.AssignSupervisor(t.SERGEANT, t.SERGEANT)),
    ),
    "NOT_A_PERSON": (
        lambda: saying(t.no_concern, t.assessed(), by=PROGRAM),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "NO_SUPERVISOR": (
        lambda: saying(t.progress, t.opened(t.initial_checks())),
        lambda: saying(t.progress, t.checked()),
    ),
    "NOT_THE_SUPERVISOR": (
        lambda: saying(t.progress, t.checked(), by=t.OTHER_SERGEANT),
        lambda: saying(
            t.progress,
            t.checked().when(c.AssignSupervisor(t.OTHER_SERGEANT, t.OTHER_SERGEANT, covering=True)),
            by=t.OTHER_SERGEANT,
        ),
    ),
    "RANK_TOO_LOW to-supervise": (
        lambda: (t.opened(), c.AssignSupervisor(ACTING, ACTING)),
        lambda: (t.opened(), c.AssignSupervisor(t.SERGEANT, t.SERGEANT)),
    ),
    "RANK_TOO_LOW to-judge": (
        lambda: saying(t.no_concern, t.assessed(), by=replace(t.SERGEANT, rank="CONSTABLE")),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "RANK_TOO_LOW to-extend": (
        lambda: (t.assessed(), extend(by=replace(t.SERGEANT, rank="CONSTABLE"))),
        lambda: (t.assessed(), extend()),
    ),
    "COMPETENCE_MISSING": (
        lambda: (t.opened(), c.AssignSupervisor(NEW_TO_IT, NEW_TO_IT)),
        lambda: (t.opened(), c.AssignSupervisor(t.SERGEANT, t.SERGEANT)),
    ),
    "UNREAD_MESSAGES": (
        lambda: saying(t.no_concern, t.assessed().with_unread(UNREAD)),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "FEED_STALE": (
        lambda: saying(t.no_concern, t.assessed().with_stale(STALE)),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "CASE_CHANGED": (
        lambda: saying(t.no_concern, t.assessed(), seen=t.assessed().version - 1),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "NOBODY_APPLIED": (
        lambda: saying(t.progress, story(DECIDER).when(c.Hear(t.know()))),
        lambda: saying(t.progress, t.checked()),
    ),
    "ALREADY_DECIDED to-progress": (
        lambda: saying(t.progress, t.progressed()),
        lambda: saying(t.progress, t.checked()),
    ),
    "ALREADY_DECIDED on-a-category": (
        lambda: saying(do_not, t.categorised()),
        lambda: saying(do_not, t.checked()),
    ),
    "INITIAL_CHECKS_OPEN": (
        lambda: saying(t.progress, t.supervised(*t.NOTHING_HELD)),
        lambda: saying(t.progress, t.checked()),
    ),
    "PROCESS_NOT_CONSIDERED": (
        lambda: saying(t.progress, t.checked(), considered=()),
        lambda: saying(t.progress, t.checked()),
    ),
    "ENQUIRY_REDIRECTED": (
        lambda: saying(t.progress, t.hearing(t.checked(), t.redirected())),
        lambda: saying(t.progress, t.checked()),
    ),
    "REASONS_MISSING for-a-decision": (
        lambda: saying(t.progress, t.checked(), reasons="  "),
        lambda: saying(t.progress, t.checked()),
    ),
    "ALERT_NOT_TAKEN": (
        lambda: saying(do_not, t.hearing(t.checked(), t.risk())),
        lambda: saying(do_not, t.checked()),
    ),
    "MEETING_WAS_HELD": (
        lambda: saying(without_meeting, t.assessed()),
        lambda: saying(without_meeting, t.progressed()),
    ),
    "NOT_PROGRESSED_YET": (
        lambda: saying(t.no_concern, t.hearing(t.checked(), t.meeting_held(), t.risk_assessment())),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "MEETING_NOT_HELD": (
        lambda: saying(t.no_concern, t.hearing(t.progressed(), t.risk_assessment())),
        lambda: saying(
            t.no_concern,
            t.hearing((told := t.progressed()).when(without_meeting(told)), t.risk_assessment()),
        ),
    ),
    "RISK_ASSESSMENT_OPEN": (
        lambda: saying(t.no_concern, t.hearing(t.progressed(), t.meeting_held())),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "ASSESSED_BEFORE_MEETING": (
        lambda: saying(t.no_concern, t.assessed(found=t.risk_assessment(t.days(4)))),
        lambda: saying(t.no_concern, t.assessed(found=t.risk_assessment(t.days(5.2)))),
    ),
    "IDENTITY_NOT_CONFIRMED": (
        lambda: saying(t.no_concern, t.assessed(*t.NOTHING_HELD, t.candidates("police-national-1"))),
        lambda: saying(
            t.no_concern,
            t.assessed(
                *t.NOTHING_HELD,
                t.candidates("police-national-1"),
                t.identity(IdentityOutcome.NONE_IS_THE_SUBJECT, "police-national-1"),
            ),
        ),
    ),
    "CREDIBLE_RISK_NOT_STATED": (
        lambda: saying(t.no_concern, t.assessed(), credible_risk=""),
        lambda: saying(t.no_concern, t.assessed()),
    ),
    "GROUND_MISSING": (
        lambda: saying(t.concern, t.assessed(), grounds=frozenset()),
        lambda: saying(t.concern, t.assessed()),
    ),
    "INTELLIGENCE_NOT_GRADED for-a-category": (
        lambda: saying(t.concern, t.assessed(s.intelligence()), grounds=INTELLIGENCE),
        lambda: saying(t.concern, t.assessed(s.intelligence(s.GRADE)), grounds=INTELLIGENCE),
    ),
    "LINE_OF_RISK_MISSING": (
        lambda: saying(t.concern, t.assessed(), line_of_risk=None),
        lambda: saying(t.concern, t.assessed()),
    ),
}
