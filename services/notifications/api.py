"""HTTP in: one route a command, what was sent, and the letter to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from access.commands import CaseId, alarms, check, command
from access.gate import Gateway, template
from access.officers import Officer, SignedIn, must_have
from access.on_the_case import WHAT_TO_DO
from access.problems import forbidden, not_found
from access.reads import Read, Reason
from access.roles import Role
from access.views import Found, Work, WorkItem, case_view, cases, work
from contracts.codes import MessageKind, Transport
from contracts.fields import Key
from services.notifications.domain.compose import compose
from services.notifications.domain.gates import contact_of
from services.notifications.domain.state import Standing
from services.notifications.http import bodies as b
from services.notifications.http import orders, view
from services.notifications.http.on_the_case import CONTACT, MAY_SEE, SECTIONS
from services.notifications.http.steps import STEPS
from services.notifications.store import queries

STAFF: Final = frozenset(SECTIONS)
LOOKING: Final = STAFF | {Role.CALL_TAKER, Role.RESEARCHER, Role.CLERK, Role.ADMINISTRATOR}


def routes() -> APIRouter:
    router = APIRouter()
    case = "/cases/{case_id}"
    command(
        router, f"{case}/letters/print", b.LetterBody, orders.print_letter,
        summary="Print a letter to hand it over (G 99 d)", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{case}/letters/handed-over", b.HandedOverBody, orders.handed_over,
        summary="Record that the applicant has the letter in hand (G 99 d)", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{case}/messages/told", b.ToldBody, orders.told,
        summary="Record that the applicant was told in person or by telephone instead", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{case}/messages/send-again", b.MessageBody, orders.send_again,
        summary="Send again what did not go", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{case}/participation", b.PartBody, orders.take_part,
        summary="Take part in a case that others have in hand, and say why; whoever supervises reads it",
        roles=STAFF,
    )  # fmt: skip
    check(router, STEPS, roles=STAFF)
    alarms(router, STAFF | {Role.ADMINISTRATOR})
    case_view(router, view.show, MAY_SEE, roles=LOOKING, advises=MAY_SEE.advises)
    work(router, _work_list, roles=LOOKING)
    cases(router, b.FindByReference, _by_reference, MAY_SEE, roles=LOOKING)
    router.add_api_route(
        f"{case}/letters/{{letter}}", _letter, methods=["GET"], response_model=b.Letter,
        summary="A letter as it is printed, with a reason",
    )  # fmt: skip
    return router


async def _letter(
    request: Request, case_id: CaseId, letter: Key, officer: SignedIn, why: Reason, access: Gateway
) -> b.Letter:
    """Written down before it is shown, like every reading."""
    request.state.case = case_id
    must_have(officer, STAFF)
    found = await access.runtime.read(case_id)
    masked = found is not None and not MAY_SEE(officer, found.state, CONTACT)
    one = found.state.messages.get(letter) if found else None
    await access.reads.record(
        Read(officer, template(request), case_id, why, masked, () if masked else (CONTACT,))
    )
    if masked:
        raise forbidden(WHAT_TO_DO)
    if found is None or one is None or one.standing is not Standing.PRINTED:
        raise not_found("There is no such letter to hand over: print it first, or look at what was sent.")
    contact = contact_of(found.state, one)
    if contact is None:
        raise not_found("The applicant's contact cannot be opened here, so there is no letter.")
    written = compose(found.state, one, contact, Transport.HAND)
    return b.Letter(letter=one.key, title=written.title, body=written.body, wording=written.wording)


async def _work_list(connection: AsyncConnection, wanted: Work) -> list[WorkItem]:
    found = await queries.work_list(connection, wanted.which, wanted.officer, wanted.now, wanted.limit)
    return [
        WorkItem(
            case_id=one.case_id,
            reference=one.reference,
            step=view.step(one),
            due_at=one.due,
            overdue=one.due is not None and one.due < wanted.now,
            urgent=one.kind == MessageKind.OFFICER_ALERT,
            held=one.held,
            allocated_to=one.owner,
        )
        for one in found
    ]


async def _by_reference(
    connection: AsyncConnection, query: b.FindByReference, _officer: Officer, limit: int
) -> Sequence[Found]:
    references = tuple(filter(None, (query.case_id, query.reference)))
    return view.listed(await queries.of_cases(connection, references, limit))
