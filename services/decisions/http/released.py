"""A released wording, read by the officer who will speak it: with a reason, and written down (G 92 a).

Nothing of it stands anywhere else, and nothing of what the applicant said goes with it (G 97).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel

from access.commands import CaseId
from access.gate import Gateway, template
from access.officers import Officer, SignedIn, must_have
from access.problems import forbidden, not_found
from access.reads import Read, Reason
from contracts.fields import ChildRef, Key
from messaging.decider import Unread
from services.decisions.domain.disclosure import Recipient, Release, Wording
from services.decisions.domain.pack import named
from services.decisions.domain.state import Case
from services.decisions.domain.unread import came_since
from services.decisions.domain.who_is_told import running


class WordingShown(BaseModel):
    """What is spoken to this recipient, and until when; `recipient_name` to check whom one speaks to."""

    case_id: str
    release: str
    recipient: str
    recipient_name: dict[str, Any] | None
    children: list[ChildRef]
    text: str
    use: str
    support: list[str]
    hash: str
    expires_at: datetime
    undertaking_explained: bool
    undertaking_signed: bool


@dataclass(frozen=True, slots=True)
class Released:
    """What stands behind a release at an instant."""

    release: Release
    wording: Wording
    recipient: Recipient


def released(case: Case, key: Key, now: datetime) -> Released | None:
    """None if there is no such release, or it is over: used, run out, suspended, or its authority lapsed."""
    held = case.disclosure.releases.get(key)
    if held is None or not running(case, held, now):
        return None
    wording = next((one for one in case.disclosure.wordings.values() if one.hash == held.hash), None)
    recipient = case.disclosure.recipients.get(held.recipient)
    if wording is None or recipient is None or wording.spoken.opened is None:
        return None
    return Released(held, wording, recipient)


def over_unread_mail(case: Case, found: Released, unread: Iterable[Unread]) -> bool:
    """Whether something that nobody could read has come since it was released: it may be of this telling."""
    return came_since(case, found.release.at, unread)


def may_read(officer: Officer, case: Case, key: Key) -> bool:
    """The officer to whom it was released, and who supervises or covers."""
    held = case.disclosure.releases.get(key)
    supervising = {one.id for one in (case.supervisor, case.cover) if one is not None}
    return held is not None and officer.actor.id in supervising | {held.to}


def shown(case: Case, found: Released) -> WordingShown:
    spoken = found.wording.spoken.clear()
    return WordingShown(
        case_id=case.case_id,
        release=found.release.key,
        recipient=found.recipient.key,
        recipient_name=_name(case, found.recipient),
        children=sorted(found.recipient.children),
        text=spoken.text,
        use=spoken.use,
        support=list(spoken.support),
        hash=found.release.hash,
        expires_at=found.release.expires_at,
        undertaking_explained=found.recipient.undertaking.explained is not None,
        undertaking_signed=found.recipient.undertaking.signed is not None,
    )


def _name(case: Case, recipient: Recipient) -> dict[str, Any] | None:
    """Of the applicant, as intake has it: nobody speaks to somebody whose name they have not read."""
    name = named(case, recipient)
    return name.model_dump(mode="json", exclude_none=True) if name else None


def wording_view(router: APIRouter, *, roles: frozenset[str]) -> None:
    """Adds `GET /cases/{case_id}/wording/{release}`."""

    async def read(
        request: Request,
        case_id: CaseId,
        release: Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")],
        officer: SignedIn,
        why: Reason,
        access: Gateway,
    ) -> WordingShown:
        request.state.case = case_id
        must_have(officer, roles)
        snapshot = await access.runtime.read(case_id)
        may = snapshot is not None and may_read(officer, snapshot.state, release)
        found = released(snapshot.state, release, snapshot.now) if snapshot and may else None
        held = bool(snapshot and found and over_unread_mail(snapshot.state, found, snapshot.unread))
        found = None if held else found
        what = ("wording",) if found else ()
        await access.reads.record(Read(officer, template(request), case_id, why, not what, what))
        if not may:
            raise forbidden("A wording is read by the officer to whom it was released, and the supervisor.")
        if held:
            raise not_found("Something of this case has come in that nobody could read: have it read first.")
        if snapshot is None or found is None:
            raise not_found("Nothing is released under this key, or no longer.")
        return shown(snapshot.state, found)

    router.add_api_route(
        "/cases/{case_id}/wording/{release}",
        read,
        methods=["GET"],
        response_model=WordingShown,
        summary="Read a released wording, to speak it (G 92(a))",
    )
