"""HTTP in: one route a command, and what officers see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncConnection

from access.commands import alarms, check, command
from access.officers import Officer
from access.roles import Role
from access.views import Found, View, Work, WorkItem, case_view, cases, work
from services.checks.domain.sources import Register
from services.checks.domain.to_do import WORDS, Step, openly
from services.checks.http import bodies as b
from services.checks.http import orders
from services.checks.http.on_the_case import MAY_SEE
from services.checks.http.steps import STEPS
from services.checks.http.view import view
from services.checks.store import queries

RESEARCH: Final = frozenset({Role.RESEARCHER, Role.SUPERVISOR, Role.DUTY_OFFICER})
READERS: Final = RESEARCH | {Role.AUTHORISER}
"""An authoriser reads, and is the one who may pass a condition in writing."""
STAFF: Final = READERS | {Role.CALL_TAKER, Role.INTERVIEWER}
NOTHING_TO_DO: Final = "nothing to do here"


def routes(register: Register) -> APIRouter:
    router = APIRouter()
    _facts(router)
    _of_records(router)
    _judgements(router)
    check(router, STEPS, roles=RESEARCH)
    alarms(router, RESEARCH)
    case_view(router, view(register), MAY_SEE, roles=READERS, advises=MAY_SEE.advises)
    work(router, _work_list, roles=RESEARCH)
    cases(router, b.FindByReference, _by_reference, MAY_SEE, roles=READERS)
    return router


def _facts(router: APIRouter) -> None:
    case = "/cases/{case_id}"
    command(
        router,
        f"{case}/immediate-risk",
        b.ImmediateRiskBody,
        orders.report_risk,
        summary="Report an immediate risk to a child; nothing stands in its way (G 28g, 30)",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/spoken-answers",
        b.SpokenAnswerBody,
        orders.spoken_answer,
        summary="Record what a source's desk said on the telephone (G 29, 52)",
        roles=RESEARCH,
    )
    command(
        router,
        f"{case}/asks",
        b.AskAgainBody,
        orders.ask_again,
        summary="Ask sources again (G 51)",
        roles=RESEARCH,
    )
    command(
        router,
        f"{case}/asks/other-agencies",
        b.OtherAgenciesBody,
        orders.ask_others,
        summary="Ask health, a school, a youth offending team or a prison, and why they can inform (G 52c)",
        roles=RESEARCH,
    )
    command(
        router,
        f"{case}/asks/without-consent",
        b.WithoutConsentBody,
        orders.without_consent,
        summary="Ask social care about the subject without the applicant's consent (G 52a)",
        roles=RESEARCH,
    )

    command(
        router,
        f"{case}/participation",
        b.PartBody,
        orders.take_part,
        summary="Take part in a case that others have in hand, and say why; whoever supervises reads it",
        roles=READERS,
    )


def _of_records(router: APIRouter) -> None:
    case = "/cases/{case_id}"
    command(
        router,
        f"{case}/conditions",
        b.ConditionBody,
        orders.read_condition,
        summary="Say what a condition of an order or a licence forbids (K 3.6)",
        roles=READERS,
    )
    command(
        router,
        f"{case}/grades",
        b.GradeBody,
        orders.grade,
        summary="Grade an item of intelligence 3x5x2 (G 18)",
        roles=READERS,
    )
    command(
        router,
        f"{case}/adults",
        b.AdultBody,
        orders.name_adult,
        summary="Name a recipient or another adult responsible for a child, to be looked up (G 101)",
        roles=READERS,
    )


def _judgements(router: APIRouter) -> None:
    case = "/cases/{case_id}"
    command(
        router,
        f"{case}/identity",
        b.MatchBody,
        orders.choose_match,
        summary="Say which records are of the person, or that none is, and why (G 45, 51)",
        roles=READERS,
    )
    command(
        router,
        f"{case}/settlements",
        b.SettlementBody,
        orders.settle,
        summary="Say which of a source's differing answers counts, and why",
        roles=READERS,
    )
    command(
        router,
        f"{case}/initial-checks",
        b.InitialChecksBody,
        orders.complete_initial,
        summary="Complete the initial checks (G 28d, 30 to 32)",
        roles=READERS,
    )
    command(
        router,
        f"{case}/related-cases",
        b.RelatedBody,
        orders.settle_related,
        summary="Say whether somebody is the same person as in another live case, and why (G 53, 100)",
        roles=READERS,
    )
    command(
        router,
        f"{case}/intelligence-checks",
        b.RiskAssessmentBody,
        orders.complete_intelligence,
        summary="Complete the intelligence checks on information received (G 53, 56, 77)",
        roles=READERS,
    )
    command(
        router,
        f"{case}/risk-assessment",
        b.RiskAssessmentBody,
        orders.complete_assessment,
        summary="Complete the risk assessment (G 51, 72)",
        roles=READERS,
    )


def _steps(one: queries.Waiting, officer: str) -> list[str]:
    """In full for whoever has it in hand, and where nobody has."""
    steps = [Step(step) for step in one.steps]
    return [WORDS[step] for step in steps] if one.in_hand in (None, officer) else openly(steps)


async def _work_list(connection: AsyncConnection, wanted: Work) -> list[WorkItem]:
    found = await queries.work_list(connection, wanted.which, wanted.officer, wanted.now, wanted.limit)
    return [
        WorkItem(
            case_id=one.case_id,
            reference=one.reference,
            step=next(iter(_steps(one, wanted.officer)), NOTHING_TO_DO),
            due_at=one.due,
            overdue=one.due is not None and one.due < wanted.now,
            urgent=one.urgent,
            held=one.held,
            allocated_to=one.in_hand,
        )
        for one in found
    ]


async def _by_reference(
    connection: AsyncConnection, query: b.FindByReference, officer: Officer, limit: int
) -> Sequence[Found]:
    lines = await queries.by_reference(connection, query.case_id, query.reference, limit)
    return [
        Found(
            one.case_id,
            View(
                {
                    "reference": one.reference,
                    "opened_at": one.opened_at,
                    "to_do": _steps(one, officer.actor.id),
                    "due": one.due,
                    "held": one.held,
                }
            ),
        )
        for one in lines
    ]
