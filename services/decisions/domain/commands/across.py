"""Between forces (G 64 to 68): what officers of either intend and report, and what was not done in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.codes import Known, Rank
from contracts.crossing import Action, Awaited, ReturnReason, View
from contracts.fields import ForceCode, Key
from contracts.mappa import AreaCode
from contracts.parts import About
from messaging.decider import Actor
from services.decisions.domain.events_across import Awaits, Owned, Place


@dataclass(frozen=True, slots=True)
class PlaceParties:
    """Where parties live, as far as it is known now (G 65, 66)."""

    by: Actor
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RecordMappaStatus:
    """`as_of`: when that was so; the later of two counts."""

    by: Actor
    current: Known
    area: AreaCode | None
    manager: ForceCode | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class RecordOwner:
    """Two forces have agreed which of them does this from now on (C-17)."""

    by: Actor
    what: Owned
    force: ForceCode


@dataclass(frozen=True, slots=True)
class TaskForce:
    """G 66: another force acts for the parties who live in its area, by the agreed instants."""

    by: Actor
    force: ForceCode
    about: tuple[About, ...]
    actions: tuple[Action, ...]
    acknowledge_by: datetime
    report_by: datetime


@dataclass(frozen=True, slots=True)
class StandDown:
    by: Actor
    task: Key
    reasons: str


@dataclass(frozen=True, slots=True)
class AcknowledgeTask:
    by: Actor
    task: Key


@dataclass(frozen=True, slots=True)
class ReturnTask:
    """There is no right to refuse, only to say that it is not ours (G 66)."""

    by: Actor
    task: Key
    why: ReturnReason
    reasons: str
    lives_in: ForceCode | None = None


@dataclass(frozen=True, slots=True)
class ReportTask:
    """The findings, back to the force that coordinates. `manages`: whether we manage the subject.

    `conditions_met`: how the report keeps to the conditions of intelligence that is graded C.
    """

    by: Actor
    seen: int
    task: Key
    done: tuple[Action, ...]
    mappa: Known
    findings: str
    area: AreaCode | None = None
    manages: bool = False
    override: str | None = None
    conditions_met: str | None = None


@dataclass(frozen=True, slots=True)
class StatePosition:
    by: Actor
    seen: int
    view: View
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class RecordDisagreement:
    """Every effort was made and no agreement reached (G 67)."""

    by: Actor
    seen: int
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class AgreeHost:
    """Of children in several areas. Without `host` each force decides for its own (C-15)."""

    by: Actor
    seen: int
    host: ForceCode | None
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class DecideHosted:
    """As the force with primacy. `multi_agency`: other agencies were involved (G 67 b)."""

    by: Actor
    seen: int
    view: View
    multi_agency: bool
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class NoteDecision:
    """What a force has decided that exchanges no messages with us, at which rank there.

    `view` UNDECIDED: what was written down before stands no longer.
    """

    by: Actor
    seen: int
    force: ForceCode
    view: View
    rank: Rank | None
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class NameApplicant:
    """Tell a responding force who applied, because this action of its task needs it (A9)."""

    by: Actor
    task: Key
    action: Action
    reasons: str


@dataclass(frozen=True, slots=True)
class ForceSilent:
    """The agreed instant has come, and the other force has not done it. `time`: 0 for the first.

    `round`: how often those whom the task is about had been put right when the instant was set.
    """

    task: Key
    awaited: Awaited
    time: int
    round: int = 0


@dataclass(frozen=True, slots=True)
class TakeOnDecision:
    """As the force that was told that it decides (G 67)."""

    by: Actor


@dataclass(frozen=True, slots=True)
class DecidingForceSilent:
    """A force decides, and we have waited long for it. `time`: 0 for the first."""

    force: ForceCode
    awaits: Awaits
    since: datetime
    time: int


@dataclass(frozen=True, slots=True)
class NobodyHasPrimacy:
    """It is open which force decides, and whoever was rung took it long ago. `time`: how often it rang."""

    since: datetime
    time: int


REPORTED = PlaceParties | RecordMappaStatus | RecordOwner
JUDGED = ReportTask | StatePosition | RecordDisagreement | AgreeHost | DecideHosted | NoteDecision
ORDERED = TaskForce | StandDown | AcknowledgeTask | ReturnTask | NameApplicant | TakeOnDecision
