"""Who is let in to a case: by role, by being on it, and by its waiting for somebody of that role (A9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pytest

from access.officers import Officer
from access.on_the_case import NOT_TOLD, WHAT_TO_DO, OnTheCase
from access.roles import Role
from messaging.decider import Actor
from messaging.outcomes import Unmet


@dataclass(frozen=True)
class Held:
    hands: frozenset[tuple[str, str]] = frozenset()
    ended: bool = False
    at_risk: bool = False


SEES: Final = OnTheCase(
    {
        Role.INTERVIEWER: frozenset({"people"}),
        Role.SUPERVISOR: frozenset({"people", "why"}),
        Role.DUTY_OFFICER: frozenset({"people", "why"}),
        Role.CLERK: frozenset({"people"}),
    },
    hands=lambda case: case.hands,
    waits_for=frozenset({Role.INTERVIEWER, Role.SUPERVISOR, Role.DUTY_OFFICER}),
    told_to_all=frozenset({"TOO_LATE"}),
    waits=lambda case: not case.ended,
    at_once=lambda case: case.at_risk,
)
FREE, TAKEN = Held(), Held(frozenset({("pc-1", Role.INTERVIEWER), ("ds-1", Role.SUPERVISOR)}))
TOO_LATE, OF_THEM = Unmet("TOO_LATE", "It is too late.", "our own"), Unmet("MINOR", "They are 15.", "G 58")


def officer(id_: str, *roles: str) -> Officer:
    return Officer(Actor(id_, role=roles[0]), id_, frozenset(roles))


@pytest.mark.parametrize(
    ("who", "case", "seen"),
    [
        (officer("pc-2", Role.INTERVIEWER), FREE, True),
        (officer("pc-2", Role.INTERVIEWER), TAKEN, False),
        (officer("pc-1", Role.INTERVIEWER), TAKEN, True),
        (officer("pc-2", Role.INTERVIEWER), Held(ended=True), False),
        (officer("pc-1", Role.INTERVIEWER), Held(TAKEN.hands, ended=True), True),
        (officer("pc-2", Role.INTERVIEWER), Held(TAKEN.hands, at_risk=True), False),
        (officer("in-2", Role.DUTY_OFFICER), TAKEN, False),
        (officer("in-2", Role.DUTY_OFFICER), Held(TAKEN.hands, at_risk=True), True),
        (officer("ds-2", Role.SUPERVISOR), Held(frozenset({("in-2", Role.DUTY_OFFICER)})), False),
        (officer("ds-2", Role.SUPERVISOR), Held(frozenset({("pc-1", Role.INTERVIEWER)})), True),
        (officer("st-2", Role.CLERK), FREE, False),
        (officer("st-2", Role.CLERK), Held(frozenset({("st-2", Role.CLERK)})), True),
        (officer("st-3", Role.ADMINISTRATOR), Held(frozenset({("st-3", Role.ADMINISTRATOR)})), False),
    ],
)
def test_who_is_let_in(who: Officer, case: Held, seen: bool) -> None:
    assert SEES(who, case, "people") is seen
    wants = who.actor.role != Role.ADMINISTRATOR
    assert SEES.advises(who, case) == (WHAT_TO_DO if wants and not seen else None)


def test_being_on_the_case_gives_no_more_than_the_role_needs() -> None:
    assert not SEES(officer("pc-1", Role.INTERVIEWER), TAKEN, "why")


def test_an_officer_of_two_roles_sees_what_either_is_let_in_to() -> None:
    both = officer("ds-2", Role.SUPERVISOR, Role.INTERVIEWER)
    case = Held(frozenset({("ds-1", Role.SUPERVISOR)}))
    assert SEES(both, case, "people")
    assert not SEES(both, case, "why")


def test_in_a_list_nothing_is_shown_to_anybody() -> None:
    assert not SEES(officer("pc-1", Role.INTERVIEWER), None, "people")


def test_other_officers_are_told_what_is_wrong_with_the_order_and_that_there_is_more() -> None:
    every = (TOO_LATE, OF_THEM)
    on_it, other = Actor("pc-1", role=Role.INTERVIEWER), Actor("pc-2", role=Role.INTERVIEWER)
    assert SEES.told(TAKEN, on_it, every) == every
    assert SEES.told(TAKEN, other, every) == (TOO_LATE, NOT_TOLD)
    assert SEES.told(TAKEN, other, (TOO_LATE,)) == (TOO_LATE,)
    assert SEES.told(FREE, other, every) == every
