"""A large batch, of few cases and of many: what is said of each at its end, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging.service import Changed
from tests.messaging.ground import Hand
from tests.messaging.toy import depot
from tests.messaging.toy.service import service

pytestmark = pytest.mark.stack
MANY = 400


class Lists:
    """A projector that notes in which order it was told of which version of a case."""

    def __init__(self) -> None:
        self.written: list[list[tuple[str, int]]] = []

    def line(self, changed: Changed[Any]) -> tuple[str, int]:
        return changed.case_id, changed.version

    async def write(self, _: AsyncConnection, lines: Sequence[tuple[str, int]]) -> None:
        self.written.append(list(lines))


async def taken(hand: Hand, *, cases: int) -> Lists:
    """So many messages, each case in its turn."""
    lists = Lists()
    listing = Hand(hand.database, hand.name, replace(service(hand.name), projector=lists), hand.shop)
    listing.reached = hand.reached
    parcels = [hand.parcel(depot.Ordered(weight=1), f"{cases}-{one % cases}") for one in range(MANY)]
    assert await listing.take(*parcels) == {"applied": MANY}
    return lists


@pytest.mark.parametrize("cases", [1, 7, MANY])
async def test_heads_streams_and_read_tables_end_where_the_journal_does(hand: Hand, cases: int) -> None:
    lists = await taken(hand, cases=cases)
    rows = await hand.rows(
        """SELECT c.case_id, c.version, s.highest, c.hash, j.hash AS last, j.version AS written
           FROM cases c JOIN streams s USING (case_id) JOIN LATERAL
             (SELECT version, hash FROM journal j WHERE j.case_id = c.case_id
              ORDER BY version DESC LIMIT 1) AS j ON true
           WHERE c.case_id LIKE :cases""",
        cases=hand.case(f"{cases}-%"),
    )
    assert len(rows) == cases
    assert sum(row.highest for row in rows) == MANY
    assert all((row.version, row.hash) == (row.written, row.last) for row in rows)
    assert lists.written == [sorted((row.case_id, row.version) for row in rows)]
