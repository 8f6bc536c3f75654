"""What a case has with other forces (G 64 to 68): tasks, positions, primacy, who owns what. Pure.

Part of the state of a case (`Case.across`); instants are aware, UTC. In one case we coordinate, or respond to
another force, never both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts.codes import Known, Outcome, PartyRole, Rank
from contracts.crossing import (
    Action,
    Awaited,
    DecisionAwaited,
    NamedApplicant,
    PositionReasons,
    PrimacyGround,
    ReportedFindings,
    ReturnReason,
    TaskedParties,
    View,
)
from contracts.fields import CaseId, ChildRef, Count, ForceCode, Key, Reference
from contracts.parties import force_of, principal_of
from contracts.parts import About
from contracts.sealed import Sealed
from services.decisions.domain.correction import Correction
from services.decisions.domain.events_across import Awaits, Owned
from services.decisions.domain.facts import Asked, Reported
from services.decisions.domain.owed import Owes, Rung, Unsettled
from services.decisions.domain.primacy import Agreement, Lives, Primacy, Status, differ


@dataclass(frozen=True, slots=True)
class Tasked:
    """A task that we gave to another force, or that it gave to us: `force` is the other one.

    `tasking` is what no officer reads of it: the id of our entry that gave it, or what they call their case.
    """

    key: Key
    force: ForceCode
    about: tuple[About, ...]
    actions: frozenset[Action]
    tasked_at: datetime
    acknowledge_by: datetime
    report_by: datetime
    agreed: tuple[timedelta, timedelta] = (timedelta(), timedelta())
    """Within which times it is acknowledged and reported, from when it was given."""
    tasking: str = ""
    acknowledged_at: datetime | None = None
    reference: Reference | None = None
    """Of the other force's case."""
    returned_at: datetime | None = None
    why_returned: ReturnReason | None = None
    lives_in: ForceCode | None = None
    reported_at: datetime | None = None
    done: tuple[Action, ...] = ()
    findings: Sealed[ReportedFindings] | None = None
    stood_down_at: datetime | None = None
    parties: Sealed[TaskedParties] | None = None
    """Whom it was given to search for, as they were last put right."""
    correction: Correction | None = None
    """The last of those whom it is about."""
    put_right: Mapping[About, int] = field(default_factory=dict)
    """By which correction each of them was last put right."""
    search_wanted_at: datetime | None = None
    """When our own checks were last asked to look for them, as the responding force."""

    @property
    def open(self) -> bool:
        """Whether a report is still due."""
        return not (self.returned_at or self.reported_at or self.stood_down_at)

    @property
    def answered(self) -> bool:
        """Whether it was reported, and may be reported again: what is found later is said too."""
        return self.reported_at is not None and self.stands

    @property
    def stands(self) -> bool:
        """Whether the other force has taken it, or still may: neither returned nor stood down."""
        return not (self.returned_at or self.stood_down_at)

    @property
    def round(self) -> int:
        """How often those whom it is about were put right; an answer of an earlier round is none."""
        return self.correction.number if self.correction else 0

    @property
    def given_at(self) -> datetime:
        return self.correction.at if self.correction else self.tasked_at

    def awaits(self, awaited: Awaited) -> bool:
        return self.open and (awaited is Awaited.REPORT or self.acknowledged_at is None)

    def due(self, awaited: Awaited) -> datetime:
        return self.report_by if awaited is Awaited.REPORT else self.acknowledge_by


@dataclass(frozen=True, slots=True)
class Position:
    """Why a third force holds it is not known here: that stays with the coordinating force.

    `anew`: how often that force had been asked anew; `open`: it was since, and has not said what it holds.
    """

    view: View
    at: datetime
    reasons: Sealed[PositionReasons] | None = None
    anew: Count = 0
    open: bool = False

    def overtakes(self, other: Position | None) -> bool:
        """Of two of one force the one of who they are now counts, then the later."""
        return other is None or (self.anew, self.at) >= (other.anew, other.at)


