"""What stands between a case and a step towards a disclosure: of each recipient and wording that there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from contracts.codes import PartyRole
from contracts.people import PersonName
from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.domain.events_disclosing import (
    Accuracy,
    Consulted,
    DisclosurePower,
    Dispensed,
    Extent,
    RecipientPerson,
    StageAnswer,
    TestStage,
    YoungFactors,
)

WRITTEN: Final = "as the officer will write"
CHILD: Final = ("child-1",)
SOMEBODY: Final = RecipientPerson(name=PersonName(family=WRITTEN))
FACTORS: Final = YoungFactors(
    relevance=WRITTEN,
    ages=WRITTEN,
    maturity=WRITTEN,
    coercion=WRITTEN,
    relationship=WRITTEN,
    duty_of_care=WRITTEN,
)

SATISFIED: Final = tuple(
    StageAnswer.model_construct(stage=stage, satisfied=True, evidence=(c.EVERY,)) for stage in TestStage
)


def _tests(by: Actor, seen: int) -> c.ApplyThreeTests:
    return c.ApplyThreeTests(by, seen, (c.EVERY,), SATISFIED, WRITTEN, WRITTEN, WRITTEN, WRITTEN)


DISCLOSING: Final[Mapping[str, Callable[[Actor, int], object]]] = {
    "assess-connection": lambda by, seen: c.AssessConnection(by, CHILD, (), True, WRITTEN),
    "select-recipient": lambda by, seen: c.SelectRecipient(
        by, "somebody", PartyRole.RECIPIENT, CHILD, WRITTEN, SOMEBODY
    ),
    "select-applicant": lambda by, seen: c.SelectRecipient(
        by, "applicant", PartyRole.APPLICANT, CHILD, WRITTEN
    ),
    "withdraw-recipient": lambda by, seen: c.WithdrawRecipient(by, c.EVERY, WRITTEN),
    "assess-prior-knowledge": lambda by, seen: c.AssessPriorKnowledge(
        by, c.EVERY, Accuracy.NOTHING_KNOWN, False, WRITTEN
    ),
    "assess-suitability": lambda by, seen: c.AssessSuitability(by, c.EVERY, True, WRITTEN),
    "assess-impact": lambda by, seen: c.AssessImpact(by, False, WRITTEN),
    "seek-representations": lambda by, seen: c.SeekRepresentations(by, seen, False, False, WRITTEN),
    "dispense-representations": lambda by, seen: c.DispenseRepresentations(
        by, {Dispensed.CANNOT_BE_TRACED: WRITTEN}
    ),
    "weigh-representations": lambda by, seen: c.WeighRepresentations(by, seen, WRITTEN, True),
    "consider-mappa": lambda by, seen: c.ConsiderMappa(by, False, WRITTEN, lead_agency="as-written"),
    "consider-data-protection": lambda by, seen: c.ConsiderDataProtection(
        by, True, "as-written", "AS-WRITTEN", WRITTEN, DisclosurePower.COMMON_LAW
    ),
    "weigh-young-offending": lambda by, seen: c.WeighYoungOffending(by, FACTORS),
    "plan-for-young-subject": lambda by, seen: c.PlanForYoungSubject(
        by, (Consulted.SOCIAL_SERVICES,), True, WRITTEN
    ),
    "apply-three-tests": _tests,
    "decide-no-disclosure": lambda by, seen: c.DecideNoDisclosure(
        by, seen, WRITTEN, WRITTEN, WRITTEN, WRITTEN
    ),
    "propose-wording": lambda by, seen: c.ProposeWording(
        by, c.EVERY, Extent.LIMITED, WRITTEN, WRITTEN, (WRITTEN,), WRITTEN
    ),
    "seek-authority": lambda by, seen: c.SeekAuthority(by, seen, (c.EVERY,), WRITTEN),
    "authorise-disclosure": lambda by, seen: c.AuthoriseDisclosure(
        by, seen, c.EVERY, "", independent=True, reasons=WRITTEN
    ),
    "refuse-authority": lambda by, seen: c.RefuseAuthority(by, seen, c.EVERY, WRITTEN),
}
