"""Whose decision it is that somebody is told, or that nobody is: before either is decided, and before a case
ends with nobody told (G 67). Pure.

Where it is another force's decision, it is carried out here as that force has decided, and for the children
of whom it knew when it did.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from contracts.codes import AlertKind, Outcome
from contracts.crossing import PrimacyGround, View
from contracts.fields import ChildRef, ForceCode
from contracts.parties import joined_to
from messaging.decider import Moment
from messaging.gates import Gate
from services.decisions.domain import agreeing, held_here, who_is_told
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.evidence import only
from services.decisions.domain.finalising import outcome_of
from services.decisions.domain.needed import Needed, needed, unsettled
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.primacy import Primacy
from services.decisions.domain.state import Case
from services.decisions.domain.tasking import named

UNTOLD: Final = frozenset(
    {Outcome.NO_DISCLOSURE, Outcome.NOT_PROGRESSED, Outcome.OUT_OF_SCOPE, Outcome.WITHDRAWN_BY_APPLICANT}
)
"""Not of what another body took over, nor of what was answered to another force."""
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


def _settled(case: Case, command: Any, moment: Moment) -> bool:
    needs = needed(case, command, moment.now)
    return needs is None or needs.settled


def _decided_by_others(case: Case, command: Any, moment: Moment) -> bool:
    """Decided here, or as the force with primacy has decided (G 67)."""
    needs = needed(case, command, moment.now)
    return needs is None or not needs.lacking(case, joined=True)


def _decided_by_hand(case: Case, command: Any, moment: Moment) -> bool:
    """Or as an Inspector has written down that it has decided."""
    needs = needed(case, command, moment.now)
    return needs is None or not needs.lacking(case, joined=False)


def _unsettled(case: Case, command: Any, moment: Moment) -> str:
    needs = needed(case, command, moment.now)
    found = needs.unsettled if needs else None
    why = f"{found.words.text} ({found.words.paragraph})" if found else "a child lives in no force's area"
    ground = found.ground if found else PrimacyGround.CHILDREN_IN_SEVERAL_AREAS
    several = ground is PrimacyGround.CHILDREN_IN_SEVERAL_AREAS
    do = (several and agreeing.agreed_over_others(case, moment.now)) or TO_DO.get(ground, "")
    away = _differing_without_a_task(case, needs, moment.now) if needs and found else []
    first = f"{', '.join(map(named, away))} has no task in this case: give it one first. " if away else ""
    said = f"It is not settled which force decides: {why}. Nobody is told meanwhile, unless urgently."
    return f"{said} {first}{do}".strip()


def _differing_without_a_task(case: Case, needs: Needed, now: datetime) -> list[ForceCode]:
    """Forces that hold otherwise, count, and with which nothing can be agreed before they are asked again."""
    held = agreeing.facts(case, now).positions
    others = sorted(set(held) - {case.force, *case.across.counterparts()})
    return [one for one in others if held[one] not in (View.UNDECIDED, needs.wanted)]


def _elsewhere(case: Case, command: Any, moment: Moment) -> str:
    return _who_and_why(case, needed(case, command, moment.now), joined=True)


def _without_messages(case: Case, command: Any, moment: Moment) -> str:
    return _who_and_why(case, needed(case, command, moment.now), joined=False)


def _who_and_why(case: Case, needs: Needed | None, *, joined: bool) -> str:
    if needs is None:
        return ""
    why = f"{needs.found.words.text}; {needs.found.words.paragraph}"
    decide = ", ".join(named(force) for force, _ in needs.others(case, joined=joined))
    said = [_why_not(case, *one) for one in needs.lacking(case, joined=joined)]
    return f"{decide} decides on disclosure ({why}). {' '.join(said)}"


def _why_not(case: Case, force: ForceCode, children: frozenset[ChildRef]) -> str:
    name, known = named(force), case.across.rulings
    decided, some = case.across.has_decided(force, children), " for every child" if force in known else ""
    if force not in joined_to(case.force):
        first = f"What is written down of {name} is that it has decided otherwise" if decided else ""
        first = first or f"{name} exchanges no messages with this system, and no decision is held{some}"
        return f"{first}: ring it, and have an Inspector write down what it has decided."
    if decided:
        return f"{name} has decided otherwise: carry that out, or have it decide anew."
    if force not in case.across.counterparts():
        there = case.across.has_part(force, case.force)
        first = "" if there else "record that it manages the subject, then "
        return f"{name} has no task in this case and does not know that it decides: {first}give it one."
    if force in case.across.anew:
        return f"{name} decides anew{some}: what it had decided was of who they were before. Ring it."
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
        not case.across.has_decided(one, found.decided_by(one), _held_of(case, found, one))
        for one in found.deciding - {case.force}
    )
    return open_there or unsettled(case, held.view if held else None, now) is not None


def against_another(case: Case, now: datetime) -> frozenset[ForceCode]:
    """Forces that have decided otherwise than what was decided here, and whose decision it is."""
    found = agreeing.stands(case, now)
    if found is None or case.across.responding_to:
        return frozenset()
    others = {one: made for one, made in case.across.rulings.items() if one in found.deciding - {case.force}}
    return frozenset(
        one for one, made in others.items() if _held_of(case, found, one) not in (None, made.view)
    )


def _contradicted(before: Case, after: Case) -> bool:
    """Whether it is written down now that a force without messages has decided otherwise than was written."""
    then, now = before.across.rulings, after.across.decided
    return any(
        now[force].view is not made.view
        for force, made in then.items()
        if force in now and force not in joined_to(after.force)
    )


def rings(before: Case, after: Case, moment: Moment) -> Raised:
    """Whoever supervises, as soon as something is decided here that another force has decided otherwise, or
    what is written down of a force contradicts what was."""
    more_against = against_another(after, moment.now) - against_another(before, moment.now)
    if not more_against and not _contradicted(before, after):
        return Raised()
    key = neutral_key(after, "against", before.entries[-1].id, str(moment.version))
    return raise_alert(after, key, AlertKind.FORCES_DISAGREE, moment.now)


SETTLED: Final[Gate[Case, Any]] = Gate(
    "PRIMACY_UNRESOLVED",
    "G 67",
    ("R-153", "R-154", "R-156", "R-157"),
    _settled,
    _unsettled,
)
OURS_TO_DECIDE: Final[Gate[Case, Any]] = Gate(
    "DECIDED_BY_ANOTHER_FORCE",
    "G 67",
    ("R-152", "R-154", "R-156"),
    _decided_by_others,
    _elsewhere,
)
WRITTEN_DOWN: Final[Gate[Case, Any]] = Gate(
    "DECIDING_FORCE_NOT_JOINED",
    "G 64, 67",
    ("R-145", "R-154", "R-156"),
    _decided_by_hand,
    _without_messages,
)
WHO_DECIDES: Final = (SETTLED, OURS_TO_DECIDE, WRITTEN_DOWN)
"""Before anybody is told, or it is decided that nobody is: that it is this force's decision (G 67)."""
NOBODY_TOLD: Final = tuple(only(ends_untold, gate) for gate in WHO_DECIDES)
"""Before a case ends with nobody told, however it came to that."""
