"""A crime that the case brings up is investigated beside it, by a strategy agreed with investigators (G 22).

While contact described may break an order or a licence, or a crime is alleged, nobody is told before that is
agreed: what is said to one person may reach another before the arrest. Pure.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain.commands import RecordStrategy
from services.decisions.domain.events_disclosing import StrategyAgreed
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case


def record_strategy(case: Case, command: RecordStrategy, moment: Moment) -> Decided:
    agreed = StrategyAgreed(
        investigation=command.investigation,
        agreed_with=command.agreed_with,
        agreed_at=min(to_the_millisecond(command.agreed_at), to_the_millisecond(moment.now)),
        reasons=Sealed.of(Reasons(text=command.strategy)),
    )
    return Decided((agreed,))


def is_investigated(case: Case) -> bool:
    """Whether a breach of an order or a licence is suspected, by checks (R-023), or a crime is alleged."""
    return bool(case.of_subject.breaches) or any(one.alleged for one in case.crimes.values())


def _of_what(case: Case) -> str:
    breach = "A breach of an order or a licence is suspected"
    return breach if case.of_subject.breaches else "A crime is alleged"


STRATEGY_AGREED: Final[Gate[Case, Any]] = Gate(
    "STRATEGY_NOT_AGREED",
    "G 22",
    ("R-037",),
    lambda case, command, moment: case.disclosure.strategy is not None or not is_investigated(case),
    lambda case, command, moment: (
        f"{_of_what(case)}: agree with the investigators what is said to whom, and when, before anybody is "
        "told."
    ),
)
