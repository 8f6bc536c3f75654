"""What stands between a case and a step between forces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from contracts.codes import Known, PartyRole, Rank
from contracts.crossing import Action, ReturnReason, View
from contracts.parts import About
from messaging.decider import Actor
from services.decisions.domain import commands as c

WRITTEN: Final = "as the officer will write"
AHEAD: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""The instants that the forces will agree."""
OF_AN_AREA: Final = tuple(one for one in Action if one is not Action.DECIDE_JOINTLY)
SUBJECT: Final = (About(role=PartyRole.SUBJECT),)

ACROSS: Final[Mapping[str, Callable[[Actor, int], object]]] = {
    "task-force": lambda by, seen: c.TaskForce(by, c.EVERY, SUBJECT, OF_AN_AREA, AHEAD, AHEAD),
    "stand-down": lambda by, seen: c.StandDown(by, c.EVERY, WRITTEN),
    "name-applicant": lambda by, seen: c.NameApplicant(by, c.EVERY, Action.SAFEGUARD_CHILDREN, WRITTEN),
    "acknowledge-task": lambda by, seen: c.AcknowledgeTask(by, c.EVERY),
    "return-task": lambda by, seen: c.ReturnTask(by, c.EVERY, ReturnReason.NOT_OUR_AREA, WRITTEN),
    "report-task": lambda by, seen: c.ReportTask(by, seen, c.EVERY, tuple(Action), Known.UNKNOWN, WRITTEN),
    "state-position": lambda by, seen: c.StatePosition(by, seen, View.UNDECIDED, WRITTEN),
    "record-disagreement": lambda by, seen: c.RecordDisagreement(by, seen, WRITTEN),
    "agree-host": lambda by, seen: c.AgreeHost(by, seen, None, WRITTEN),
    "note-decision": lambda by, seen: c.NoteDecision(
        by, seen, c.EVERY, View.DO_NOT_DISCLOSE, Rank.INSPECTOR, WRITTEN
    ),
    "take-on-decision": lambda by, seen: c.TakeOnDecision(by),
    "decide-hosted": lambda by, seen: c.DecideHosted(by, seen, View.DO_NOT_DISCLOSE, False, WRITTEN),
}
"""`EVERY` task stands for the last that is open; `EVERY` force for the one where the subject lives."""