@dataclass(frozen=True, slots=True)
class Naming:
    """Who applied, as another force told us, because what it asks for needs it (A9)."""

    applicant: Sealed[NamedApplicant]
    action: Action
    at: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a force has decided on disclosure; UNDECIDED has no rank. `said_at`: when it was said to us.

    `children`: for whom it decided; None: of a third force, whose decision we are told and told when it ends.
    """

    view: View
    at: datetime
    rank: Rank | None = None
    said_at: datetime | None = None
    children: frozenset[ChildRef] | None = None

    def same(self, other: Ruling | None) -> bool:
        return other is not None and (self.view, self.at) == (other.view, other.at)

    def counts_for(self, children: frozenset[ChildRef]) -> bool:
        """Whether it was made for all of these: nobody was asked of a child that came later (C-15)."""
        return self.view is not View.UNDECIDED and (self.children is None or children <= self.children)


@dataclass(frozen=True, slots=True)
class Held:
    """From when a force owns something of the case, and why (C-17)."""

    force: ForceCode
    since: datetime
    ground: PrimacyGround | None = None


@dataclass(frozen=True, slots=True)
class Across:
    """`tasks` by key, in the order in which they were given. `their_case`: of the force that coordinates."""

    responding_to: ForceCode | None = None
    their_case: CaseId | None = None
    tasks: Mapping[Key, Tasked] = field(default_factory=dict)
    rung_for: Mapping[Key, tuple[Key, Awaited]] = field(default_factory=dict)
    """By the alert: the task that it was rung for, and what of it was awaited."""
    settled: frozenset[Key] = frozenset()
    """Of these alerts, those for which that had been done before the task was asked anew."""
    corrections: Mapping[Key, Correction] = field(default_factory=dict)
    """Of tasks that have not come here yet."""
    answers: Mapping[Asked, Reported] = field(default_factory=dict)
    """Of the sources of each other force, as it last reported them."""
    unsaid: Mapping[Asked, datetime] = field(default_factory=dict)
    """Its own records, for whom it was to search, when its last report said of none of its sources how it
    answered: nobody knows whether it has looked."""
    places: Mapping[str, Lives] = field(default_factory=dict)
    """By `APPLICANT`, `SUBJECT`, or a child's reference."""
    status: Status | None = None
    status_at: datetime | None = None
    status_by: ForceCode | None = None
    """The force that reported it; None: somebody here recorded it."""
    positions: Mapping[ForceCode, Position] = field(default_factory=dict)
    positions_told: Mapping[tuple[ForceCode, ForceCode], tuple[datetime, View]] = field(default_factory=dict)
    """By whom it was told to, and whose it is: the last that we told them of, and when it was stated."""
    asked_anew: Mapping[ForceCode, Count] = field(default_factory=dict)
    """How often each force was asked anew what it holds, because somebody it is about was put right."""
    asked_anew_told: Mapping[ForceCode, Count] = field(default_factory=dict)
    """By whom it was told to: the last of these that we said."""
    disagreement: datetime | None = None
    disagreeing: frozenset[ForceCode] = frozenset()
    """Between which forces it was recorded."""
    agreed: Agreement | None = None
    primacy: Primacy | None = None
    unsettled: Unsettled | None = None
    """While no force decides, and one here could."""
    primacy_said_at: datetime | None = None
    """When the coordinating force determined the last that it said of it."""
    primacy_told: Mapping[ForceCode, Primacy] = field(default_factory=dict)
    """By whom it was told to: the last that we said."""
    children_told: Mapping[ForceCode, tuple[tuple[datetime, frozenset[ChildRef]], ...]] = field(
        default_factory=dict
    )
    """By whom it was told to: since when, for which children it decides."""
    decided: Mapping[ForceCode, Ruling] = field(default_factory=dict)
    """What each force that decides has decided, as far as it was said; ours as the coordinating force is not
    here, but in the case."""
    decided_told: Mapping[tuple[ForceCode, ForceCode], Ruling] = field(default_factory=dict)
    """By whom it was told to, and whose it is: the last that we said."""
    anew: Mapping[ForceCode, Count] = field(default_factory=dict)
    """How often each force was to decide anew, because somebody of whom it decides was put right."""
    anew_told: Mapping[ForceCode, Count] = field(default_factory=dict)
    """By whom it was told to: the last of these that we said."""
    owed: Mapping[ForceCode, Owes] = field(default_factory=dict)
    """Of the forces that `owing` names."""
    rung_to_decide: Mapping[Key, Rung] = field(default_factory=dict)
    """By the alert."""
    outcome: Outcome | None = None
    """To which the coordinating force's case came."""
    outcome_told: frozenset[ForceCode] = frozenset()
    owners: Mapping[Owned, tuple[Held, ...]] = field(default_factory=dict)
    named_to: frozenset[ForceCode] = frozenset()
    """To which forces it was said who applied."""
    applicant: Naming | None = None
    """Said to us, the responding force."""

    @property
    def takes_part(self) -> bool:
        """Whether another force has, or had, anything to do with the case."""
        return self.responding_to is not None or bool(self.tasks)

    @property
    def rulings(self) -> Mapping[ForceCode, Ruling]:
        """Of what was said, what decides anything: a force that is undecided again has decided nothing."""
        return {force: one for force, one in self.decided.items() if one.view is not View.UNDECIDED}

    def overtaken(self, determined_at: datetime) -> bool:
        """Whether a newer word of who decides has come before this one."""
        return self.primacy_said_at is not None and self.primacy_said_at > determined_at

    @property
    def done(self) -> bool:
        """As responding force: everything that was asked is reported, returned or called off."""
        return self.responding_to is not None and not any(task.open for task in self.tasks.values())

    def counterparts(self) -> tuple[ForceCode, ...]:
        """The other forces that take part now."""
        if self.responding_to is not None:
            return (self.responding_to,)
        return tuple(dict.fromkeys(task.force for task in self.tasks.values() if task.stands))

    def has_part(self, force: ForceCode, ours: ForceCode) -> bool:
        """Whether what a force holds counts: it takes part, or it could be asked again.

        Who was stood down or returned the task, and neither manages the subject nor has anybody in its area,
        can be asked nothing more: what it held would stand between every decision and its end. As the
        responding force we do not know who takes part.
        """
        if self.responding_to is not None or force in (ours, self.manager, *self.counterparts()):
            return True
        return any(
            lives.inside and lives.force == force
            for who, lives in self.places.items()
            if who != PartyRole.APPLICANT
        )

    def of_a_view(self, ours: ForceCode) -> Mapping[ForceCode, View]:
        """What is held by each force that takes part and holds something."""
        return {
            force: held.view
            for force, held in self.positions.items()
            if held.view is not View.UNDECIDED and self.has_part(force, ours)
        }

    def at_odds(self, ours: ForceCode) -> bool:
        """Whether the forces between which a disagreement was recorded still hold different things."""
        held = self.of_a_view(ours)
        disagree = differ({force: view for force, view in held.items() if force in self.disagreeing})
        return disagree or self.owe_an_answer(ours)

    def owe_an_answer(self, ours: ForceCode) -> bool:
        """Or have still to say what they hold of who they are now: nobody has agreed since."""
        between = [one for one in self.disagreeing if one in self.positions and self.has_part(one, ours)]
        return len(between) > 1 and any(self.positions[one].open for one in between)

    def waiting(self) -> Iterator[tuple[Tasked, Awaited]]:
        """What another force has not done yet: the soonest of each task alone."""
        for task in self.tasks.values():
            if task.open:
                yield task, (Awaited.REPORT if task.acknowledged_at else Awaited.ACKNOWLEDGEMENT)

    def owing(self, ours: ForceCode) -> frozenset[ForceCode]:
        """Forces that decide and have not decided, for every child for whom they do (C-15).

        As the coordinating force: the others. As the responding force, at most ours: while it takes part, and
        the coordinating force's case has not ended.
        """
        found = self.primacy
        if found is None or self.outcome is not None:
            return frozenset()
        wanted, part = found.deciding - {ours}, any(task.stands for task in self.tasks.values())
        if self.responding_to is not None:
            wanted = found.deciding & {ours} if part else frozenset()
        return frozenset(one for one in wanted if not self.has_decided(one, found.decided_by(one)))

    def has_decided(self, force: ForceCode, children: frozenset[ChildRef], view: View | None = None) -> bool:
        """Either way, or so; for these children."""
        made = self.rulings.get(force)
        return made is not None and made.counts_for(children) and view in (None, made.view)

    def settles(self, alert: Key) -> bool:
        """Whether what an alert was raised for has been done."""
        if (rung := self.rung_to_decide.get(alert)) is not None:
            return not self.waits_for(rung)
        named, awaited = self.rung_for.get(alert, ("", Awaited.REPORT))
        task = self.tasks.get(named)
        return alert in self.settled or (task is not None and not task.awaits(awaited))

    def rung_here(self, ours: ForceCode, awaited: DecisionAwaited) -> Rung | None:
        """For what somebody is rung at the force that decides, if that is ours and it has not decided."""
        held = self.owed.get(ours)
        return Rung(ours, held.since, Awaits(awaited)) if held else None

    def waits_for(self, rung: Rung) -> bool:
        """Whether what was wanting then is still wanting."""
        held = self.owed.get(rung.force)
        if held is None or held.since != rung.since:
            return False
        done = {
            Awaits.TASK: held.told_at is not None and rung.force in self.counterparts(),
            Awaits.TAKING_ON: held.taken_on_at is not None,
        }
        return not done.get(rung.awaits, False)

    def owner(self, what: Owned) -> ForceCode | None:
        held = self.owners.get(what, ())
        return held[-1].force if held else None

    @property
    def manager(self) -> ForceCode | None:
        """The force that manages the subject, as far as it was recorded or reported."""
        return self.status.manager if self.status else None

    def current(self) -> Known:
        return self.status.current if self.status else Known.UNKNOWN


def decisions_of(force: ForceCode) -> str:
    """The principal that every message to a force goes to."""
    return f"{force}.decisions"


def writer(source: str) -> ForceCode:
    """The force of a message's source; empty for a party that is none."""
    return force_of(principal_of(source))
