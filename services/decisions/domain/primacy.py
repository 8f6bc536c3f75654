"""Which force decides on disclosure: a function of facts alone (G 64 to 68). Pure.

Normally the coordinating force. If forces cannot agree, and that is recorded: of a current MAPPA subject the
force of the MAPPA area, otherwise the force with the responsibility for the children (G 67 a, b). Where that
gives no one force, nobody has primacy and nothing is disclosed meanwhile (C-15).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from contracts.codes import Known, PartyRole
from contracts.crossing import PrimacyDetermined, PrimacyGround, PrimacyReEvaluated, View
from contracts.fields import ChildRef, ForceCode
from contracts.mappa import AreaCode, area_of, forces_of
from contracts.parties import Nation
from contracts.words import Words, say
from services.decisions.domain.events_across import PrimacyWorkedOut


@dataclass(frozen=True, slots=True)
class Lives:
    """Where somebody lives; `force` None: not known, or in no force area of England and Wales."""

    nation: Nation
    force: ForceCode | None = None

    @property
    def inside(self) -> bool:
        """In the area of a force that runs the scheme."""
        return self.nation is Nation.ENGLAND_AND_WALES and self.force is not None

    @property
    def outside(self) -> bool:
        """Known to live where other schemes run."""
        return self.nation is not Nation.ENGLAND_AND_WALES


@dataclass(frozen=True, slots=True)
class Status:
    """Whether the subject is a current MAPPA subject, where, and which force manages them.

    `of_before`: said by another force of who they were before they were put right.
    """

    current: Known = Known.UNKNOWN
    area: AreaCode | None = None
    manager: ForceCode | None = None
    of_before: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """The forces of several children agree who hosts the decision; None: each decides for its own (C-15).

    `over`: the children and the subject, by where they lived as it was known then. It counts for no others.
    """

    host: ForceCode | None
    over: Mapping[str, ForceCode | None]

    def changed(self, now: Mapping[str, ForceCode | None]) -> tuple[str, ...]:
        """Of whom it was not made as they live now: who came later or moved."""
        return tuple(sorted(dict(now.items() ^ self.over.items())))


@dataclass(frozen=True, slots=True)
class Facts:
    """All that primacy rests on. `on` is the London day on which it is judged (R-158)."""

    coordinating: ForceCode
    on: date
    subject: Lives | None = None
    children: Mapping[ChildRef, Lives | None] = field(default_factory=dict)
    mappa: Status = Status()
    positions: Mapping[ForceCode, View] = field(default_factory=dict)
    disagreement: bool = False
    """Recorded by two forces at least, and not overtaken by an agreement."""
    agreed: Agreement | None = None
    """The last, whether or not it still counts."""
    asked_anew: bool = False
    """Whether forces between which a disagreement was recorded have still to say what they hold of who they
    are now."""

    @property
    def held_by(self) -> dict[str, ForceCode | None]:
        """The force of each child, and of the subject."""
        return held_by(self.subject, self.children)


@dataclass(frozen=True, slots=True)
class Primacy:
    """`host` None: no one force decides; `children`: who has the responsibility for each."""

    ground: PrimacyGround
    host: ForceCode | None = None
    children: tuple[tuple[ChildRef, ForceCode | None], ...] = ()

    @property
    def settled(self) -> bool:
        return self.host is not None or self.ground is PrimacyGround.EACH_CHILD

    @property
    def deciding(self) -> frozenset[ForceCode]:
        """Every force that decides, for all children or for some; none while it is not settled."""
        of_each = dict(self.children).values() if self.ground is PrimacyGround.EACH_CHILD else (self.host,)
        return frozenset(force for force in of_each if force is not None)

    @property
    def deciding_for(self) -> tuple[tuple[ChildRef, ForceCode | None], ...]:
        """Which force decides for which child, where each decides for its own."""
        return self.children if self.ground is PrimacyGround.EACH_CHILD else ()

    def decides_for(self, child: ChildRef) -> ForceCode | None:
        """Which force decides whether somebody is told for this child's sake; None: nobody yet."""
        if self.ground is PrimacyGround.EACH_CHILD:
            return dict(self.children).get(child)
        return self.host

    def decided_by(self, force: ForceCode) -> frozenset[ChildRef]:
        """The children for whose sake this force decides; none if it does not decide."""
        return frozenset(child for child, _ in self.children if self.decides_for(child) == force)

    @property
    def words(self) -> Words:
        """Why, with the paragraph."""
        return say(self.ground)


