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
from contracts.codes import PartyRole
from services.intake.domain.to_do import WORDS, Step, openly
from services.intake.http import bodies as b
from services.intake.http import orders
from services.intake.http.on_the_case import MAY_SEE, SECTIONS
from services.intake.http.steps import STEPS
from services.intake.http.view import show
from services.intake.store import queries
from services.intake.store.blind import BlindIndex

STAFF: Final = frozenset({Role.CALL_TAKER, Role.INTERVIEWER, Role.SUPERVISOR, Role.DUTY_OFFICER})
REPORTERS: Final = STAFF | {Role.RESEARCHER, Role.AUTHORISER, Role.SYSTEM}
"""Whoever learns of it reports it; a partner by a program of its own."""
LOOKING: Final = frozenset(SECTIONS)
FORMS: Final = STAFF | {Role.SYSTEM}
"""Officers and staff, and the program behind the online form."""


def routes(index: BlindIndex) -> APIRouter:
    router = APIRouter()
    _first_contact(router)
    _people(router)
    _follow_up(router)
    check(router, STEPS, roles=STAFF)
    alarms(router, STAFF)
    case_view(router, show, MAY_SEE, roles=LOOKING, advises=MAY_SEE.advises)
    work(router, _work_list, roles=STAFF)
    cases(router, b.FindByReference, _by_reference, MAY_SEE, roles=STAFF)
    cases(router, b.FindByPeople, PeopleSearch(index), MAY_SEE, personal=True, roles=STAFF)
    return router


def _first_contact(router: APIRouter) -> None:
    command(
        router,
        "/enquiries",
        b.EnquiryBody,
        orders.receive,
        summary="Take an enquiry, by whatever channel (G 20, 27)",
        creates=True,
        roles=FORMS,
    )
    command(
        router,
        "/information",
        b.InformationBody,
        orders.receive_information,
        summary="Report what may affect a child's safety, where nobody applies (Right to Know, G 53 to 57)",
        creates=True,
        roles=REPORTERS,
    )
    case = "/cases/{case_id}"
    command(
        router,
        f"{case}/immediate-risk",
        b.RiskGiven,
        orders.report_risk,
        summary="Report an immediate risk to a child; nothing stands in its way (G 28(g), 30)",
    )
    command(
        router,
        f"{case}/initial-information",
        b.InitialInformationBody,
        orders.give_information,
        summary="Record what the applicant was told at first contact (G 28)",
        roles=FORMS,
    )
    command(
        router,
        f"{case}/corrections",
        b.CorrectionBody,
        orders.correct,
        summary="Add or correct what was given, as a new entry",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/corrections/contact",
        b.ContactCorrectionBody,
        orders.correct_contact,
        summary="Put right when initial contact was, as a new entry: every clock counts anew (G 20, 102)",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/initial-form",
        b.InitialFormBody,
        orders.complete_part1,
        summary="Complete the initial contact form (Annex A, first part; G 27)",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/allocation",
        b.AllocationBody,
        orders.allocate,
        summary="Say who deals with it",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/participation",
        b.PartBody,
        orders.take_part,
        summary="Take part in a case that others have in hand, and say why; whoever supervises reads it",
        roles=LOOKING,
    )
    command(
        router,
        f"{case}/redirection",
        b.RedirectionBody,
        orders.redirect,
        summary="Send it where it belongs (G 13, 24, 25)",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/flags/acknowledgement",
        b.FlagsBody,
        orders.acknowledge_flags,
        summary="A supervisor has looked at what was flagged",
        roles=STAFF,
    )


def _people(router: APIRouter) -> None:
    case = "/cases/{case_id}"
    command(
        router,
        f"{case}/identity",
        b.IdentityBody,
        orders.verify,
        summary="Proof of identity was seen, or confirmed by an agency (G 40(e), 41)",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/identity/not-verified",
        b.NotVerifiedBody,
        orders.not_verified,
        summary="Proof of identity was asked for, and identity is not verified (G 41, 42)",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/responsible-adult",
        b.ResponsibleAdultBody,
        orders.name_adult,
        summary="Name who accompanies an applicant under 18 (G 58)",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/responsible-adult/none",
        b.NoResponsibleAdultBody,
        orders.excuse_adult,
        summary="Exceptionally go on without a responsible adult (G 59)",
        roles=STAFF,
    )


def _follow_up(router: APIRouter) -> None:
    case = "/cases/{case_id}"
    command(
        router,
        f"{case}/warnings",
        b.WarningsBody,
        orders.warn,
        summary="Record what the applicant was warned and told of (G 40, 46)",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/meetings",
        b.MeetingBody,
        orders.schedule,
        summary="Arrange the follow-up contact (G 36 to 39)",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/meetings/held",
        b.HeldBody,
        orders.hold,
        summary="Record a meeting that was held (G 36 to 49)",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/meeting-form",
        b.MeetingFormBody,
        orders.complete_part2,
        summary="Complete the face-to-face form (Annex A, second part; G 50)",
        roles=STAFF,
    )
    command(
        router,
        f"{case}/delay",
        b.DelayBody,
        orders.tell_of_delay,
        summary="Tell the applicant that the follow-up takes longer (G 28(f))",
        roles=STAFF,
    )


def _steps(one: queries.Waiting, officer: str) -> list[str]:
    """In full for those it is allocated to, and where it is to nobody."""
    steps = [Step(step) for step in one.steps]
    theirs = not one.allocated_to or officer in one.allocated_to
    return [WORDS[step] for step in steps] if theirs else openly(steps)


async def _work_list(connection: AsyncConnection, wanted: Work) -> list[WorkItem]:
    found = await queries.work_list(connection, wanted.which, wanted.officer, wanted.now, wanted.limit)
    return [
        WorkItem(
            case_id=one.case_id,
            reference=one.reference,
            step=next(iter(_steps(one, wanted.officer)), "nothing to do here"),
            due_at=one.due,
            overdue=one.due is not None and one.due < wanted.now,
            urgent=one.risk_unanswered,
            held=one.held,
            allocated_to=", ".join(one.allocated_to) or None,
        )
        for one in found
    ]


async def _by_reference(
    connection: AsyncConnection, query: b.FindByReference, officer: Officer, limit: int
) -> Sequence[Found]:
    references = tuple(filter(None, (query.case_id, query.reference)))
    return _found(await queries.by_references(connection, references, limit), officer)


SEARCHED: Final = (PartyRole.APPLICANT, PartyRole.SUBJECT, PartyRole.CHILD)


class PeopleSearch:
    """Names go into the blind index and nowhere else: not into a log, an address or a table."""

    def __init__(self, index: BlindIndex) -> None:
        self._index = index

    async def __call__(
        self, connection: AsyncConnection, query: b.FindByPeople, officer: Officer, limit: int
    ) -> Sequence[Found]:
        blind = [self._index.of(role, query.name, query.date_of_birth) for role in SEARCHED]
        found = [one for one in blind if one is not None]
        return _found(await queries.of_person(connection, found, limit), officer)


def _found(lines: Sequence[queries.Waiting], officer: Officer) -> list[Found]:
    return [
        Found(
            one.case_id,
            View(
                {
                    "reference": one.reference,
                    "contacted_at": one.contact_at,
                    "to_do": _steps(one, officer.actor.id),
                    "due": one.due,
                    "held": one.held,
                }
            ),
        )
        for one in lines
    ]
