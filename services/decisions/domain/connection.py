"""Access to or connection with the child, sufficient to pose a real risk of harm (G 80). Pure.

Never a matter of hours: abuse can happen in a short time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from contracts.fields import ChildRef
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import spoken_of
from services.decisions.domain.commands import ApplyThreeTests, AssessConnection
from services.decisions.domain.events_disclosing import ConnectionAssessed
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case


def assess(case: Case, command: AssessConnection, moment: Moment) -> Decided:
    assessed = ConnectionAssessed(
        children=command.children,
        contact=command.contact,
        sufficient=command.sufficient,
        assessed_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((assessed,))


def children_of(case: Case, command: Any) -> frozenset[ChildRef]:
    """Whom the recipients of the step are to protect."""
    return frozenset(child for one in spoken_of.recipients(case, command) for child in one.children)


def _assessed(case: Case, command: Any, moment: Moment) -> bool:
    known = case.disclosure.connection
    return bool(known) and children_of(case, command) <= known.keys()


def _sufficient(case: Case, command: Any, moment: Moment) -> bool:
    return all(case.disclosure.connection.get(child, True) for child in children_of(case, command))


def _cared_for(case: Case, command: Any, moment: Moment) -> bool:
    return not _without_recipient(case)


def _without_recipient(case: Case) -> list[ChildRef]:
    cared_for = {child for one in spoken_of.live(case) for child in one.children}
    real = {child for child, sufficient in case.disclosure.connection.items() if sufficient}
    return sorted(real - cared_for)


def _named(children: Iterable[ChildRef]) -> str:
    return ", ".join(child.replace("-", " ") for child in children)


def _named_in_case(case: Case, command: Any, moment: Moment) -> bool:
    """A list that cannot be read here names nobody, and shuts nobody out."""
    held = case.children.value.opened if case.children else None
    return held is None or set(command.children) <= {child.ref for child in held.named}


CHILDREN_NAMED: Final[Gate[Case, Any]] = Gate(
    "CHILD_NOT_NAMED",
    "G 14, 80",
    ("R-025", "R-188"),
    lambda case, command, moment: bool(command.children) and _named_in_case(case, command, moment),
    "Say which of the children named in the case it is about.",
)
ASSESSED: Final[Gate[Case, Any]] = Gate(
    "CONNECTION_NOT_ASSESSED",
    "G 80",
    ("R-188",),
    _assessed,
    "Assess for each child whether the subject has access or a connection that poses a real risk of harm.",
)
SUFFICIENT: Final[Gate[Case, Any]] = Gate(
    "CONNECTION_NOT_SUFFICIENT",
    "G 80",
    ("R-188",),
    _sufficient,
    "For a child of this recipient the access or connection was found insufficient for a real risk of harm: "
    "assess it again, or choose the recipient for other children.",
)
EACH_CHILD_CARED_FOR: Final[Gate[Case, ApplyThreeTests]] = Gate(
    "CHILD_WITHOUT_RECIPIENT",
    "G 92(b)",
    ("R-214",),
    _cared_for,
    lambda case, command, moment: (
        f"Nobody is chosen who can safeguard {_named(_without_recipient(case))}: choose the person best "
        "placed for each child at risk."
    ),
)