def held_by(subject: Lives | None, children: Mapping[ChildRef, Lives | None]) -> dict[str, ForceCode | None]:
    """The force in whose area each lives, as an agreement is made over them."""
    return {PartyRole.SUBJECT.value: _holder(subject), **{ref: _holder(one) for ref, one in children.items()}}


def as_said(said: PrimacyWorkedOut | PrimacyDetermined | PrimacyReEvaluated) -> Primacy:
    """What was recorded here, or said by the force that coordinates."""
    return Primacy(said.ground, said.host, tuple((one.child, one.force) for one in said.children))


def differ(positions: Mapping[ForceCode, View]) -> bool:
    """Whether two forces hold different things; who has no position yet differs from nobody."""
    return len(set(positions.values()) - {View.UNDECIDED}) > 1


def of(facts: Facts) -> Primacy:
    """Who decides, and on what ground."""
    children = tuple((ref, _holder(lives)) for ref, lives in sorted(facts.children.items()))
    ground, host = _of(facts)
    return Primacy(ground, host, children)


def _of(facts: Facts) -> tuple[PrimacyGround, ForceCode | None]:
    everybody = [facts.subject, *facts.children.values()]
    if facts.children and all(lives is not None and lives.outside for lives in everybody):
        return PrimacyGround.OUTSIDE_ENGLAND_AND_WALES, None
    if not (differ(facts.positions) or facts.asked_anew):
        return PrimacyGround.COORDINATING_FORCE, facts.coordinating
    if not facts.disagreement:
        return PrimacyGround.POSITIONS_DIFFER, None
    match facts.mappa.current:
        case Known.YES:
            return _of_the_area(facts)
        case Known.NO:
            return _of_the_children(facts)
        case Known.UNKNOWN:
            return PrimacyGround.MAPPA_STATUS_UNKNOWN, None


def _of_the_area(facts: Facts) -> tuple[PrimacyGround, ForceCode | None]:
    """G 67 (a). An area is no force: where two police it, the one that manages the subject (C-18)."""
    manager = facts.mappa.manager
    area = facts.mappa.area or (area_of(manager, facts.on) if manager else None)
    forces = forces_of(area, facts.on) if area else ()
    if not forces:
        return PrimacyGround.MAPPA_AREA_UNKNOWN, None
    if len(forces) == 1:
        return PrimacyGround.MAPPA_AREA, forces[0]
    if manager in forces:
        return PrimacyGround.MAPPA_AREA, manager
    return PrimacyGround.MAPPA_AREA_SHARED, None


def _of_the_children(facts: Facts) -> tuple[PrimacyGround, ForceCode | None]:
    """G 67 (b). Children of several areas: one host that they agree on, or each for its own (C-15)."""
    lives = facts.children.values()
    if not facts.children or any(_unknown(one) for one in lives):
        return PrimacyGround.CHILD_AREA_UNKNOWN, None
    holders = {one.force for one in lives if one is not None and one.inside}
    if len(holders) == 1:
        return PrimacyGround.CHILD_FORCE, holders.pop()
    return _of_several(facts, holders) if holders else _of_the_subject(facts)


def _of_the_subject(facts: Facts) -> tuple[PrimacyGround, ForceCode | None]:
    """Every child lives where another scheme runs: the force of whoever lives here goes on (C-38)."""
    if facts.subject is not None and facts.subject.inside:
        return PrimacyGround.SUBJECT_FORCE, facts.subject.force
    return PrimacyGround.CHILD_AREA_UNKNOWN, None


def _of_several(facts: Facts, holders: set[ForceCode | None]) -> tuple[PrimacyGround, ForceCode | None]:
    agreed = facts.agreed
    if agreed is None or agreed.changed(facts.held_by):
        return PrimacyGround.CHILDREN_IN_SEVERAL_AREAS, None
    if agreed.host is None:
        return PrimacyGround.EACH_CHILD, None
    if agreed.host in holders:
        return PrimacyGround.AGREED_HOST, agreed.host
    return PrimacyGround.CHILDREN_IN_SEVERAL_AREAS, None


def _unknown(lives: Lives | None) -> bool:
    return lives is None or not (lives.inside or lives.outside)


def _holder(lives: Lives | None) -> ForceCode | None:
    return lives.force if lives is not None and lives.inside else None
