"""The reference partner answers an ask that came to its desk, over its topic, and reads that it was taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest

from contracts.codes import CameTo
from contracts.keyring import path_of
from deploy.local.stack import Stack
from tests.partners.conftest import PARTNER
from tests.partners.reference_partner import Partner
from tests.services.checks.force import Force as Checks
from tests.services.checks.test_service import begun

pytestmark = pytest.mark.stack
ASKED = "SELECT core FROM journal WHERE case_id = :case AND type = 'checks.agency_check.requested.v1'"
FOUND = "A child protection plan is open."


@pytest.fixture
async def checks(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Checks]:
    """Its simulated social care takes the ask and leaves the answer to us."""
    force = await Checks.begin(stack, tmp_path_factory.mktemp("checks"), answer_after="P90D")
    yield force
    await force.end()


async def asked(checks: Checks, case_id: str) -> str:
    """Under which key social care was asked."""
    await checks.journalled(case_id, "checks.agency_check.requested.v1")
    asks = [orjson.loads(row.core)["data"] for row in await checks.rows(ASKED, case=case_id)]
    (ours,) = [one for one in asks if one["agency"] == PARTNER][:1]
    return str(ours["check"])


async def test_an_answer_of_the_reference_partner_is_taken_and_opened(checks: Checks, stack: Stack) -> None:
    case_id = await begun(checks, "cs4-subject")
    check = await asked(checks, case_id)
    await asyncio.to_thread(checks.agencies.socialcare.end)
    login, keys = stack.login(PARTNER), path_of(checks.home, PARTNER)
    async with Partner(PARTNER, "46", login, keys) as partner, asyncio.timeout(60):
        answered = await partner.answer(case_id, check, FOUND)
        async for _ in partner.listen():
            if answered in partner.receipts:
                break
    assert partner.receipts[answered].outcome is CameTo.APPLIED
    assert partner.receipts[answered].your_case == case_id
    await checks.journalled(case_id, "checks.agency_check.responded.v1")
