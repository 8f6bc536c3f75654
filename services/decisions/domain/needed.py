"""What a step needs of the forces that take part: whose decision it is, and for which children (G 67). Pure.

A step is the position of the force that takes it: it gets round no other that holds otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from contracts.crossing import PrimacyGround, View
from contracts.fields import ChildRef, ForceCode
from contracts.parties import joined_to
from services.decisions.domain import agreeing, primacy, spoken_of
from services.decisions.domain.commands import (
    CloseCase,
    DecideNoDisclosure,
    Finalise,
    MakeFinalEntry,
    ReleaseWording,
)
from services.decisions.domain.primacy import Primacy
from services.decisions.domain.state import Case

NOBODY: Final = (DecideNoDisclosure, MakeFinalEntry, Finalise, CloseCase)
"""Steps by which nobody is told; of the ends see `who_decides.ends_untold`."""


@dataclass(frozen=True, slots=True)
class Needed:
    """`of`: each force that decides, and for which children this step needs it; None: nobody decides.

    `unsettled`: who decides as it stands, or once this is what our force holds, where that is no force.
    """

    wanted: View
    found: Primacy
    unsettled: Primacy | None
    of: Mapping[ForceCode | None, frozenset[ChildRef]]

    @property
    def settled(self) -> bool:
        return self.unsettled is None and not (self.found.settled and None in self.of)

    def others(self, case: Case, *, joined: bool) -> Iterator[tuple[ForceCode, frozenset[ChildRef]]]:
        """Each other force that decides, and for whom: those that say so by message, or those that cannot."""
        for force in sorted(one for one in self.of if one and one != case.force):
            if (force in joined_to(case.force)) is joined:
                yield force, self.of[force]

    def lacking(self, case: Case, *, joined: bool) -> list[tuple[ForceCode, frozenset[ChildRef]]]:
        """Of these, those that have not decided so."""
        held = case.across
        return [one for one in self.others(case, joined=joined) if not held.has_decided(*one, self.wanted)]


def needed(case: Case, command: Any, now: datetime) -> Needed | None:
    """None: no other force has a say, or we answer one that coordinates."""
    found = agreeing.stands(case, now)
    if found is None or case.across.responding_to:
        return None
    nobody = isinstance(command, NOBODY)
    wanted = View.DO_NOT_DISCLOSE if nobody else View.DISCLOSE
    told = frozenset(dict(found.children)) if nobody else _children(case, command)
    deciding: set[ForceCode | None] = {found.host}
    if found.ground is PrimacyGround.EACH_CHILD:
        deciding = set(found.deciding) if nobody else {found.decides_for(child) for child in told}
    of = {force: found.decided_by(force) & told if force else frozenset() for force in deciding}
    return Needed(wanted, found, unsettled(case, wanted, now), of)


def unsettled(case: Case, wanted: View | None, now: datetime) -> Primacy | None:
    """Why it is not settled who decides, as things stand or once this is what our force holds."""
    found = agreeing.stands(case, now)
    if found is None or case.across.responding_to:
        return None
    held = [found] if wanted is None else [found, _as_decided(case, wanted, now)]
    return next((one for one in held if not _settles(one, wanted)), None)


def _children(case: Case, command: Any) -> frozenset[ChildRef]:
    """For whose sake somebody is to be told by this step."""
    if isinstance(command, ReleaseWording):
        held = case.disclosure.authorities.get(command.authority)
        return held.children if held else frozenset()
    told = (case.disclosure.recipients.get(one.recipient) for one in spoken_of.wordings(case, command))
    return frozenset(child for one in told if one is not None for child in one.children)


def _settles(found: Primacy, wanted: View | None) -> bool:
    """Where no force here decides because all live where other schemes run, nobody is told here (C-38)."""
    directed = found.ground is PrimacyGround.OUTSIDE_ENGLAND_AND_WALES
    return found.settled or (wanted is View.DO_NOT_DISCLOSE and directed)


def _as_decided(case: Case, wanted: View, now: datetime) -> Primacy:
    """Who decides if this is what our force holds."""
    known = agreeing.facts(case, now)
    return primacy.of(replace(known, positions={**known.positions, case.force: wanted}))
