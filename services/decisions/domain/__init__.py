"""The rules of the case, in the guidance's words. Pure: no I/O, no clock; `now` comes in with each moment.

G 28 g, 30     immediate_risk, alerts       G 73, 74   categorisation
G 31, 36, 104  clocks, clocks_moved         G 75       no_concern, evidence, coverage
G 33, 35       progress, leaving            G 79       outside_scheme
G 34           supervision, flags           G 96, 99   closing, letter_guards, addresses, handover
G 47, 78, 85   safeguarding                 G 91, 100  finalising, still_stands
G 102          explained, overrides         C-43       withdrawal
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from messaging.decider import Decider
from services.decisions.domain.decide import decide
from services.decisions.domain.due import due
from services.decisions.domain.evolve import evolve
from services.decisions.domain.state import Case


def opening(case: Case) -> Mapping[str, str]:
    """The opening facts as they were at first, for the envelope of each event; empty until it opens."""
    if case.opening is None:
        return {}
    first = case.opening.moved
    at = first.opened_at if first else case.opening.contacted_at
    return {
        "openedat": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "route": case.opening.route.value,
        "policy": first.opened_under if first else case.opening.profile,
    }


DECIDER: Final[Decider[Case]] = Decider(
    initial=Case,
    evolve=evolve,
    decide=decide,
    opened=lambda case: case.opened,
    due=due,
    opening=opening,
)
