"""Principle 2: disclosure accords with the Data Protection Act 2018 (G 86), and is made by a power that there
is: the scheme gives none of its own (G 3). Pure.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain.commands import ConsiderDataProtection
from services.decisions.domain.events_disclosing import DataProtectionConsidered
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case


def consider(case: Case, command: ConsiderDataProtection, moment: Moment) -> Decided:
    considered = DataProtectionConsidered(
        in_accordance=command.in_accordance,
        condition=command.condition,
        policy_document=command.policy_document,
        power=command.power,
        considered_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((considered,))


CONSIDERED: Final[Gate[Case, Any]] = Gate(
    "DATA_PROTECTION_NOT_CONSIDERED",
    "G 86",
    ("R-190", "R-199"),
    lambda case, command, moment: case.disclosure.data_protection is not None,
    "Record under which condition of the Data Protection Act 2018 this may be disclosed, and the policy "
    "document.",
)
POWER_NAMED: Final[Gate[Case, Any]] = Gate(
    "POWER_NOT_NAMED",
    "G 3, 7(b), 83",
    ("R-001",),
    lambda case, command, moment: (
        case.disclosure.data_protection is None or case.disclosure.power is not None
    ),
    "Say by which power this may be disclosed: the scheme itself gives none.",
)
IN_ACCORDANCE: Final[Gate[Case, Any]] = Gate(
    "NOT_IN_ACCORDANCE",
    "G 86",
    ("R-190", "R-199"),
    lambda case, command, moment: case.disclosure.data_protection is not False,
    "Disclosure was found not to accord with the Data Protection Act 2018: consider it again, or do not "
    "disclose.",
)
