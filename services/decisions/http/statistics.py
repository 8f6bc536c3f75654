"""Counts over all cases (R-206), for those who supervise; and whether they are what the journal says."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from access.gate import Access, Gateway, template
from access.officers import Officer, SignedIn, must_have
from access.problems import invalid
from access.reads import Read, Reason
from services.decisions.domain.statistics import cuts_a_month, statistics
from services.decisions.store import counting

OF_ALL = ("statistics",)


class Statistics(BaseModel):
    """Counts and nothing else; what each counts is said in `domain/statistics.py`, by this edition."""

    definitions: str
    since: date | None
    until: date | None
    total: dict[str, Any]
    months: list[dict[str, Any]]
    years: list[dict[str, Any]]
    annual_return: list[dict[str, Any]]
    not_open_yet: int


class Compared(BaseModel):
    """Cases whose line differs from their journal, and in what; `rebuilt`: lines that were made anew."""

    rebuilt: int
    differing: list[dict[str, Any]]


def add(router: APIRouter, roles: frozenset[str], keepers: frozenset[str]) -> None:
    """Adds `GET /statistics`, `GET` and `PUT /statistics/lines`: counted, compared, made again."""

    async def counted(
        request: Request, officer: SignedIn, why: Reason, access: Gateway,
        since: Annotated[date | None, Query(description="First day of contact, the first of a month")] = None,
        until: Annotated[date | None, Query(description="Last day of contact, the last of a month")] = None,
    ) -> Statistics:  # fmt: skip
        must_have(officer, roles)
        if cut := [{"path": f"query.{name}", "words": words} for name, words in cuts_a_month(since, until)]:
            raise invalid(cut)
        await _written_down(request, officer, why, access)
        async with access.runtime.engine.connect() as connection:
            found = await counting.every_case(connection)
        return Statistics(**statistics(found, since, until))

    async def compared(request: Request, officer: SignedIn, why: Reason, access: Gateway) -> Compared:
        must_have(officer, roles | keepers)
        await _written_down(request, officer, why, access)
        return Compared(rebuilt=0, differing=[one async for one in counting.differing(access.runtime)])

    async def rebuilt(request: Request, officer: SignedIn, why: Reason, access: Gateway) -> Compared:
        must_have(officer, keepers)
        await _written_down(request, officer, why, access)
        lines = await counting.rebuild(access.runtime)
        return Compared(rebuilt=lines, differing=[one async for one in counting.differing(access.runtime)])

    router.add_api_route(
        "/statistics", counted, methods=["GET"], response_model=Statistics,
        summary="Counts by route, outcome and period, with a reason (G 100)",
    )  # fmt: skip
    router.add_api_route(
        "/statistics/lines", compared, methods=["GET"], response_model=Compared,
        summary="Whether what is counted is what the journal says",
    )  # fmt: skip
    router.add_api_route(
        "/statistics/lines", rebuilt, methods=["PUT"], response_model=Compared,
        summary="Make what is counted again from the journal, and compare",
    )  # fmt: skip


async def _written_down(request: Request, officer: Officer, why: str, access: Access) -> None:
    await access.reads.record(Read(officer, template(request), None, why, masked=True, what=OF_ALL))
