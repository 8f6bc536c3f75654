"""What comes due: clocks and watchdogs of the case. Each becomes a command, and nothing if its reason has
gone.

Letters and alerts leave by topics, alarms by the runtime; what concerns another case is passed on to it.
Entries go to the force's own record system, and nothing else leaves from here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from contracts.clocks import ClockName
from contracts.crossing import Awaited
from messaging.routes import Due, DueTask, Effect, Safety, TaskRoutes
from services.decisions.adapters.linking import Linking
from services.decisions.adapters.record_system import ATTEMPTS, Entering
from services.decisions.domain.commands import (
    ChaseRecordEntry,
    ClockRanOut,
    ClosingSlotCame,
    DecidingForceSilent,
    ForceSilent,
    LetterNotTakenUp,
    NobodyAddressed,
    NobodyAnswered,
    NobodyHasPrimacy,
    NobodyRatified,
    NobodySupervises,
    NothingHappens,
    PartnerSilent,
    ReleaseRanOut,
    StillLate,
)
from services.decisions.domain.events_across import Awaits
from services.decisions.domain.linked import TASK as LINKED
from services.decisions.domain.recording import CHASE, ENTRY
from services.decisions.domain.same_person import TASK as SAME_PERSON
from services.decisions.domain.still_late import TASK as STILL_LATE
from services.decisions.domain.unaddressed import TASK as UNADDRESSED


def _clock(task: DueTask) -> ClockRanOut:
    return ClockRanOut(
        clock=ClockName(task.refs["clock"]),
        limit=task.refs["mark"] == "limit",
        due=datetime.fromisoformat(task.refs["due"]),
        alert=task.refs.get("alert"),
    )


def _climb(task: DueTask) -> NobodyAnswered:
    return NobodyAnswered(task.refs["alert"], int(task.refs["level"]))


def _supervision(task: DueTask) -> NobodySupervises:
    return NobodySupervises(int(task.refs["time"]))


def _still_late(task: DueTask) -> StillLate:
    due = datetime.fromisoformat(task.refs["due"])
    return StillLate(ClockName(task.refs["clock"]), due, int(task.refs["time"]))


def _silence(task: DueTask) -> NothingHappens:
    return NothingHappens(date.fromisoformat(task.refs["since"]))


def _closing(task: DueTask) -> ClosingSlotCame:
    return ClosingSlotCame(datetime.fromisoformat(task.refs["slot"]))


def _handover(task: DueTask) -> LetterNotTakenUp:
    return LetterNotTakenUp(datetime.fromisoformat(task.refs["slot"]))


def _force(task: DueTask) -> ForceSilent:
    refs = task.refs
    awaited, round_ = Awaited(refs["awaited"]), int(refs.get("round", "0"))
    return ForceSilent(refs["task"], awaited, int(refs["time"]), round_)


def _decision(task: DueTask) -> DecidingForceSilent:
    since = datetime.fromisoformat(task.refs["since"])
    return DecidingForceSilent(task.refs["force"], Awaits(task.refs["awaits"]), since, int(task.refs["time"]))


def _primacy(task: DueTask) -> NobodyHasPrimacy:
    return NobodyHasPrimacy(datetime.fromisoformat(task.refs["since"]), int(task.refs["time"]))


TASKS: Final[TaskRoutes] = {
    "clock": Due(_clock),
    "climb": Due(_climb),
    "supervision": Due(_supervision),
    "silence": Due(_silence),
    UNADDRESSED: Due(lambda task: NobodyAddressed(task.refs["issue"], int(task.refs["time"]))),
    STILL_LATE: Due(_still_late),
    "closing": Due(_closing),
    "handover": Due(_handover),
    "force": Due(_force),
    "decision": Due(_decision),
    "primacy": Due(_primacy),
    CHASE: Due(lambda task: ChaseRecordEntry(task.refs["entry"], int(task.refs["time"]))),
    "partner": Due(lambda task: PartnerSilent(task.refs["referral"], int(task.refs["time"]))),
    "release": Due(lambda task: ReleaseRanOut(task.refs["release"])),
    "ratify": Due(lambda task: NobodyRatified(task.refs["recipient"], int(task.refs["time"]))),
}


def routes(linking: Linking, entering: Entering) -> TaskRoutes:
    return {
        **TASKS,
        LINKED: Effect(linking.pass_on, Safety.REPEATABLE),
        ENTRY: Effect(entering.enter, Safety.LOOK_UP_FIRST, attempts=ATTEMPTS + 1, look_up=entering.look_up),
        SAME_PERSON: Effect(linking.tell, Safety.REPEATABLE),
    }
