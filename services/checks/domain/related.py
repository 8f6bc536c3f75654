"""Whether somebody of this case is somebody of another live case of the force (G 53, 100; R-242). Pure.

One of the two is information that police received; its subject is compared with everybody of the other by
the same weights as records are. Where these leave a doubt a person decides. Cases are linked, never merged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import jellyfish

from contracts.checks import PersonAlsoConcerned
from contracts.codes import PartyRole, Route
from contracts.people import MatchReasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import unmet
from messaging.outcomes import Decided, Outcome, Refusal
from services.checks.domain import commands as c
from services.checks.domain import gates
from services.checks.domain.events import (
    PossibleCase,
    PossibleCases,
    RelatedFound,
    RelatedSettled,
    to_the_millisecond,
)
from services.checks.domain.matching import Band, Described, match
from services.checks.domain.names import words
from services.checks.domain.planning import described
from services.checks.domain.state import Checks

ADULTS: Final = (
    PartyRole.SUBJECT, PartyRole.APPLICANT, PartyRole.RESPONSIBLE_ADULT, PartyRole.RECIPIENT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """Another case, and how somebody of it stands to somebody of this one."""

    other: str
    role: PartyRole
    other_role: PartyRole
    band: Band
    reasons_for: tuple[str, ...] = field(default=(), repr=False)
    reasons_against: tuple[str, ...] = field(default=(), repr=False)


def is_information(case: Checks) -> bool:
    """Whether police received it, and nobody applied."""
    return case.route == Route.RIGHT_TO_KNOW


def everybody(case: Checks) -> Iterator[tuple[PartyRole, Described]]:
    """All who have a surname, by their role."""
    for role in ADULTS:
        yield from ((role, one) for one in described(case, role))
    for child in case.children.named if case.children else ():
        yield from ((PartyRole.CHILD, one) for one in described(case, PartyRole.CHILD, child.ref))


def keys(case: Checks) -> frozenset[str]:
    """By what another case is looked for, in words that only a keyed index may keep: how each surname sounds,
    and each date of birth."""
    return frozenset(key for _, one in everybody(case) for key in _keys(one))


def _keys(one: Described) -> Iterator[str]:
    names = (one.name.family, *one.name.other) if one.name else ()
    for part in {part for name in names for part in words(name)}:
        yield f"family|{jellyfish.metaphone(part) or part}"
    if one.date_of_birth is not None:
        yield f"born|{one.date_of_birth.isoformat()}"


def people(case: Checks) -> str:
    """Changes with whatever was last told of the people: then it is looked again."""
    told = sorted(f"{part}/{rank[2]}" for part, (rank, _) in case.told.items())
    adults = [f"adult/{number}" for number, _ in enumerate(case.adults)]
    return hashlib.sha256("|".join([*told, *adults]).encode()).hexdigest()[:16]


def compare(case: Checks, other: Checks, today: date) -> Found | None:
    """The closest of those that may be one person; None where nobody is, or the other is not live."""
    if other.opened_at is None or other.finished_at is not None or other.case_id == case.case_id:
        return None
    pairs = list(_pairs(case, other))
    best: tuple[float, Found] | None = None
    for (role, one), (other_role, another) in pairs:
        said = match(one, another, today=today)
        found = Found(other.case_id, role, other_role, said.band, said.reasons_for, said.reasons_against)
        if said.band is not Band.DIFFERENT and (best is None or _closer(found, said.weight, best)):
            best = (said.weight, found)
    return best[1] if best else None


def _closer(found: Found, weight: float, best: tuple[float, Found]) -> bool:
    return (found.band is Band.SAME, weight) > (best[1].band is Band.SAME, best[0])


def _pairs(case: Checks, other: Checks) -> Iterator[tuple[Any, Any]]:
    """The subject of what police received, with everybody of the other."""
    if is_information(case):
        yield from ((one, another) for one in _subjects(case) for another in everybody(other))
    if is_information(other):
        yield from ((one, another) for one in everybody(case) for another in _subjects(other))


def _subjects(case: Checks) -> Iterable[tuple[PartyRole, Described]]:
    return [(PartyRole.SUBJECT, one) for one in described(case, PartyRole.SUBJECT)]


def record(case: Checks, command: c.RecordRelated, moment: Moment) -> Decided:
    """What is certain is said at once; what is possible waits for a person. Of one case once."""
    if case.finished_at is not None:
        return Decided()
    new = [one for one in command.found if one.other not in case.concerned | case.not_concerned]
    said = tuple(_concerned(one, moment) for one in new if one.band is Band.SAME)
    possible = tuple(
        PossibleCase(
            other=one.other,
            role=one.role,
            other_role=one.other_role,
            reasons_for=one.reasons_for,
            reasons_against=one.reasons_against,
        )
        for one in new
        if one.band is Band.POSSIBLE and one.other not in case.possible
    )
    waits = (RelatedFound(cases=Sealed.of(PossibleCases(found=possible))),) if possible else ()
    return Decided((*said, *waits))


def _concerned(one: Found, moment: Moment) -> PersonAlsoConcerned:
    reasons = MatchReasons(reasons_for=one.reasons_for, reasons_against=one.reasons_against)
    return PersonAlsoConcerned(
        other=one.other,
        role=one.role,
        other_role=one.other_role,
        by_a_person=False,
        found_at=to_the_millisecond(moment.now),
        match=Sealed.of(reasons),
    )


def settle(case: Checks, command: c.SettleRelated, moment: Moment) -> Outcome:
    """A person says whether it is one person."""
    if found := unmet((gates.PERSON, gates.CASE_CHANGED, gates.POSSIBLE_CASE), case, command, moment):
        return Refusal(found)
    one, now = case.possible[command.other], to_the_millisecond(moment.now)
    reasons = MatchReasons(
        reasons_for=one.reasons_for, reasons_against=one.reasons_against, settled=command.reasons
    )
    settled = RelatedSettled(other=command.other, same=command.same, settled_at=now, match=Sealed.of(reasons))
    if not command.same:
        return Decided((settled,))
    concerned = PersonAlsoConcerned(
        other=one.other,
        role=one.role,
        other_role=one.other_role,
        by_a_person=True,
        found_at=now,
        match=Sealed.of(reasons),
    )
    return Decided((settled, concerned))
