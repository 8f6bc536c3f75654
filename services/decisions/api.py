"""HTTP in: one route a command, and what officers see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from access.commands import CaseId, alarms, check, command
from access.gate import Gateway, template
from access.officers import Officer, SignedIn, must_have
from access.problems import not_found
from access.reads import Read, Reason
from access.roles import Role
from access.views import Found, Work, WorkItem, case_view, cases, work
from services.decisions.http import (
    across,
    disclosing,
    explanation,
    orders,
    recording,
    referring,
    statistics,
    telling,
    view,
)
from services.decisions.http import bodies as b
from services.decisions.http.steps import STEPS
from services.decisions.store import queries

SUPERVISION: Final = frozenset({Role.SUPERVISOR, Role.AUTHORISER, Role.DUTY_OFFICER})
STAFF: Final = SUPERVISION | {Role.RESEARCHER, Role.INTERVIEWER, Role.CALL_TAKER}
LOOKING: Final = STAFF | {Role.CLERK}
CASE: Final = "/cases/{case_id}"


class Clocks(BaseModel):
    """The clocks of a case as they stand at `now`, business time."""

    case_id: str
    version: int
    now: datetime
    clocks: list[dict[str, Any]]


def routes() -> APIRouter:
    router = APIRouter()
    _alerts_and_supervision(router)
    _decisions(router)
    _flags(router)
    _safeguarding(router)
    disclosing.routes(router, supervision=SUPERVISION, staff=STAFF)
    telling.routes(router, supervision=SUPERVISION, staff=STAFF)
    across.routes(router, supervision=SUPERVISION, staff=STAFF)
    referring.routes(router, staff=STAFF)
    _endings(router)
    recording.add(router, f"{CASE}/record-entries", looking=LOOKING)
    check(router, STEPS, roles=SUPERVISION)
    alarms(router, STAFF | {Role.ADMINISTRATOR})
    case_view(router, view.show, view.may_see, roles=LOOKING)
    explanation.add(router, LOOKING)
    statistics.add(router, SUPERVISION, frozenset({Role.ADMINISTRATOR}))
    work(router, _work_list, roles=LOOKING)
    cases(router, b.FindCases, _find, view.may_see, roles=LOOKING)
    router.add_api_route(
        f"{CASE}/clocks", _clocks, methods=["GET"], response_model=Clocks,
        summary="The clocks of a case, with a reason",
    )  # fmt: skip
    return router


def _alerts_and_supervision(router: APIRouter) -> None:
    command(
        router, f"{CASE}/immediate-risk", b.RiskBody, orders.report_risk,
        summary="Report an immediate risk to a child; nothing stands in its way (G 28(g), 30)",
    )  # fmt: skip
    command(
        router, f"{CASE}/alerts/acknowledgement", b.AlertBody, orders.acknowledge,
        summary="I take this alert on (G 30)", roles=STAFF, says=orders.rings_on,
    )  # fmt: skip
    command(
        router, f"{CASE}/supervision", b.SupervisionBody, orders.supervise,
        summary="Supervise the case, or cover for its supervisor (G 34)", roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/force-record", b.ForceReferenceBody, orders.force_reference,
        summary="Record the number of the formal report on the force's own system (G 35)", roles=LOOKING,
    )  # fmt: skip


def _decisions(router: APIRouter) -> None:
    command(
        router, f"{CASE}/progress", b.ProgressBody, orders.progress,
        summary="Go on with the application (G 33(a))", roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/progress/refusal", b.ReasonedBody, orders.do_not_progress,
        summary="Do not go on with the application (G 33(a))", roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/priority", b.PriorityBody, orders.prioritise,
        summary="Say with what priority information received is assessed; its limits stand (G 56)",
        roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/meeting/none", b.NoMeetingBody, orders.without_meeting,
        summary="Go on without a follow-up meeting, and why (G 36)", roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/no-concern", b.NoConcernBody, orders.no_concern,
        summary="Categorise as no concern, by the three statements (G 75, 78)", roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/concern", b.ConcernBody, orders.concern,
        summary="Categorise as a concern, by its grounds and line of risk (G 73, 74, 78)", roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/outside-scheme", b.ReasonedBody, orders.outside_scheme,
        summary="Find that there is no contact and none likely (G 79)", roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/extensions", b.ExtensionBody, orders.extend,
        summary="Extend a limit: required and justified (G 104)", roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/overdue", b.OverdueBody, orders.explain,
        summary="Give the reason for a limit that was passed (G 104)", roles=STAFF,
    )  # fmt: skip


def _flags(router: APIRouter) -> None:
    command(
        router, f"{CASE}/flags/acknowledgement", b.FlagsBody, orders.acknowledge_flags,
        summary="Acknowledge what was flagged, with reasons (G 34, 35)", roles=SUPERVISION,
    )  # fmt: skip


def _safeguarding(router: APIRouter) -> None:
    command(
        router, f"{CASE}/safeguarding-issues", b.IssueBody, orders.raise_issue,
        summary="Record a safeguarding issue that was found (G 78, 85)", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{CASE}/safeguarding-issues/addressed", b.AddressedBody, orders.resolve_issue,
        summary="Record that an issue is resolved, or that an agency has it (G 78, 85)", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{CASE}/crimes", b.AllegationBody, orders.allege_crime,
        summary="Record that a crime is alleged, at any stage (G 22)", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{CASE}/crimes/report", b.CrimeBody, orders.record_crime,
        summary="Record the number of its crime report (G 22)", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{CASE}/considerations", b.ConsiderationBody, orders.consider,
        summary="Record what was considered, and what came of it (G 5, 11, 47, 55, 59, 61, 68)", roles=STAFF,
    )  # fmt: skip


def _endings(router: APIRouter) -> None:
    command(
        router, f"{CASE}/withdrawal", b.WithdrawalBody, orders.withdrawal,
        summary="Record that the applicant asks no longer, and how that is known", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{CASE}/decision/confirmation", b.ReasonedBody, orders.confirm,
        summary="Confirm that the decision stands on what has come since (G 75, 102)", roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/letter/delivery", b.DeliveryBody, orders.deliver,
        summary="Choose whether the closing letter is posted or handed over (G 99(d))", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{CASE}/letter/none", b.NotToldBody, orders.not_told,
        summary="Record why the applicant can get neither letter nor advice (G 42, 76, 99)",
        roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/final-entry", b.FinalEntryBody, orders.final_entry,
        summary="Make the final entry of the investigation log (G 100)", roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/finalisation", b.FinaliseBody, orders.finalise,
        summary="Finalise the case (G 91, 99)", roles=SUPERVISION,
    )  # fmt: skip
    command(
        router, f"{CASE}/closure", b.ReasonedBody, orders.close,
        summary="Close a case that was not progressed, is outside the scheme, or was redirected (G 100)",
        roles=SUPERVISION,
    )  # fmt: skip


async def _clocks(
    request: Request, case_id: CaseId, officer: SignedIn, why: Reason, access: Gateway
) -> Clocks:
    """Written down before it is shown, like every reading."""
    request.state.case = case_id
    must_have(officer, LOOKING)
    snapshot = await access.runtime.read(case_id)
    await access.reads.record(Read(officer, template(request), case_id, why, masked=True, what=("clocks",)))
    if snapshot is None:
        raise not_found("There is no such case here.")
    return Clocks(
        case_id=case_id,
        version=snapshot.version,
        now=snapshot.now,
        clocks=view.clocks(snapshot.state, snapshot.now),
    )


async def _work_list(connection: AsyncConnection, wanted: Work) -> list[WorkItem]:
    lines = await queries.work_list(connection, wanted.which, wanted.officer, wanted.now, wanted.limit)
    return [
        WorkItem(
            case_id=line.case_id,
            reference=line.reference,
            step=line.step,
            due_at=line.due,
            overdue=line.overdue(wanted.officer, wanted.now),
            urgent=line.at_risk,
            held=line.held,
            allocated_to=line.cover or line.supervisor,
        )
        for line in lines
    ]


async def _find(
    connection: AsyncConnection, query: b.FindCases, _officer: Officer, limit: int
) -> Sequence[Found]:
    wanted = queries.Wanted(
        case_id=query.case_id,
        reference=query.reference,
        force_reference=query.force_reference,
        stage=query.stage.value if query.stage else None,
        supervisor=query.supervisor,
        since=query.contacted_since,
        until=query.contacted_until,
    )
    return [Found(line.case_id, view.found(line)) for line in await queries.find(connection, wanted, limit)]
