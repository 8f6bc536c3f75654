"""Entries for the force's own record system: their text, ready to paste, and the word of who entered one."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel

from access.commands import CaseId, command
from access.gate import Gateway, template
from access.officers import SignedIn, must_have
from access.problems import not_found
from access.reads import Read, Reason
from contracts.words import say
from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.domain.recording import text
from services.decisions.domain.state import Case
from services.decisions.http.bodies import EnteredBody
from services.decisions.http.view import on_the_case


class EntryShown(BaseModel):
    """`text` is ready to paste; None for officers who are not on the case."""

    entry: str
    what: str
    recorded_at: datetime
    entered: bool
    reference: str | None
    by_hand: bool | None
    text: str | None


class Entries(BaseModel):
    case_id: str
    entries: list[EntryShown]


def add(router: APIRouter, path: str, *, looking: frozenset[str]) -> None:
    async def entries(
        request: Request, case_id: CaseId, officer: SignedIn, why: Reason, access: Gateway
    ) -> Entries:
        request.state.case = case_id
        must_have(officer, looking)
        snapshot = await access.runtime.read(case_id)
        allowed = snapshot is not None and officer.actor.id in on_the_case(snapshot.state)
        seen = ("record_entries",) if allowed else ()
        await access.reads.record(Read(officer, template(request), case_id, why, not allowed, seen))
        if snapshot is None:
            raise not_found("There is no such case here.")
        case = snapshot.state
        return Entries(case_id=case_id, entries=[_shown(case, key, allowed) for key in case.for_the_record])

    router.add_api_route(
        path, entries, methods=["GET"], response_model=Entries,
        summary="What belongs on the force's record system, ready to paste, with a reason (G 35, 100, 104)",
    )  # fmt: skip
    command(
        router, f"{path}/entered", EnteredBody, _attest,
        summary="I have entered it by hand, under this reference (G 35, 100, 104)", roles=looking,
    )  # fmt: skip


def _attest(body: EnteredBody, by: Actor) -> c.AttestRecordEntry:
    return c.AttestRecordEntry(by, body.entry, body.reference)


def _shown(case: Case, key: str, allowed: bool) -> EntryShown:
    one, there = case.for_the_record[key], case.in_the_record.get(key)
    return EntryShown(
        entry=key,
        what=say(one.part).text,
        recorded_at=one.at,
        entered=there is not None,
        reference=there.reference if there else None,
        by_hand=there.by_hand if there else None,
        text=text(case, key) if allowed else None,
    )
