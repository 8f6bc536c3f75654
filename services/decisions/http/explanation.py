"""A case explained as of an instant: what was known and from whom, each step, and what had left (G 102)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel

from access.commands import CaseId
from access.gate import Gateway, template
from access.officers import Officer, SignedIn, must_have
from access.problems import not_found
from access.reads import Read, Reason
from access.roles import Role
from access.runtime import History
from access.views import View, masked
from contracts import ranks
from contracts.codes import Rank
from contracts.words import say
from services.decisions.domain.explaining import explain
from services.decisions.domain.stage import open_stage, stage
from services.decisions.domain.state import Case
from services.decisions.http import view

MACHINE_ONLY: Final = frozenset({"clock"})


class Explained(BaseModel):
    """As this officer may see it. `as_of`: what was recorded later is not here, whenever it occurred.

    `hash` is that of the chain at `version`; `masked` names the sections that were withheld.
    """

    case_id: str
    as_of: datetime
    version: int
    hash: str
    case: dict[str, Any]
    personal: dict[str, Any]
    masked: list[str]


def add(router: APIRouter, roles: frozenset[str]) -> None:
    """Adds `GET /cases/{case_id}/explanation`, written down with its reason before anything is shown."""

    async def explanation(
        request: Request, case_id: CaseId, officer: SignedIn, why: Reason, access: Gateway,
        as_of: Annotated[AwareDatetime | None, Query(description="What was known then; none: now")] = None,
    ) -> Explained:  # fmt: skip
        request.state.case = case_id
        must_have(officer, roles)
        snapshot = await access.runtime.read(case_id)
        until = min(as_of or snapshot.now, snapshot.now) if snapshot else None
        history = await access.runtime.read_as_of(case_id, until) if until else None
        if snapshot is None or history is None:
            await access.reads.record(Read(officer, template(request), case_id, why, masked=True))
            raise not_found("Nothing of such a case had been recorded here by then.")
        told = shown(history)
        personal, hidden = masked(told, officer, snapshot.state, may_see)
        seen = [section for section in personal if section not in hidden]
        await access.reads.record(Read(officer, template(request), case_id, why, bool(hidden), seen))
        return Explained(
            case_id=case_id,
            as_of=history.until,
            version=history.version,
            hash=history.hash,
            case=dict(told.case),
            personal=personal,
            masked=hidden,
        )

    router.add_api_route(
        "/cases/{case_id}/explanation", explanation, methods=["GET"], response_model=Explained,
        summary="A case explained as of an instant, with a reason (G 102)",
    )  # fmt: skip


def may_see(officer: Officer, state: Any, section: str) -> bool:
    """Who is on the case today; and the rank that answers for disclosures, who may have to explain one."""
    if view.may_see(officer, state, section):
        return True
    roles = officer.roles | {officer.actor.role}
    return Role.AUTHORISER in roles and ranks.at_least(officer.actor.rank, Rank.INSPECTOR)


def shown(history: History[Case]) -> View:
    """Under `case` nothing personal and nothing of what was decided, as in `view`; the rest by need."""
    case = history.state
    opening = case.opening
    told: Mapping[str, Any] = {
        "reference": case.reference,
        "route": say(opening.route).text if opening else None,
        "contacted_at": opening.contacted_at if opening else None,
        **view.counts_from(opening),
        "policy": opening.profile if opening else None,
        "stage": say(open_stage(case)).text,
        "supervisor": case.supervisor.id if case.supervisor else None,
        "covered_by": case.cover.id if case.cover else None,
        "clocks": [
            {name: one for name, one in clock.items() if name not in MACHINE_ONLY}
            for clock in view.clocks(case, history.until)
        ],
    }
    stood = {
        "stage": say(stage(case)).text,
        "decided": view.DECIDED[case.decision.what] if case.decision else None,
        "decided_at": case.decision.at if case.decision else None,
        "decided_by": case.decision.by if case.decision else None,
    }
    return View(told, {"stood": stood, **explain(history)})
