"""The same enquiry twice, with all four services as they run: everywhere the clocks count from the first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from deploy.local.force import Force
from deploy.local.until import until
from deploy.simulators import forms
from deploy.simulators.people import read_people
from tests.journeys.officers import CLERK, SUPERVISOR, Officers

pytestmark = pytest.mark.stack


@pytest.fixture
async def officers(force: Force) -> AsyncIterator[Officers]:
    async with httpx.AsyncClient(timeout=60) as http:
        made = Officers(force, http)
        yield made
        await made.close()


async def asked(officers: Officers, at: datetime) -> str:
    form = forms.fathers_enquiry(read_people()) | {"contacted_at": at.isoformat()}
    case_id: str = (await officers.done("intake", "/enquiries", form, CLERK))["case_id"]
    await officers.journalled("decisions", case_id, "decisions.case_record.created.v1")
    await officers.journalled("checks", case_id, "checks.checks.requested.v1")
    return case_id


async def limits(officers: Officers, case_id: str) -> dict[str, datetime]:
    """Until when the first checks must be complete: as intake, checks and decisions show it."""
    in_intake = (await officers.get("intake", f"/cases/{case_id}"))["case"]["clocks"]
    in_decisions = (await officers.get("decisions", f"/cases/{case_id}"))["case"]["clocks"]
    in_checks = (await officers.get("checks", f"/cases/{case_id}"))["case"]["due"]
    of_the_case = next(one for one in in_decisions if one["clock"] == "INITIAL_CHECKS")
    said = {
        "intake": in_intake["INITIAL_CHECKS"]["limit"],
        "checks": in_checks,
        "decisions": of_the_case["limit"]["at"],
    }
    return {service: datetime.fromisoformat(at) for service, at in said.items()}


async def due(officers: Officers, *cases: str) -> set[Any]:
    """As `GET /work` of decisions has it."""
    items = (await officers.get("decisions", "/work"))["items"]
    return {one["due_at"] for one in items if one["case_id"] in cases}


async def count_from(officers: Officers, contact: datetime, *cases: str) -> None:
    wanted = contact + timedelta(hours=24)

    async def all_of_them() -> bool:
        found = [limit for case_id in cases for limit in (await limits(officers, case_id)).values()]
        return all(abs(limit - wanted) < timedelta(seconds=1) for limit in found)

    await until(all_of_them, "every service to count from there")


async def test_of_two_enquiries_on_the_same_people_the_earliest_contact_counts_in_every_service(
    officers: Officers,
) -> None:
    now = datetime.now(UTC)
    first = await asked(officers, now - timedelta(hours=3))
    second = await asked(officers, now - timedelta(hours=1))
    await count_from(officers, now - timedelta(hours=3), first, second)
    assert len(await due(officers, first, second)) == 1
    shown = (await officers.get("decisions", f"/cases/{second}"))["case"]
    assert shown["clocks_count_from_case"] == first

    right = now - timedelta(hours=9)
    seen = (await officers.get("intake", f"/cases/{first}"))["version"]
    body = {"contacted_at": right.isoformat(), "reasons": "She rang before work.", "seen": seen}
    await officers.done("intake", f"/cases/{first}/corrections/contact", body, SUPERVISOR)
    await count_from(officers, right, first, second)
    assert len(await due(officers, first, second)) == 1

    await officers.done("decisions", f"/cases/{second}/supervision", {})
    told = str(await officers.get("decisions", f"/cases/{second}/explanation"))
    assert told.count("every limit of the case was worked out anew") == 2
