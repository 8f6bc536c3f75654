"""Every gate of decisions over HTTP, on a real database: what it refuses, and what passes it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from contracts.sealed import Sealed
from deploy.local.stack import Stack
from services.decisions.domain.events_disclosing import WordingProposed
from tests.services.decisions import people, tellings
from tests.services.decisions.domain.test_gates import BLOCKED_THEN_PASSED
from tests.services.decisions.domain.tried_printing import print_page
from tests.services.decisions.ordering import Told
from tests.services.decisions.wired import SERVED
from tests.wire.desk import Desk
from tests.wire.proving import Laid, Rows, given, lay, proves

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
async def desk(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    begun = await Desk.begin(SERVED, stack, "gates_decisions", tmp_path_factory.mktemp("desk"))
    yield begun
    await begun.end()


@pytest.fixture(scope="module")
async def rows(desk: Desk) -> Rows:
    return await lay(desk, BLOCKED_THEN_PASSED)


@pytest.mark.parametrize("key", BLOCKED_THEN_PASSED)
async def test_a_gate_blocks_and_lets_pass_over_http(desk: Desk, rows: Rows, key: str) -> None:
    await proves(desk, key, rows[key])


def too_long() -> Told:
    """Released, and more than a page of it."""
    told = tellings.chosen(tellings.concern())
    proposed = next(one.event for one in told.history if isinstance(one.event, WordingProposed))
    spoken = proposed.spoken.clear().model_copy(update={"text": "More than anybody can hear. " * 500})
    told = told.given(proposed.model_copy(update={"spoken": Sealed.of(spoken)}))
    told = tellings.given_authority(told)
    return told.when(tellings.release(told)).after(hours=1)


async def test_a_page_that_is_too_long_is_refused_with_all_that_stands_besides(desk: Desk) -> None:
    """The supervisor may see why; who may print it is the officer to whom it was released."""
    told = too_long()
    await desk.layer.lay({"c-too-long-1": told})
    one = Laid("c-too-long-1", "c-too-long-1", told, print_page(told, by=people.SERGEANT))
    found = (await given(desk, one)).conditions
    assert [each["code"] for each in found] == ["RELEASED_TO_SOMEBODY_ELSE", "WORDING_TOO_LONG"]
    assert all(each["words"] and each["paragraph"] for each in found)
