"""Intelligence is examined and graded 3x5x2 before anything rests on it (G 18; R-069).

A grade that came with the item in that form stands. A 5x5x5 grade of old is kept as it is beside it, and an
item that has no other is not graded: no scale is turned into another by a machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from contracts import held as parts
from contracts import ranks
from contracts.assessed import GradedItem
from contracts.fields import Key
from contracts.people import FindingKind
from contracts.sealed import Sealed
from contracts.weighed import IntelligenceGraded
from messaging.decider import Moment
from messaging.gates import Gate, unmet
from messaging.outcomes import Decided, Outcome, Refusal
from services.checks.domain.commands import GradeIntelligence
from services.checks.domain.events import to_the_millisecond
from services.checks.domain.gates import PERSON, G
from services.checks.domain.held_on_subject import Held, held
from services.checks.domain.state import Checks


@dataclass(frozen=True, slots=True)
class Item:
    """One item that bears on the subject. `grade`: a person's, else the one it came with."""

    key: Key
    held: Held
    grade: parts.Grade | None
    legacy: str | None
    reference: str


def items(case: Checks) -> tuple[Item, ...]:
    """Each item that an answer holds, once, however many sources hold it."""
    found: dict[Key, Item] = {}
    for one in held(case):
        if one.finding.kind is FindingKind.RELEVANT_INTELLIGENCE:
            item = _item(case, one)
            found.setdefault(item.key, item)
    return tuple(found.values())


def _item(case: Checks, one: Held) -> Item:
    finding = one.finding
    said = finding.detail.intelligence if finding.detail else None
    key = parts.item_of(finding.record, said.reference if said else finding.summary)
    by_person = case.graded.get(key)
    return Item(
        key=key,
        held=one,
        grade=by_person.grade if by_person else said.grade if said else None,
        legacy=said.legacy if said else None,
        reference=said.reference if said else finding.record,
    )


def ungraded(case: Checks) -> tuple[Item, ...]:
    """Those that wait for somebody to examine them."""
    return tuple(one for one in items(case) if one.grade is None)


def grade(case: Checks, command: GradeIntelligence, moment: Moment) -> Outcome:
    """Record the grade with whoever gave it; a later one counts in its place."""
    if found := unmet(GRADE, case, command, moment):
        return Refusal(found)
    item = next(one for one in items(case) if one.key == command.item)
    graded = GradedItem(
        item=item.key,
        source=item.held.source,
        record=item.held.finding.record,
        reference=item.reference,
        grade=command.grade,
        legacy=item.legacy,
        recorded=item.held.finding.on,
        examined=command.examined,
    )
    at = to_the_millisecond(moment.now)
    rank = ranks.rank_of(command.by.rank)
    return Decided((IntelligenceGraded(graded_at=at, rank=rank, item=Sealed.of(graded)),))


def _is_held(case: Checks, command: Any) -> bool:
    return any(one.key == command.item for one in items(case))


GRADE: Final[tuple[G, ...]] = (
    PERSON,
    Gate(
        "NO_SUCH_ITEM",
        "G 18",
        ("R-069",),
        lambda case, command, now: _is_held(case, command),
        "No record of the subject holds an item of intelligence under this key: take it from the case.",
    ),
    Gate(
        "HANDLING_CONDITIONS_NEEDED",
        "G 18",
        ("R-069",),
        lambda case, command, now: command.grade.handling == "P" or bool(command.grade.conditions),
        "Handling with conditions (C): write down the conditions under which it may be shared.",
    ),
)
