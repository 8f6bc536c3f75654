"""What officers see: their work, cases found, one case. Read only with a reason, masked without need."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar, get_args, get_origin

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from access.commands import CaseId
from access.gate import Access, Gateway, template
from access.officers import Officer, SignedIn, must_have
from access.problems import not_found
from access.reads import Read, Reason
from access.runtime import Snapshot
from contracts.words import say
from messaging.decider import Unread

KEPT = {"quarantine": "QUARANTINED", "waiting": "WAITING", "missing": "MISSING"}
"""Under which code there are words for where the runtime keeps unread mail."""
MASKED = "masked: you have no need to know on record"
Q = TypeVar("Q", bound=BaseModel)
S = TypeVar("S")

MaySee = Callable[[Officer, Any, str], bool]
"""(officer, state or None in a list, section) -> whether this officer needs to know it."""


@dataclass(frozen=True, slots=True)
class View:
    """What may be shown of a case: `case` holds nothing personal; `personal` is masked section by section.

    `sections`: all that a case may have. To whom one is masked it is so whether this case has it or not.
    `mail`: the section whose readers are told of which type unread mail is, where that tells something.
    """

    case: Mapping[str, Any]
    personal: Mapping[str, Any] = field(default_factory=dict)
    sections: Sequence[str] = ()
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    case_id: str
    view: View


class Which(StrEnum):
    ALL = "all"
    MINE = "mine"
    UNALLOCATED = "unallocated"
    OVERDUE = "overdue"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Work:
    """What the officer wants to see of the work. `now` is business time."""

    which: Which
    officer: str
    now: datetime
    limit: int


class WorkItem(BaseModel):
    """One case that waits for somebody. Nothing personal: `reference` is opaque, `step`: what to do next."""

    case_id: str
    reference: str | None = None
    step: str
    due_at: datetime | None = None
    overdue: bool = False
    urgent: bool = False
    held: bool = False
    allocated_to: str | None = None


class WorkList(BaseModel):
    """Soonest first; `more`: there is more than was asked for."""

    now: datetime
    items: list[WorkItem]
    more: bool


class CaseShown(BaseModel):
    """A case as this officer may see it. `masked` names the sections that were withheld.

    `words`: what the officer does to see what their role needs.
    """

    case_id: str
    version: int
    now: datetime
    held: bool
    unread: list[dict[str, Any]]
    case: dict[str, Any]
    personal: dict[str, Any]
    masked: list[str]
    words: str | None = None


class CaseFound(BaseModel):
    case_id: str
    case: dict[str, Any]
    personal: dict[str, Any]
    masked: list[str]


class CasesFound(BaseModel):
    cases: list[CaseFound]
    more: bool


def masked(view: View, officer: Officer, state: Any, may_see: MaySee) -> tuple[dict[str, Any], list[str]]:
    """The personal sections as this officer may see them, and which were masked, whole: not even how many."""
    every = dict.fromkeys((*view.sections, *view.personal))
    hidden = [section for section in every if not may_see(officer, state, section)]
    shown = {
        name: MASKED if name in hidden else view.personal[name]
        for name in every
        if name in hidden or name in view.personal
    }
    return shown, hidden


def case_view(
    router: APIRouter,
    show: Callable[[Snapshot[S]], View],
    may_see: MaySee,
    *,
    roles: frozenset[str] | None = None,
    advises: Callable[[Officer, Any], str | None] = lambda _officer, _state: None,
) -> None:
    """Adds `GET /cases/{case_id}`: written down with its reason before anything is shown."""

    async def one(
        request: Request, case_id: CaseId, officer: SignedIn, why: Reason, access: Gateway
    ) -> CaseShown:
        request.state.case = case_id
        must_have(officer, roles)
        snapshot = await access.runtime.read(case_id)
        if snapshot is None:
            await access.reads.record(Read(officer, template(request), case_id, why, masked=True))
            raise not_found("There is no such case here.")
        view = show(snapshot)
        personal, hidden = masked(view, officer, snapshot.state, may_see)
        seen = [section for section in personal if section not in hidden]
        await access.reads.record(
            Read(officer, template(request), case_id, why, bool(hidden), ("case", *seen))
        )
        return CaseShown(
            case_id=case_id,
            version=snapshot.version,
            now=snapshot.now,
            held=snapshot.held,
            unread=[_unread(mail, masked=view.mail in hidden) for mail in snapshot.unread],
            case=dict(view.case),
            personal=personal,
            masked=hidden,
            words=advises(officer, snapshot.state),
        )

    router.add_api_route(
        "/cases/{case_id}", one, methods=["GET"], response_model=CaseShown, summary="One case, with a reason"
    )


def _unread(mail: Unread, *, masked: bool) -> dict[str, Any]:
    """That there is some everybody reads, who has it taken; of which type, and why, may tell what it says."""
    return {
        "where": mail.where,
        "words": say(KEPT[mail.where]).text,
        "type": MASKED if masked else mail.type,
        "reason": MASKED if masked else mail.reason,
        "since": mail.since,
    }


Search = Callable[[AsyncConnection, Q, Officer, int], Awaitable[Sequence[Found]]]
"""(connection, query, officer, at most) -> cases found; asked for one more than is shown."""


def cases(
    router: APIRouter,
    query: type[Q],
    search: Search[Q],
    may_see: MaySee,
    *,
    personal: bool = False,
    roles: frozenset[str] | None = None,
) -> None:
    """Adds `GET /cases`, to find by references and codes; with `personal`, `POST /cases/search`, by names.

    Addresses end up in logs of proxies and browsers, so a query in one may hold no free text (checked here).
    """
    if not personal and (free := _free_text(query)):
        raise ValueError(f"{query.__name__}: {', '.join(free)} could hold a name: use personal=True")

    async def run(
        request: Request, given: Any, officer: Officer, why: str, access: Access, limit: int
    ) -> CasesFound:
        must_have(officer, roles)
        request.state.reading = True
        async with access.runtime.engine.connect() as connection:
            found = list(await search(connection, given, officer, limit + 1))
        shown = [_found(one, officer, may_see) for one in found[:limit]]
        await access.reads.record(
            Read(
                officer,
                template(request),
                None,
                why,
                any(one.masked for one in shown),
                [one.case_id for one in shown],
            )
        )
        return CasesFound(cases=shown, more=len(found) > limit)

    async def by_reference(
        request: Request, given: Any, officer: SignedIn, why: Reason, access: Gateway
    ) -> CasesFound:
        return await run(request, given, officer, why, access, LONGEST_LIST)

    async def by_name(
        request: Request, given: Any, officer: SignedIn, why: Reason, access: Gateway
    ) -> CasesFound:
        return await run(request, given, officer, why, access, LONGEST_LIST)

    if personal:
        by_name.__annotations__["given"] = query
        router.add_api_route(
            "/cases/search", by_name, methods=["POST"], response_model=CasesFound,
            summary="Find cases by what is known of the people, with a reason",
        )  # fmt: skip
    else:
        by_reference.__annotations__["given"] = Annotated[query, Query()]
        router.add_api_route(
            "/cases",
            by_reference,
            methods=["GET"],
            response_model=CasesFound,
            summary="Find cases, with a reason",
        )


LONGEST_LIST = 100


def _found(one: Found, officer: Officer, may_see: MaySee) -> CaseFound:
    personal, hidden = masked(one.view, officer, None, may_see)
    return CaseFound(case_id=one.case_id, case=dict(one.view.case), personal=personal, masked=hidden)


def _free_text(query: type[BaseModel]) -> list[str]:
    """Fields that could hold any text at all, at whatever depth."""
    return [name for name, about in query.model_fields.items() if _is_free(about.annotation, about.metadata)]


def _is_free(annotation: Any, rules: Sequence[Any]) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return bool(_free_text(annotation))
    if annotation in (str, bytes, Any, object):
        return not any(getattr(rule, "pattern", None) for rule in rules)
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _is_free(inner, [*rules, *more])
    return any(_is_free(part, rules) for part in get_args(annotation) if part is not Ellipsis)


Worklist = Callable[[AsyncConnection, Work], Awaitable[Sequence[WorkItem]]]


def work(router: APIRouter, worklist: Worklist, *, roles: frozenset[str] | None = None) -> None:
    """Adds `GET /work?which=mine`: what waits, soonest first; urgent before all else."""

    async def waiting(
        request: Request, officer: SignedIn, access: Gateway,
        which: Which = Which.ALL, limit: Annotated[int, Query(ge=1, le=LONGEST_LIST)] = 50,
    ) -> WorkList:  # fmt: skip
        must_have(officer, roles)
        now = await access.runtime.now()
        async with access.runtime.engine.connect() as connection:
            items = list(await worklist(connection, Work(which, officer.actor.id, now, limit + 1)))
        items.sort(key=lambda item: (not item.urgent, item.due_at is None, item.due_at or now, item.case_id))
        ids = [item.case_id for item in items[:limit]]
        await access.reads.record(
            Read(officer, template(request), None, f"work: {which}", masked=True, what=ids)
        )
        return WorkList(now=now, items=items[:limit], more=len(items) > limit)

    router.add_api_route(
        "/work",
        waiting,
        methods=["GET"],
        response_model=WorkList,
        summary="What waits for somebody, soonest first",
    )
