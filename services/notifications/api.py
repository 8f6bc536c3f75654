"""HTTP in: one route a command, what was sent, and the letter to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from access.commands import CaseId, alarms, check, command
from access.gate import Gateway, template
from access.officers import Officer, Role, SignedIn, must_have
from access.problems import not_found
from access.reads import Read, Reason
from access.runtime import Snapshot
from access.views import Found, View, Work, WorkItem, case_view, cases, need_to_know, work
from contracts.codes import MessageKind, Transport
from contracts.fields import CaseId as CaseIdText
from contracts.fields import Key, Reference
from services.notifications.domain import commands as c
from services.notifications.domain.compose import compose
from services.notifications.domain.due import NAMES
from services.notifications.domain.gates import contact_of
from services.notifications.domain.state import Case, Outgoing, Standing
from services.notifications.store import queries

STAFF: Final = frozenset({Role.INTERVIEWER, Role.SUPERVISOR, Role.AUTHORISER, Role.DUTY_OFFICER})
LOOKING: Final = STAFF | {Role.CALL_TAKER, Role.RESEARCHER, Role.CLERK, Role.ADMINISTRATOR}
CONTACT: Final = "applicant_contact"
MAY_SEE: Final = need_to_know({role: frozenset({CONTACT}) for role in STAFF})
TO_DO: Final = {
    Standing.TO_HAND: "Print the {name} and hand it over",
    Standing.PRINTED: "Hand the {name} over and record that",
    Standing.FAILED: "The {name} did not go: send it again, or tell the applicant in another way",
    Standing.BLOCKED: "The {name} may not be sent: tell the applicant in another way",
}


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LetterBody(Body):
    """`letter` as in what was sent for the case: `closing-1`."""

    letter: Key


class HandedOverBody(LetterBody):
    delivered_at: AwareDatetime


class MessageBody(Body):
    message: Key


class ToldBody(MessageBody):
    by_telephone: bool
    told_at: AwareDatetime


class FindByReference(Body):
    case_id: CaseIdText | None = None
    reference: Reference | None = None


class Letter(BaseModel):
    """A letter as it is printed. `body` has a form feed where the enclosed page begins."""

    letter: str
    title: str
    body: str
    wording: str


def routes() -> APIRouter:
    router = APIRouter()
    case = "/cases/{case_id}"
    command(
        router, f"{case}/letters/print", LetterBody, lambda body, by: c.PrintLetter(by, body.letter),
        summary="Print a letter to hand it over (G 99 d)", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{case}/letters/handed-over", HandedOverBody,
        lambda body, by: c.RecordHandDelivery(by, body.letter, body.delivered_at),
        summary="Record that the applicant has the letter in hand (G 99 d)", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{case}/messages/told", ToldBody, _told,
        summary="Record that the applicant was told in person or by telephone instead", roles=STAFF,
    )  # fmt: skip
    command(
        router, f"{case}/messages/send-again", MessageBody, lambda body, by: c.SendAgain(by, body.message),
        summary="Send again what did not go", roles=STAFF,
    )  # fmt: skip
    check(
        router,
        {
            "print-letter": lambda by, _seen: c.PrintLetter(by, "closing-1"),
            "send-letter-again": lambda by, _seen: c.SendAgain(by, "closing-1"),
        },
    )
    alarms(router, STAFF | {Role.ADMINISTRATOR})
    case_view(router, show, MAY_SEE, roles=LOOKING)
    work(router, _work_list, roles=LOOKING)
    cases(router, FindByReference, _by_reference, MAY_SEE, roles=LOOKING)
    router.add_api_route(
        f"{case}/letters/{{letter}}", _letter, methods=["GET"], response_model=Letter,
        summary="A letter as it is printed, with a reason",
    )  # fmt: skip
    return router


def _told(body: ToldBody, by: Any) -> c.RecordTold:
    transport = Transport.TELEPHONE if body.by_telephone else Transport.HAND
    return c.RecordTold(by, body.message, transport, body.told_at)


async def _letter(
    request: Request, case_id: CaseId, letter: Key, officer: SignedIn, why: Reason, access: Gateway
) -> Letter:
    """Written down before it is shown, like every reading."""
    request.state.case = case_id
    must_have(officer, STAFF)
    found = await access.runtime.read(case_id)
    one = found.state.messages.get(letter) if found else None
    await access.reads.record(Read(officer, template(request), case_id, why, masked=False, what=(CONTACT,)))
    if found is None or one is None or one.standing is not Standing.PRINTED:
        raise not_found("There is no such letter to hand over: print it first, or look at what was sent.")
    contact = contact_of(found.state, one)
    if contact is None:
        raise not_found("The applicant's contact cannot be opened here, so there is no letter.")
    written = compose(found.state, one, contact, Transport.HAND)
    return Letter(letter=one.key, title=written.title, body=written.body, wording=written.wording)


def show(found: Snapshot[Case]) -> View:
    """Every message of the case, and the contact that the newest goes to."""
    messages = list(found.state.messages.values())
    contacts = [contact for one in messages if (contact := contact_of(found.state, one))]
    personal = {CONTACT: contacts[-1].model_dump(mode="json", exclude_none=True)} if contacts else {}
    return View({"messages": [_shown(one) for one in messages]}, personal)


def _shown(one: Outgoing) -> dict[str, Any]:
    return {
        "message": one.key,
        "what": NAMES[one.kind],
        "standing": one.standing.value.replace("_", " ").lower(),
        "by": one.transport.value.lower() if one.transport else None,
        "wording": one.wording,
        "asked_at": one.asked_at,
        "not_before": one.not_before,
        "ended_at": one.ended_at,
        "why_not": one.why.value.replace("_", " ").lower() if one.why else None,
        "handed_over_at": one.handed_at,
    }


async def _work_list(connection: AsyncConnection, wanted: Work) -> list[WorkItem]:
    found = await queries.work_list(connection, wanted.which, wanted.now, wanted.limit)
    return [
        WorkItem(
            case_id=one.case_id,
            reference=one.reference,
            step=TO_DO[Standing(one.standing)].format(name=NAMES[MessageKind(one.kind)]),
            due_at=one.due,
            overdue=one.due is not None and one.due < wanted.now,
            urgent=one.kind == MessageKind.OFFICER_ALERT,
            held=one.held,
        )
        for one in found
    ]


async def _by_reference(
    connection: AsyncConnection, query: FindByReference, _officer: Officer, limit: int
) -> Sequence[Found]:
    references = tuple(filter(None, (query.case_id, query.reference)))
    lines = await queries.of_cases(connection, references, limit)
    by_case: dict[str, list[queries.Line]] = {}
    for line in lines:
        by_case.setdefault(line.case_id, []).append(line)
    return [
        Found(
            case_id,
            View(
                {
                    "reference": next((line.reference for line in found if line.reference), None),
                    "messages": [
                        f"{NAMES[MessageKind(line.kind)]}: {line.standing.lower()}" for line in found
                    ],
                }
            ),
        )
        for case_id, found in by_case.items()
    ]
