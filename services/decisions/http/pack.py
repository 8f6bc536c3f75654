"""The page for a delivery: printed by an order, shown once, and written down like every reading."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from access.commands import CaseId, command
from access.gate import Gateway, template
from access.officers import SignedIn, must_have
from access.problems import not_found, refused
from access.reads import Read, Reason
from access.roles import Role
from messaging.outcomes import Refusal, Unmet
from services.decisions.adapters import printer
from services.decisions.domain.commands.printing import PrintPack
from services.decisions.domain.pack import Page, page
from services.decisions.http import need_to_know
from services.decisions.http import orders_telling as orders
from services.decisions.http.bodies_telling import AnotherPageBody, PageBody

DELIVERING: Final = frozenset(
    {Role.INTERVIEWER, Role.RESEARCHER, Role.SUPERVISOR, Role.AUTHORISER, Role.DUTY_OFFICER}
)
NOTHING_LOADED: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
TOO_LONG: Final = Unmet(
    "WORDING_TOO_LONG",
    "What is to be said does not fit on one page: it must be clear and concise. Have it shortened and "
    "authorised anew.",
    "G 92(a)",
    ("R-212",),
)


class Form(StrEnum):
    PDF = "pdf"
    HTML = "html"


def add(router: APIRouter, path: str, *, supervision: frozenset[str]) -> None:
    router.add_api_route(
        path,
        _print,
        methods=["POST"],
        response_class=Response,
        responses={200: {"content": {"application/pdf": {}, "text/html": {}}}},
        summary="Print the page to take along; it is never left with anybody (G 92, 93, 95)",
    )
    command(
        router, f"{path}/another", AnotherPageBody, orders.another_page,
        summary="Allow one more page, as somebody else than who prints it, with reasons (G 95)",
        roles=supervision,
    )  # fmt: skip


async def _print(
    request: Request, case_id: CaseId, given: PageBody, officer: SignedIn, why: Reason, access: Gateway,
    form: Annotated[Form, Query(alias="as")] = Form.PDF,
) -> Response:  # fmt: skip
    """Made first, recorded, written down, and only then shown: nobody holds a page that nobody knows of."""
    request.state.case = case_id
    must_have(officer, DELIVERING)
    snapshot = await access.runtime.read(case_id)
    if snapshot is None:
        raise not_found("There is no such case here.")
    held = snapshot.state.disclosure.releases.get(given.release)
    made = page(snapshot.state, held) if held else None
    try:
        printed = _drawn(made, form) if made else b""
    except printer.TooLong:
        unmet = await access.runtime.weigh(case_id, PrintPack(officer.actor, given.release), officer.actor)
        raise refused(need_to_know.told(snapshot.state, officer.actor, (*unmet, TOO_LONG))) from None
    outcome = await access.runtime.execute(case_id, PrintPack(officer.actor, given.release), officer.actor)
    if isinstance(outcome, Refusal):
        request.state.codes = [one.code for one in outcome.unmet]
        raise refused(outcome.unmet)
    await access.reads.record(
        Read(officer, template(request), case_id, why, masked=False, what=("wording", "recipient"))
    )
    kind = "application/pdf" if form is Form.PDF else "text/html; charset=utf-8"
    return Response(printed, media_type=kind, headers=NOTHING_LOADED)


def _drawn(made: Page, form: Form) -> bytes:
    return printer.as_pdf(made) if form is Form.PDF else printer.as_html(made).encode()
