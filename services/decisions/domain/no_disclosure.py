"""There is a concern, and nobody is told: an outcome in its own right (G 84, 85, 99). Pure.

Measures other than disclosure are recorded beside it, and each issue is addressed before the case ends.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.crossing import View
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import coverage, joint_decision
from services.decisions.domain.commands import DecideNoDisclosure
from services.decisions.domain.events_disclosing import NoDisclosureDecided, WhyNot
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case


def decide_none(case: Case, command: DecideNoDisclosure, moment: Moment) -> Decided:
    decided = NoDisclosureDecided(
        decided_at=to_the_millisecond(moment.now),
        presumption=presumed(case),
        rank=rank_of(command.by),
        reasons=Sealed.of(
            WhyNot(
                text=command.reasons,
                on_presumption=command.on_presumption or None,
                on_knowledge=command.on_knowledge or None,
                against_advice=command.against_advice or None,
            )
        ),
    )
    return Decided((*joint_decision.sole(case, View.DO_NOT_DISCLOSE), decided))


def presumed(case: Case) -> bool:
    """Whether the last test found that disclosure is presumed (C-06)."""
    return case.disclosure.tested is not None and case.disclosure.tested.presumption


def _tested(case: Case, command: Any, moment: Moment) -> bool:
    """Where nothing is held there is nothing to test: the concern is about behaviour now (G 84)."""
    tested = case.disclosure.tested
    return tested is not None or not coverage.held_and_relevant(case)


def _nobody_told(case: Case, command: Any, moment: Moment) -> bool:
    return all(one.told is None for one in case.disclosure.recipients.values())


TESTED: Final[Gate[Case, DecideNoDisclosure]] = Gate(
    "TEST_NOT_APPLIED",
    "G 82, 83",
    ("R-184", "R-190", "R-194"),
    _tested,
    "Something is held that might be disclosed: apply the three-stage test, and decide by it.",
)
PRESUMPTION_ANSWERED: Final[Gate[Case, DecideNoDisclosure]] = Gate(
    "PRESUMPTION_NOT_ANSWERED",
    "G 15, 16, 19",
    ("R-171", "R-190"),
    lambda case, command, moment: not presumed(case) or bool((command.on_presumption or "").strip()),
    "A conviction of Schedule 34A, a risk of harm, necessary and proportionate: disclosure is presumed. "
    "Write why nothing is disclosed all the same.",
)
NOBODY_TOLD: Final[Gate[Case, DecideNoDisclosure]] = Gate(
    "SOMEBODY_TOLD",
    "G 99",
    ("R-184",),
    _nobody_told,
    "Somebody has been told already: the outcome of this case is a disclosure.",
)
NOT_DECIDED_YET: Final[Gate[Case, DecideNoDisclosure]] = Gate(
    "ALREADY_DECIDED",
    "G 99",
    ("R-184",),
    lambda case, command, moment: case.disclosure.decided_none is None,
    "That nobody is told has been decided.",
)
