"""What the intended recipient knows already, and whether it is enough to protect the child (G 81). Pure.

It cuts both ways: who knows accurately and enough may need no disclosure, who is misled may need one.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import spoken_of
from services.decisions.domain.commands import ApplyThreeTests, AssessPriorKnowledge, DecideNoDisclosure
from services.decisions.domain.disclosure import Recipient
from services.decisions.domain.events_disclosing import Accuracy, PriorKnowledgeAssessed
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case


def assess(case: Case, command: AssessPriorKnowledge, moment: Moment) -> Decided:
    assessed = PriorKnowledgeAssessed(
        recipient=command.recipient,
        accuracy=command.accuracy,
        sufficient=command.sufficient,
        assessed_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((assessed,))


def knows_enough(one: Recipient) -> bool:
    return one.knowledge == (Accuracy.ACCURATE, True)


def knows_too_little(one: Recipient) -> bool:
    return one.knowledge is not None and not knows_enough(one)


def _written(said: str | None) -> bool:
    return bool((said or "").strip())


def _need_not_be_told(case: Case, command: ApplyThreeTests, moment: Moment) -> bool:
    told_anyway = any(knows_enough(one) for one in spoken_of.recipients(case, command))
    return not told_anyway or _written(command.on_knowledge)


def _left_misled(case: Case, command: DecideNoDisclosure, moment: Moment) -> bool:
    misled = any(knows_too_little(one) for one in spoken_of.live(case))
    return not misled or _written(command.on_knowledge)


ASSESSED: Final[Gate[Case, Any]] = Gate(
    "PRIOR_KNOWLEDGE_NOT_ASSESSED",
    "G 44, 81",
    ("R-103", "R-189"),
    lambda case, command, moment: all(
        one.knowledge is not None for one in spoken_of.recipients(case, command)
    ),
    "Assess for each recipient what they know already, and whether it is enough to protect the child.",
)
NOT_NEEDLESS: Final[Gate[Case, ApplyThreeTests]] = Gate(
    "KNOWS_ENOUGH",
    "G 81",
    ("R-103", "R-189"),
    _need_not_be_told,
    "A recipient knows accurately, and enough to protect the child: write why it is necessary to tell them "
    "all the same, or leave them out.",
)
NOT_MISLED: Final[Gate[Case, DecideNoDisclosure]] = Gate(
    "KNOWS_TOO_LITTLE",
    "G 81",
    ("R-103",),
    _left_misled,
    "Somebody chosen to be told knows too little, or not the truth: write why nobody is told all the same.",
)
