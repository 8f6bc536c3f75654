"""What stands between a case and a step: its command, with what only the officer can write filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from contracts.codes import Category, ConcernGround, Delivery, NoConcernStatement, NotMet, Priority
from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.domain.events import CannotBeTold, Process
from services.decisions.http.steps_across import ACROSS
from services.decisions.http.steps_disclosing import DISCLOSING
from services.decisions.http.steps_telling import TELLING

WRITTEN: Final = "as the officer will write"
ALL_THREE: Final = frozenset(
    {
        NoConcernStatement.NO_RELEVANT_CONVICTIONS,
        NoConcernStatement.NO_OTHER_INTELLIGENCE,
        NoConcernStatement.NO_CONCERNING_BEHAVIOUR,
    }
)


def _no_concern(by: Actor, seen: int) -> c.Categorise:
    return c.Categorise(by, seen, Category.NO_CONCERN, WRITTEN, WRITTEN, statements=ALL_THREE)


def _concern(by: Actor, seen: int) -> c.Categorise:
    return c.Categorise(
        by,
        seen,
        Category.CONCERN,
        WRITTEN,
        WRITTEN,
        grounds=frozenset({ConcernGround.CONCERNING_BEHAVIOUR}),
        line_of_risk=WRITTEN,
        children=("child-1",),
    )


STEPS: Final[Mapping[str, Callable[[Actor, int], object]]] = {
    "acknowledge-flags": lambda by, seen: c.AcknowledgeFlags(by, frozenset(), WRITTEN),
    "supervise": lambda by, seen: c.AssignSupervisor(by, by),
    "progress": lambda by, seen: c.Progress(by, seen, WRITTEN, (Process.CSODS,)),
    "prioritise": lambda by, seen: c.Prioritise(by, seen, Priority.FULL_ASSESSMENT_NOW, WRITTEN),
    "do-not-progress": lambda by, seen: c.DoNotProgress(by, seen, WRITTEN),
    "go-on-without-meeting": lambda by, seen: c.GoOnWithoutMeeting(by, seen, NotMet.UNREACHABLE, WRITTEN),
    "no-concern": _no_concern,
    "concern": _concern,
    "outside-scheme": lambda by, seen: c.FindOutsideScheme(by, seen, WRITTEN),
    "post-letter": lambda by, seen: c.ChooseDelivery(by, Delivery.POST),
    "not-tell": lambda by, seen: c.DecideNotToTell(
        by, CannotBeTold.UNREACHABLE, WRITTEN, attempts=(WRITTEN,)
    ),
    "confirm-decision": lambda by, seen: c.ConfirmDecision(by, seen, WRITTEN),
    **DISCLOSING,
    **ACROSS,
    "final-entry": lambda by, seen: c.MakeFinalEntry(by, seen, WRITTEN, WRITTEN),
    "finalise": c.Finalise,
    "close": lambda by, seen: c.CloseCase(by, seen, WRITTEN),
    **TELLING,
}
