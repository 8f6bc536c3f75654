"""A partner written from contracts alone is social care in a journey through all four services of a force."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Final

import httpx
import orjson
import pytest

from contracts import referrals as r
from contracts.codes import CameTo, ReferralOutcome
from contracts.keyring import path_of
from contracts.people import PersonName
from deploy.local.force import SOCIAL_CARE, Force
from deploy.local.until import until
from deploy.simulators import forms
from deploy.simulators.people import read_people
from tests.journeys.two_forces import CLERK, RESEARCHERS, Side, audited, quiet
from tests.partners.hearing import heard, is_kind, receipt
from tests.partners.reference_partner import Partner

pytestmark = pytest.mark.stack
RESEARCHER: Final = RESEARCHERS["46"]
FOUND: Final = "A child protection plan was open until last spring."
CONCERN: Final = "A man whom nobody knows has moved in with the girl."
OFFER: Final[dict[str, Any]] = {
    "referral": "front-door-1",
    "party": SOCIAL_CARE,
    "kind": "CHILD_PROTECTION",
    "parts": ["CHILDREN", "CONCERN", "SUBJECT"],
    "children": ["child-1"],
    "basis": "CHILDREN_ACT_1989_S47",
    "concern": CONCERN,
    "reasons": "The girl was on a plan until last spring.",
}


@pytest.fixture
async def kent(force: Force) -> AsyncIterator[Side]:
    async with httpx.AsyncClient(timeout=60) as http:
        side = Side(force, http)
        yield side
        await side.close()


async def asked(kent: Side) -> tuple[str, list[str]]:
    """A father asks about a man; the case, and the keys of what social care was asked."""
    body = forms.fathers_enquiry(read_people())
    case_id = str((await kent.done("intake", "/enquiries", body, CLERK))["case_id"])
    await kent.journalled("decisions", case_id, "decisions.case_record.created.v1")
    await kent.done("decisions", f"/cases/{case_id}/supervision", {})
    found: list[str] = []

    async def there() -> bool:
        asks = "SELECT core FROM journal WHERE case_id = :case AND type = 'checks.agency_check.requested.v1'"
        said = [orjson.loads(row.core)["data"] for row in await kent.rows("checks", asks, case=case_id)]
        found[:] = [one["check"] for one in said if one["agency"] == SOCIAL_CARE]
        return len(found) == 2

    await until(there, "social care is asked")
    return case_id, found


async def completes(kent: Side, case_id: str) -> httpx.Response:
    seen = (await kent.sees("checks", case_id, RESEARCHER))["version"]
    body = {"seen": seen, "outcome": "NO_IMMEDIATE_CONCERN", "progress": True, "reasons": "All have looked."}
    return await kent.post("checks", f"/cases/{case_id}/initial-checks", body, RESEARCHER)


async def stands(kent: Side, case_id: str) -> tuple[str, str | None]:
    """How the referral stands for its supervisor, and what came of it."""
    (one,) = (await kent.sees("decisions", case_id))["personal"]["referrals"]
    return one["stands"], one["came_of_it"]


async def test_a_partner_that_knows_contracts_alone_is_social_care_from_the_ask_to_the_end(
    kent: Side,
) -> None:
    case_id, checks = await asked(kent)
    waits = await completes(kent, case_id)
    assert "COVERAGE_INCOMPLETE" in {one["code"] for one in waits.json()["conditions"]}

    force = kent.force
    force.stack.process(f"{force.code}-socialcare").kill()
    keys = path_of(force.keys, SOCIAL_CARE)
    async with Partner(SOCIAL_CARE, force.code, force.stack.login(SOCIAL_CARE), keys) as partner:
        await answers(kent, partner, case_id, checks)
        await takes_on(kent, partner, case_id)
    await kent.alerts_taken(case_id)
    await quiet(kent)
    report = await audited(kent)
    assert report.findings == []


async def answers(kent: Side, partner: Partner, case_id: str, checks: list[str]) -> None:
    """Only with its answers can anybody complete the checks; checks, decisions and an officer have them."""
    for check in checks:
        answered = await receipt(partner, await partner.answer(case_id, check, FOUND))
        assert (answered.outcome, answered.your_case) == (CameTo.APPLIED, case_id)
    await kent.journalled("decisions", case_id, "checks.agency_check.responded.v1", len(checks))
    shown = await kent.sees("checks", case_id, RESEARCHER)
    assert FOUND in str(shown["personal"])
    done = await completes(kent, case_id)
    assert done.status_code == 200, done.text
    await kent.journalled("decisions", case_id, "checks.initial_checks.completed.v1")


async def takes_on(kent: Side, partner: Partner, case_id: str) -> None:
    """What it is offered says nothing of who asked; each of its words shows to whoever supervises."""
    await kent.done("decisions", f"/cases/{case_id}/referrals", OFFER)
    offered = await heard(partner, is_kind(r.ReferralOffered))
    assert isinstance(offered.event, r.ReferralOffered)
    facts = offered.event.facts.clear()
    people = read_people()
    assert facts.concern == CONCERN
    assert isinstance(facts.children[0].name, PersonName)
    assert facts.children[0].name.family == people["cs4-child"].surname
    assert people["cs4-father"].forenames not in facts.model_dump_json()

    now = datetime.now(UTC)
    progress = r.ReferralInProgress(referral="front-door-1", said_at=now)
    said = (
        (await partner.take_on(offered, "SC/2026/1"), ("taken on", None)),
        (await partner.say(case_id, progress), ("in progress", None)),
        (
            await partner.end(case_id, "front-door-1", ReferralOutcome.HELP_GIVEN),
            ("done", "help was given to the family"),
        ),
    )
    for id_, _ in said:
        assert (await receipt(partner, id_)).outcome is CameTo.APPLIED
    assert await stands(kent, case_id) == said[-1][1]
    await kent.journalled("notifications", case_id, "notifications.message.sent.v1")
