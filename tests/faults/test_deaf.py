"""A consumer that its own client library has left deaf hears again by itself, once it may."""

from __future__ import annotations

import asyncio

from deploy.local.kafka_admin import _exactly, _result, _results, _rights
from deploy.local.spec import Principal, StackSpec
from deploy.local.until import until
from tests.faults.parcels import Parcels
from tests.messaging.toy import depot

CASES = 5


def name_of(parcels: Parcels) -> str:
    return f"csods.{parcels.name}.depot"


def group(parcels: Parcels) -> Principal:
    """The depot with its right to be in its group, and no other."""
    return Principal(f"{parcels.name}.depot", groups=(name_of(parcels),))


def take_away(parcels: Parcels) -> None:
    client = parcels.stack.administrator()._client
    _results(client.delete_acls([_exactly(right) for right in _rights(group(parcels))]).values())


def is_empty(parcels: Parcels) -> bool:
    client = parcels.stack.administrator()._client
    asked = client.describe_consumer_groups([name_of(parcels)])
    return not _result(asked[name_of(parcels)]).members


async def orders(parcels: Parcels, wave: str) -> None:
    await parcels.send(
        *[parcels.parcel(depot.Ordered(weight=5), f"case-{wave}-{one}") for one in range(CASES)]
    )


async def test_whoever_lost_its_place_in_the_group_for_a_while_takes_what_came_meanwhile(
    parcels: Parcels,
) -> None:
    """A heartbeat that was refused once is the last: the right was given back, and yet nothing was read."""
    process = await parcels.depot(TOY_LIMIT="3", TOY_SESSION="2")
    await orders(parcels, "before")
    await parcels.settled()
    await asyncio.to_thread(take_away, parcels)
    await until(lambda: asyncio.to_thread(is_empty, parcels), "its place in the group is lost")

    async def noticed() -> bool:
        return parcels.outside.count("ring NO_PROGRESS")[0] >= 1

    await orders(parcels, "meanwhile")
    await until(noticed, "somebody is rung, as nothing is read")
    await asyncio.to_thread(parcels.stack.extend, StackSpec(principals=(group(parcels),)))
    await parcels.settled()
    report = await parcels.audited()
    assert report.findings == []
    assert report.counts["heard"] == 2 * CASES
    assert process.pid is not None
