"""What each gate of checks blocks, and what passes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.codes import (
    Answer,
    ConditionKind,
    ContactKind,
    CredibleRisk,
    IdentityOutcome,
    InitialOutcome,
    PartyRole,
    Source,
)
from contracts.held import Grade
from contracts.people import Children, PersonName
from messaging.decider import Actor, Unread
from services.checks.domain import commands as c
from services.checks.domain.breach import conditions
from services.checks.domain.events import NamedAdult
from services.checks.domain.grading import items
from services.checks.domain.state import Checks, Pair
from tests.given import START, Story, story
from tests.services.checks.domain.test_breach import answered, order
from tests.services.checks.domain.test_grading import GRADE, holding, item
from tests.services.checks.domain.test_judging import ambiguous, assessing, complete
from tests.services.checks.domain.test_knowing import OTHER, intelligence, possible, received
from tests.services.checks.domain.test_settling import AGAIN, IS, NONE, OF_LOCAL, hit, two
from tests.services.checks.told import (
    DECIDER,
    LOCAL,
    PROBATION,
    RESEARCHER,
    SERGEANT,
    begun,
    finalised,
    found,
    heard,
    nothing_held,
    replied,
)
from tests.wire.tried import Case_, Tried

Told = Story[Checks]
PROGRAM = Actor("system:46.checks")
UNREAD = Unread("quarantine", "csods.46.intake", "intake.fact.corrected.v1", "DATA_INVALID", START)
WHY = "Compared with the photograph and the registered address."
NO_CONCERN, CONCERN = InitialOutcome.NO_IMMEDIATE_CONCERN, InitialOutcome.IMMEDIATE_CONCERN
GRANDMOTHER = PersonName(given="Wilma", family="Sampleton")


def initial(told: Told, **more: Any) -> Case_:
    parts: dict[str, Any] = {
        "by": RESEARCHER,
        "seen": told.version,
        "outcome": NO_CONCERN,
        "progress": True,
    }
    return told, c.CompleteInitialChecks(**(parts | more))


def full(told: Told, **more: Any) -> Case_:
    parts: dict[str, Any] = {
        "by": RESEARCHER,
        "seen": told.version,
        "credible_risk": CredibleRisk.NONE_IDENTIFIED,
        "text": "Everything obtained was looked at again.",
    }
    return told, c.CompleteRiskAssessment(**(parts | more))


def choosing(told: Told, outcome: IdentityOutcome, *records: str, **more: Any) -> Case_:
    parts: dict[str, Any] = {"by": RESEARCHER, "seen": told.version, "checks": (LOCAL,)}
    return told, c.ChooseMatch(**(parts | {"outcome": outcome, "records": records, "reasons": WHY} | more))


def settling(told: Told, counts: Answer, **more: Any) -> Case_:
    parts: dict[str, Any] = {"by": RESEARCHER, "seen": told.version, "pair": OF_LOCAL}
    return told, c.SettleAnswers(**(parts | {"counts": counts, "reasons": WHY} | more))


def differing() -> Told:
    """Our own records held something, and then held nothing."""
    told = hit().when(c.AskAgain(RESEARCHER, (OF_LOCAL,)))
    return told.when(replied(AGAIN, found(Source.POLICE_LOCAL)))


def grading(told: Told, **more: Any) -> Case_:
    parts: dict[str, Any] = {
        "by": RESEARCHER,
        "item": items(told.state)[0].key,
        "grade": GRADE,
        "examined": "Told once by somebody who saw it; borne out.",
    }
    return told, c.GradeIntelligence(**(parts | more))


def reading(told: Told, *forbids: ConditionKind, **more: Any) -> Case_:
    parts: dict[str, Any] = {"by": RESEARCHER, "condition": conditions(told.state)[0].key}
    return told, c.ReadCondition(**(parts | {"forbids": forbids, "reasons": "Read the order itself."} | more))


def ordered(*forbids: ConditionKind) -> Told:
    return answered(order(*forbids), ContactKind.SUPERVISED)


def naming(told: Told, role: PartyRole = PartyRole.RECIPIENT, **more: Any) -> Case_:
    named = NamedAdult(role=role, name=more.get("name", GRANDMOTHER), date_of_birth=date(1955, 5, 5))
    return told, c.NameAdult(RESEARCHER, named)


def without_consent(told: Told, by: Actor = SERGEANT) -> Case_:
    return told, c.AskWithoutConsent(by, "The child lives there and it cannot wait.")


def dispensed() -> Told:
    told, order_ = without_consent(begun())
    return told.when(order_)


def ready() -> Told:
    return nothing_held(begun())


def relating(told: Told, other: str = OTHER) -> Case_:
    return told, c.SettleRelated(RESEARCHER, told.version, other, same=False, reasons=WHY)


def informed() -> Told:
    """Nobody applied, and nothing is held."""
    return nothing_held(received())


def read_through(told: Told) -> Case_:
    return told, intelligence(told)


def asking_others(told: Told, role: PartyRole = PartyRole.CHILD) -> Case_:
    pair = Pair(Source.SCHOOL, role, "child-1" if role is PartyRole.CHILD else None)
    return told, c.AskOtherAgencies(RESEARCHER, (pair,), "The child told a teacher something last week.")


JUDGING: Tried = {
    "CASE_FINISHED": (lambda: initial(heard(ready(), finalised())), lambda: initial(ready())),
    "A_PERSON_DECIDES": (lambda: initial(ready(), by=PROGRAM), lambda: initial(ready())),
    "CASE_CHANGED": (lambda: initial(ready(), seen=ready().version - 1), lambda: initial(ready())),
    "UNREAD_MESSAGES": (lambda: initial(ready().with_unread(UNREAD)), lambda: initial(ready())),
    "NOT_BEGUN": (
        lambda: initial(story(DECIDER).with_unread(UNREAD)),
        lambda: initial(ready()),
    ),
    "ALREADY_COMPLETED": (lambda: initial(complete(ready())), lambda: initial(ready())),
    "REASONS_NEEDED": (
        lambda: initial(ready(), progress=False),
        lambda: initial(ready(), progress=False, reasons="The subject has died."),
    ),
    "IMMEDIATE_RISK_NOT_REPORTED": (lambda: initial(ready(), outcome=CONCERN), lambda: initial(ready())),
    "COVERAGE_INCOMPLETE": (lambda: initial(begun()), lambda: initial(ready())),
    "CHILD_NOT_CHECKED": (
        lambda: initial(nothing_held(begun(children=Children()))),
        lambda: initial(ready()),
    ),
    "IDENTITY_NOT_SETTLED": (
        lambda: initial(ambiguous()),
        lambda: initial((told := ambiguous()).when(choosing(told, NONE)[1])),
    ),
    "NOT_INFORMATION": (lambda: read_through(ready()), lambda: read_through(informed())),
    "RELATED_CASE_NOT_SETTLED": (
        lambda: read_through(possible(informed())),
        lambda: read_through((told := possible(informed())).when(relating(told)[1])),
    ),
    "NO_SUCH_RELATED_CASE": (
        lambda: relating(possible(informed()), "c-never-found"),
        lambda: relating(possible(informed())),
    ),
    "NOT_STARTED": (lambda: full(ready()), lambda: full(assessing())),
    "RESULTS_TOO_OLD": (lambda: full(assessing().after(days=8)), lambda: full(assessing())),
    "LINE_OF_RISK_NEEDED": (
        lambda: full(assessing(), credible_risk=CredibleRisk.POSSIBLE),
        lambda: full(
            assessing(),
            credible_risk=CredibleRisk.POSSIBLE,
            line_of_risk="From the subject, who lives with the child.",
        ),
    ),
    "RANK_TO_DISPENSE": (lambda: without_consent(begun(), RESEARCHER), lambda: without_consent(begun())),
    "NO_SUCH_AGENCY": (
        lambda: asking_others(begun(), PartyRole.SUBJECT),
        lambda: asking_others(begun()),
    ),
    "CONSENT_NOT_NEEDED": (lambda: without_consent(dispensed()), lambda: without_consent(begun())),
}
MATCHING: Tried = {
    "NO_RECORDS_TO_CHOOSE_FROM": (
        lambda: choosing(ambiguous(), NONE, checks=(PROBATION,)),
        lambda: choosing(ambiguous(), NONE),
    ),
    "RECORD_NOT_AMONG_THEM": (
        lambda: choosing(two(), IS, "REC-77"),
        lambda: choosing(two(), IS, "REC-1"),
    ),
    "CHOICE_UNCLEAR": (lambda: choosing(two(), IS), lambda: choosing(two(), IS, "REC-1")),
    "RANK_TO_SETTLE by-a-choice": (
        lambda: choosing(hit(), NONE),
        lambda: choosing(hit(), NONE, by=SERGEANT),
    ),
    "RANK_TO_SETTLE of-answers": (
        lambda: settling(differing(), Answer.NO_TRACE),
        lambda: settling(differing(), Answer.NO_TRACE, by=SERGEANT),
    ),
    "NOTHING_TO_SETTLE": (
        lambda: settling(hit(), Answer.HIT),
        lambda: settling(differing(), Answer.HIT),
    ),
    "NEVER_SAID": (
        lambda: settling(differing(), Answer.WITHHELD),
        lambda: settling(differing(), Answer.HIT),
    ),
}
RECORDS: Tried = {
    "NO_SUCH_ITEM": (lambda: grading(holding(item()), item="item-0"), lambda: grading(holding(item()))),
    "HANDLING_CONDITIONS_NEEDED": (
        lambda: grading(holding(item()), grade=Grade(source=1, intelligence="B", handling="C")),
        lambda: grading(holding(item())),
    ),
    "NO_SUCH_CONDITION": (
        lambda: reading(ordered(), ConditionKind.NOT_ABOUT_CONTACT, condition="condition-0"),
        lambda: reading(ordered(), ConditionKind.NOT_ABOUT_CONTACT),
    ),
    "CONDITION_UNCLEAR": (
        lambda: reading(ordered(), ConditionKind.NOT_ABOUT_CONTACT, ConditionKind.NO_ONLINE_CONTACT),
        lambda: reading(ordered(), ConditionKind.NOT_ABOUT_CONTACT),
    ),
    "RANK_TO_CLEAR_CONDITION": (
        lambda: reading(ordered(ConditionKind.NO_UNSUPERVISED_CONTACT), ConditionKind.NOT_ABOUT_CONTACT),
        lambda: reading(
            ordered(ConditionKind.NO_UNSUPERVISED_CONTACT), ConditionKind.NOT_ABOUT_CONTACT, by=SERGEANT
        ),
    ),
    "NO_SUCH_CHECK": (
        lambda: (begun(), c.RecordSpokenAnswer(RESEARCHER, "initial-9-nobody", Answer.NO_TRACE)),
        lambda: (begun(), c.RecordSpokenAnswer(RESEARCHER, PROBATION, Answer.NO_TRACE)),
    ),
    "NOT_OF_THIS_ROLE": (lambda: naming(begun(), PartyRole.SUBJECT), lambda: naming(begun())),
    "SURNAME_NEEDED": (
        lambda: naming(begun(), name=PersonName(given="Wilma")),
        lambda: naming(begun()),
    ),
}
TRIED: Tried = JUDGING | MATCHING | RECORDS
