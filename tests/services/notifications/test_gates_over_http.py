"""Every gate of notifications over HTTP, on a real database: what it refuses, and what passes it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from deploy.local.stack import Stack
from messaging.gates import Gate
from tests.services.notifications.domain.tried import TRIED
from tests.services.notifications.wired import SERVED
from tests.wire.desk import Desk
from tests.wire.proving import Rows, lay, proves, refuses, turns_away
from tests.wire.unreached import Unreached

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
async def desk(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    begun = await Desk.begin(SERVED, stack, "gates_notifications", tmp_path_factory.mktemp("desk"))
    yield begun
    await begun.end()


@pytest.fixture(scope="module")
async def rows(desk: Desk) -> Rows:
    return await lay(desk, TRIED)


@pytest.mark.parametrize("key", TRIED)
async def test_a_gate_blocks_and_lets_pass_over_http(desk: Desk, rows: Rows, key: str) -> None:
    await proves(desk, key, rows[key])


async def test_a_row_the_wrong_way_round_shows_nothing(desk: Desk) -> None:
    """The twin: what passes is not refused, and what is refused does not pass."""
    blocked, passed = TRIED["NOT_STOPPED"]
    turned = await lay(desk, {"NOT_STOPPED": (passed, blocked)}, "c-turned")
    with pytest.raises(AssertionError):
        await proves(desk, "NOT_STOPPED", turned["NOT_STOPPED"])


async def test_a_gate_that_is_taken_away_is_missed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: without the gate, its order is accepted, and its test fails."""
    rows = await lay(desk, {"LETTER_NOT_TO_HAND": TRIED["LETTER_NOT_TO_HAND"]}, "c-without")
    real = Gate.unmet

    def open_(gate: Gate[Any, Any], *of: Any) -> Any:
        return None if gate.code == "LETTER_NOT_TO_HAND" else real(gate, *of)

    monkeypatch.setattr(Gate, "unmet", open_)
    with pytest.raises(AssertionError):
        await refuses(desk, "LETTER_NOT_TO_HAND", rows["LETTER_NOT_TO_HAND"][0])


async def test_a_gate_that_is_met_is_not_out_of_reach(desk: Desk) -> None:
    """The twin: who lists a gate that an order does meet is found out."""
    rows = await lay(desk, {"TIME_AHEAD": TRIED["TIME_AHEAD"]}, "c-claimed")
    claimed = Unreached("notifications", "TIME_AHEAD", "So it is said.", (), 422, "body.delivered_at")
    with pytest.raises(AssertionError):
        await turns_away(desk, rows["TIME_AHEAD"][0], claimed)
