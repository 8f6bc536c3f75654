"""What this process remembers of a case is what the next one reads from its journal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from messaging.cases import LostCommits
from messaging.decider import Actor, Recorded
from messaging.service import Service
from tests.messaging.ground import Hand
from tests.messaging.toy import depot
from tests.messaging.toy.service import service


def noting(name: str, noted: list[Recorded]) -> Service[Any]:
    """The depot, noting every entry that it folds."""
    rules = service(name)

    def evolve(parcel: depot.Parcel, recorded: Recorded) -> depot.Parcel:
        noted.append(recorded)
        return depot.evolve(parcel, recorded)

    return replace(rules, decider=replace(rules.decider, evolve=evolve))


async def test_what_is_folded_when_it_is_written_is_what_is_folded_after_a_restart(hand: Hand) -> None:
    live: list[Recorded] = []
    read: list[Recorded] = []
    writer = Hand(hand.database, hand.name, noting(hand.name, live), hand.shop)
    case = hand.case("restart")
    await writer.take(writer.parcel(depot.Ordered(weight=4), "restart"))
    await writer.take(writer.parcel(depot.Paid(pence=7), "restart"))
    officer = Actor("kp-1", "SERGEANT", "clerk", "46", frozenset({"weighing"}))
    await writer.applier.execute(case, depot.Weigh(5), officer, None, creates=False)
    _, remembered, _, _ = await writer.applier.read(case)
    reader = Hand(hand.database, hand.name, noting(hand.name, read), hand.shop)
    _, folded, _, _ = await reader.applier.read(case)
    assert folded == remembered
    journalled = {one.version: one for one in live if one.id}
    assert len(read) >= 5
    assert read == [journalled[one.version] for one in read]


@pytest.mark.parametrize("all_of_it", [True, False])
async def test_a_process_under_which_commits_were_lost_has_to_begin_anew(
    alone: Hand, all_of_it: bool
) -> None:
    """A standby that had not heard of them has taken over."""
    await alone.ordered("lost")
    gone = "DELETE FROM cases; DELETE FROM journal" if all_of_it else "UPDATE cases SET version = version - 1"
    await alone.database.change(f"SET session_replication_role = replica; {gone}")
    with pytest.raises(LostCommits):
        await alone.applier.execute(alone.case("lost"), depot.Weigh(3), Actor("ada"), None, creates=all_of_it)
    assert alone.applier.cases.lost.is_set()
