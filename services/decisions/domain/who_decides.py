"""Whose decision it is that somebody is told, or that nobody is: before either is decided, and before a case
ends with nobody told (G 67). Pure.

A step is the position of the force that takes it: it gets round no other that holds otherwise. Where it is
another force's decision, it is carried out here as that force has decided, and for the children of whom it
knew when it did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from contracts.codes import AlertKind, Outcome
from contracts.crossing import PrimacyGround, View
from contracts.fields import ChildRef, ForceCode
from contracts.parties import joined_to
from messaging.decider import Moment
from messaging.gates import Gate
from services.decisions.domain import agreeing, held_here, primacy, spoken_of, who_is_told
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import (
    CloseCase,
    DecideNoDisclosure,
    Finalise,
    MakeFinalEntry,
    ReleaseWording,
)
from services.decisions.domain.evidence import only
from services.decisions.domain.finalising import outcome_of
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.passing import overridable
from services.decisions.domain.primacy import Primacy
from services.decisions.domain.state import Case
from services.decisions.domain.tasking import named

NOBODY: Final = (DecideNoDisclosure, MakeFinalEntry, Finalise, CloseCase)
"""Steps by which nobody is told; of the ends see `ends_untold`."""
UNTOLD: Final = frozenset(
    {Outcome.NO_DISCLOSURE, Outcome.NOT_PROGRESSED, Outcome.OUT_OF_SCOPE, Outcome.WITHDRAWN_BY_APPLICANT}
)
"""Not of what another body took over, nor of what was answered to another force."""
BY_HAND: Final = "DECIDING_FORCE_NOT_JOINED"
TO_DO: Final[Mapping[PrimacyGround, str]] = {
    PrimacyGround.POSITIONS_DIFFER: "State what this force holds, try to agree, and record it if you cannot.",
    PrimacyGround.CHILDREN_IN_SEVERAL_AREAS: "Agree which force hosts, or that each decides for its own.",
    PrimacyGround.CHILD_AREA_UNKNOWN: "Record where each child lives.",
    PrimacyGround.MAPPA_STATUS_UNKNOWN: "Record whether the subject is managed, and where.",
    PrimacyGround.MAPPA_AREA_UNKNOWN: "Record the area, or which force manages the subject.",
    PrimacyGround.MAPPA_AREA_SHARED: "Record which of the two manages the subject.",
}


def ends_untold(case: Case, command: Any) -> bool:
    """Whether a case of ours ends with nobody told."""
    return outcome_of(case) in UNTOLD


def _wanted(command: Any) -> View:
    return View.DO_NOT_DISCLOSE if isinstance(command, NOBODY) else View.DISCLOSE


def _children(case: Case, command: Any) -> frozenset[ChildRef]:
    """For whose sake somebody is to be told by this step."""
    if isinstance(command, ReleaseWording):
        held = case.disclosure.authorities.get(command.authority)
        return held.children if held else frozenset()
    told = (case.disclosure.recipients.get(one.recipient) for one in spoken_of.wordings(case, command))
    return frozenset(child for one in told if one is not None for child in one.children)


def _deciding(case: Case, found: Primacy, command: Any) -> set[ForceCode | None]:
    if found.ground is not PrimacyGround.EACH_CHILD:
        return {found.host}
    if isinstance(command, NOBODY):
        return set(found.deciding)
    return {found.decides_for(child) for child in _children(case, command)}


def _asked(case: Case, found: Primacy, command: Any, force: ForceCode) -> frozenset[ChildRef]:
    """For which children this step needs the decision of that force: to tell nobody, for all of its own."""
    theirs = found.decided_by(force)
    return theirs if isinstance(command, NOBODY) else theirs & _children(case, command)


def _settles(found: Primacy, wanted: View | None) -> bool:
    """Where no force here decides because all live where other schemes run, nobody is told here (C-38)."""
    directed = found.ground is PrimacyGround.OUTSIDE_ENGLAND_AND_WALES
    return found.settled or (wanted is View.DO_NOT_DISCLOSE and directed)


def _as_decided(case: Case, wanted: View, now: datetime) -> Primacy:
    """Who decides if this is what our force holds."""
    known = agreeing.facts(case, now)
    return primacy.of(replace(known, positions={**known.positions, case.force: wanted}))


def _open(case: Case, wanted: View | None, now: datetime) -> Primacy | None:
    """Why it is not settled who decides, as things stand or once this is what our force holds."""
    found = agreeing.stands(case, now)
    if found is None or case.across.responding_to:
        return None
    held = [found] if wanted is None else [found, _as_decided(case, wanted, now)]
    return next((one for one in held if not _settles(one, wanted)), None)


def _someone_decides(case: Case, command: Any, moment: Moment) -> bool:
    wanted, found = _wanted(command), agreeing.stands(case, moment.now)
    if found is None or case.across.responding_to:
        return True
    by_nobody = found.settled and None in _deciding(case, found, command)
    return _open(case, wanted, moment.now) is None and not by_nobody


def _unsettled(case: Case, command: Any, moment: Moment) -> str:
    found = _open(case, _wanted(command), moment.now)
    why = f"{found.words.text} ({found.words.paragraph})" if found else "a child lives in no force's area"
    ground = found.ground if found else PrimacyGround.CHILDREN_IN_SEVERAL_AREAS
    of_others = ground is PrimacyGround.CHILDREN_IN_SEVERAL_AREAS
    anew = agreeing.agreed_over_others(case, moment.now) if of_others else ""
    do = anew or TO_DO.get(ground, "")
    away = found is not None and _differing_without_a_task(case, command, moment.now)
    first = f"{', '.join(map(named, away))} has no task in this case: give it one first. " if away else ""
    said = f"It is not settled which force decides: {why}. Nobody is told meanwhile, unless urgently."
    return f"{said} {first}{do}".strip()


def _differing_without_a_task(case: Case, command: Any, now: datetime) -> list[ForceCode]:
    """Forces that hold otherwise, count, and with which nothing can be agreed before they are asked again."""
    held = agreeing.facts(case, now).positions
    others = sorted(set(held) - {case.force, *case.across.counterparts()})
    return [one for one in others if held[one] not in (View.UNDECIDED, _wanted(command))]


def _others(case: Case, command: Any, now: datetime) -> Iterator[tuple[ForceCode, frozenset[ChildRef]]]:
    """Each other force that decides, and for whom, as far as this step needs it."""
    found = agreeing.stands(case, now)
    if found is None or case.across.responding_to:
        return
    for force in sorted(one for one in _deciding(case, found, command) if one and one != case.force):
        yield force, _asked(case, found, command, force)


def _heard(case: Case, command: Any, now: datetime) -> list[tuple[ForceCode, frozenset[ChildRef]]]:
    """Of these, those that can say by message what they have decided."""
    return [one for one in _others(case, command, now) if one[0] in joined_to(case.force)]


def _by_hand(case: Case, command: Any, now: datetime) -> list[ForceCode]:
    """Of these, those that exchange no messages with us."""
    return [force for force, _ in _others(case, command, now) if force not in joined_to(case.force)]


def _written_down(case: Case) -> bool:
    """Whether an Inspector has written what a force has decided that exchanges no messages with us."""
    return any(BY_HAND in one.passed for one in case.entries)


def _has_decided(case: Case, force: ForceCode, children: frozenset[ChildRef], view: View | None) -> bool:
    """So, or either way; for these children."""
    made = case.across.rulings.get(force)
    return made is not None and made.counts_for(children) and view in (None, made.view)


def _ours(case: Case, command: Any, moment: Moment) -> bool:
    """Decided here, or as the force with primacy has decided (G 67)."""
    wanted = _wanted(command)
    return all(_has_decided(case, *one, wanted) for one in _heard(case, command, moment.now))


def _elsewhere(case: Case, command: Any, moment: Moment) -> str:
    found, wanted = agreeing.stands(case, moment.now), _wanted(command)
    others = _heard(case, command, moment.now)
    why = f" ({found.words.text}; {found.words.paragraph})" if found else ""
    decide = ", ".join(named(force) for force, _ in others)
    said = [_why_not(case, *one) for one in others if not _has_decided(case, *one, wanted)]
    return f"{decide} decides on disclosure{why}. {' '.join(said)}"


def _why_not(case: Case, force: ForceCode, children: frozenset[ChildRef]) -> str:
    name = named(force)
    if _has_decided(case, force, children, None):
        return f"{name} has decided otherwise: carry that out, or have it decide anew."
    if force not in case.across.counterparts():
        there = case.across.has_part(force, case.force)
        first = "" if there else "record that it manages the subject, then "
        return f"{name} has no task in this case and does not know that it decides: {first}give it one."
    some = " for every child" if force in case.across.rulings else ""
    return f"{name} has not decided yet{some}, and has been told that it decides: ring it."


def _held_of(case: Case, found: Primacy, force: ForceCode) -> View | None:
    """What was decided here of the children for whom that force decides; None: nothing."""
    held = held_here.decided(case)
    if held is None or held.view is View.DO_NOT_DISCLOSE:
        return held.view if held else None
    told = {child for one in who_is_told.waiting(case) for child in one.children}
    return held.view if found.decided_by(force) & told else None


def is_open(case: Case, now: datetime) -> bool:
    """Whether forces have still to settle what becomes of the case, whatever that is: no letter tells the
    applicant meanwhile that there is nothing, and its absence tells nothing either (C-10)."""
    found, held = agreeing.stands(case, now), held_here.decided(case)
    if found is None or case.across.responding_to:
        return False
    open_there = any(
        not _has_decided(case, one, found.decided_by(one), _held_of(case, found, one))
        for one in found.deciding - {case.force}
        if one in joined_to(case.force) or not _written_down(case)
    )
    return open_there or _open(case, held.view if held else None, now) is not None


def against_another(case: Case, now: datetime) -> frozenset[ForceCode]:
    """Forces that have decided otherwise than what was decided here, and whose decision it is."""
    found = agreeing.stands(case, now)
    if found is None or case.across.responding_to:
        return frozenset()
    others = {one: made for one, made in case.across.rulings.items() if one in found.deciding - {case.force}}
    return frozenset(
        one for one, made in others.items() if _held_of(case, found, one) not in (None, made.view)
    )


def rings(before: Case, after: Case, moment: Moment) -> Raised:
    """Whoever supervises, as soon as something is decided here that another force has decided otherwise."""
    if against_another(after, moment.now) <= against_another(before, moment.now):
        return Raised()
    key = neutral_key("against", before.entries[-1].id, str(moment.version))
    return raise_alert(after, key, AlertKind.FORCES_DISAGREE, moment.now)


SETTLED: Final[Gate[Case, Any]] = Gate(
    "PRIMACY_UNRESOLVED",
    "G 67",
    ("R-153", "R-154", "R-156", "R-157"),
    _someone_decides,
    _unsettled,
)
OURS_TO_DECIDE: Final[Gate[Case, Any]] = Gate(
    "DECIDED_BY_ANOTHER_FORCE",
    "G 67",
    ("R-152", "R-154", "R-156"),
    _ours,
    _elsewhere,
)
WRITTEN_DOWN: Final = overridable(
    Gate(
        BY_HAND,
        "G 64, 67",
        ("R-145", "R-154", "R-156"),
        lambda case, command, moment: not _by_hand(case, command, moment.now),
        lambda case, command, moment: (
            f"{', '.join(map(named, _by_hand(case, command, moment.now)))} decides on disclosure, and "
            "exchanges no messages with this system: ring it. An Inspector writes down what it has decided, "
            "and the case goes on so."
        ),
    )
)
WHO_DECIDES: Final = (SETTLED, OURS_TO_DECIDE, WRITTEN_DOWN)
"""Before anybody is told, or it is decided that nobody is: that it is this force's decision (G 67)."""
NOBODY_TOLD: Final = tuple(only(ends_untold, gate) for gate in WHO_DECIDES)
"""Before a case ends with nobody told, however it came to that."""
