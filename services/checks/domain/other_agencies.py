"""Any other agency that can inform the risk assessment: health, school, youth offending team, prison (G 52c).

None has a line to us: a person is rung to ask it, and records what its desk said as one of the five answers.
Once asked it is chased like social care, and the risk assessment waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from contracts.codes import PartyRole, Why
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate, unmet
from messaging.outcomes import Decided, Outcome, Refusal
from services.checks.domain import gates, rounds
from services.checks.domain.commands import AskOtherAgencies
from services.checks.domain.events import OtherAgenciesWanted, to_the_millisecond
from services.checks.domain.sources import OTHER_AGENCIES, Register
from services.checks.domain.state import Checks, Pair


def _asked_of(case: Checks, pairs: Iterable[Pair], register: Register) -> bool:
    """Whether each is an agency that this force has, and somebody of this case whom it is asked about."""
    children = {child.ref for child in case.children.named} if case.children else set()
    return all(
        one.source in register.by_source
        and one.role in OTHER_AGENCIES.get(one.source, ())
        and (one.child in children if one.role is PartyRole.CHILD else one.child is None)
        for one in pairs
    )


def asking(register: Register) -> tuple[gates.G, ...]:
    return (*BEFORE, known(register))


def known(register: Register) -> gates.G:
    return Gate(
        "NO_SUCH_AGENCY",
        "G 52c",
        ("R-121",),
        lambda case, command, now: _asked_of(case, command.pairs, register),
        "Name a youth offending team or a prison for the subject, a school for a named child, or health for "
        "either, as the force has it in its register. The other sources are asked by themselves.",
    )


BEFORE: Final[tuple[gates.G, ...]] = (gates.PERSON, gates.NOT_FINISHED, gates.BEGUN)


def ask(case: Checks, command: AskOtherAgencies, register: Register, moment: Moment) -> Outcome:
    if found := unmet(asking(register), case, command, moment):
        return Refusal(found)
    wanted = OtherAgenciesWanted(
        decided_at=to_the_millisecond(moment.now), reasons=Sealed.of(Reasons(text=command.reasons))
    )
    pairs = tuple(dict.fromkeys(command.pairs))
    begun = rounds.begin(case, case.stage, Why.AGENCY_CAN_INFORM, pairs, register, moment)
    return Decided((wanted, *begun))
