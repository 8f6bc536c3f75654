"""Who sees a case: officers on it; and before any of them has it in hand, those whose work it waits for (A9).

Nobody comes to be on a case by looking. What each service counts as having it in hand is its own affair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from access.officers import Officer
from access.roles import Role
from messaging.decider import Actor
from messaging.outcomes import Unmet

Hands = frozenset[tuple[str, str]]
"""(officer, role in which they have it in hand)."""

ANSWERING: Final = frozenset({Role.SUPERVISOR, Role.DUTY_OFFICER})
"""Who answers for the force, by day and by night: one line of work."""
TAKE_PART: Final = "record that you take part, and why, or ring who has it"
WHAT_TO_DO: Final = f"You are not on this case, so what it says of people is masked: {TAKE_PART}."
NOT_TOLD: Final = Unmet(
    "NOT_ON_THE_CASE",
    f"More stands in the way than is told to officers who are not on this case: {TAKE_PART}. If a child may "
    "be at risk now, report that: nothing stands in its way.",
    "our own",
    ("R-259",),
)


@dataclass(frozen=True, slots=True)
class OnTheCase:
    """What an officer sees: by role, and of these roles by being on the case.

    `waits_for`: the roles for whose work a case waits here, as long as it `waits`; it is open to them until
    one of their line has it. `at_once`: whoever answers for the force must act now, whosever case it is.
    `told_to_all`: conditions that say what is wrong with an order itself, or what everybody reads; no other
    is told to other officers.
    """

    sections: Mapping[str, frozenset[str]]
    hands: Callable[[Any], Hands]
    waits_for: frozenset[str]
    told_to_all: frozenset[str]
    waits: Callable[[Any], bool]
    at_once: Callable[[Any], bool] = lambda _state: False

    def __call__(self, officer: Officer, state: Any, section: str) -> bool:
        """As `MaySee`. In a list, where no case has been read, nothing is shown."""
        roles = {role for role in _roles(officer) if section in self.sections.get(role, frozenset())}
        return state is not None and bool(roles) and self._let_in(officer.actor.id, roles, state)

    def lets_in(self, officer: Officer, state: Any) -> bool:
        """Whether anything is shown that this officer's roles need."""
        roles = {role for role in _roles(officer) if role in self.sections}
        return self._let_in(officer.actor.id, roles, state)

    def advises(self, officer: Officer, state: Any) -> str | None:
        """What an officer does who would see more if they were on the case."""
        needs = any(role in self.sections for role in _roles(officer))
        return WHAT_TO_DO if needs and not self.lets_in(officer, state) else None

    def told(self, state: Any, by: Actor, unmet: tuple[Unmet, ...]) -> tuple[Unmet, ...]:
        """To an officer who is not on the case: what is told to all, and whether there is more."""
        if self.lets_in(Officer(by, by.id), state):
            return unmet
        kept = tuple(one for one in unmet if one.code in self.told_to_all)
        return kept if len(kept) == len(unmet) else (*kept, NOT_TOLD)

    def _let_in(self, who: str, roles: set[str], state: Any) -> bool:
        hands = self.hands(state)
        if any(officer == who for officer, _ in hands):
            return True
        if roles & ANSWERING and self.at_once(state):
            return True
        if not self.waits(state):
            return False
        return any(role in self.waits_for and not _taken(hands, role) for role in roles)


def _roles(officer: Officer) -> frozenset[str]:
    return officer.roles | {officer.actor.role}


def _taken(hands: Hands, role: str) -> bool:
    line = ANSWERING if role in ANSWERING else frozenset({role})
    return any(held in line for _, held in hands)
