"""One message or one case, by whatever name it is known, through every table and on its topics."""

from __future__ import annotations

import orjson

from contracts.references import case_reference
from deploy.local.until import until
from tests.cli.desk import Desk
from tests.messaging.toy import depot


async def test_a_case_is_found_in_every_table_and_on_its_topics(desk: Desk) -> None:
    parcels = desk.parcels
    await parcels.send(parcels.parcel(depot.Ordered(weight=5), "case-1"))
    await parcels.settled()
    told = await desk.json("where", "case-1")
    tables = told["services"][desk.depot]
    assert told["form"] == "case"
    assert {"cases", "journal", "inbox", "streams", "tasks"} <= tables.keys()
    assert tables["journal"][0]["type"] == "shop.parcel.ordered.v1"
    topics = [offset["ref"].removeprefix("kafka:").split("/")[0] for offset in told["offsets"]]
    assert topics.count(f"{parcels.name}.shop") == 1
    assert topics.count(f"{parcels.name}.depot") == 2
    read = [offset for offset in told["offsets"] if f"{parcels.name}.shop" in offset["ref"]]
    assert read[0]["read_by"][desk.depot] is not None
    by_reference = await desk.json("where", case_reference("case-1"))
    assert by_reference["cases"] == ["case-1"]
    assert by_reference["offsets"] == told["offsets"]


async def test_a_message_is_found_by_its_id_at_its_reader_and_at_its_writer(desk: Desk) -> None:
    parcels = desk.parcels
    key, value = parcels.parcel(depot.Ordered(weight=6), "case-2")
    await parcels.send((key, value))
    await parcels.settled()
    sent = orjson.loads(value)["id"]
    heard = await desk.json("where", sent)
    tables = heard["services"][desk.depot]
    assert heard["form"] == "message"
    assert [row["message_id"] for row in tables["inbox"]] == [sent]
    assert [(row["version"], row["heard"]) for row in tables["journal"]] == [(1, True)]
    assert [offset["message_id"] for offset in heard["offsets"]] == [sent]
    accepted = next(one for one in await parcels.published() if one["subject"] == "case-2")
    own = await desk.json("where", accepted["id"])
    assert [row["version"] for row in own["services"][desk.depot]["journal"]] == [2]
    assert len(own["offsets"]) == 1


async def test_a_place_on_a_topic_leads_to_the_message_and_its_case(desk: Desk) -> None:
    parcels = desk.parcels
    await parcels.send(parcels.parcel(depot.Ordered(weight=7), "case-3"))
    await parcels.settled()
    [ref] = [one["ref"] for one in (await desk.json("where", "case-3"))["offsets"] if ".shop/" in one["ref"]]
    told = await desk.json("where", ref)
    assert told["form"] == "offset"
    assert told["cases"] == ["case-3"]
    assert told["services"][desk.depot]["inbox"][0]["case_id"] == "case-3"


async def test_what_is_kept_is_found_by_id_and_by_place_and_says_what_to_do(desk: Desk) -> None:
    parcels = desk.parcels
    bad, behind = (parcels.parcel(depot.Ordered(weight=weight), "case-4") for weight in (13, 5))
    await parcels.send(bad, behind, (b"case-5", b'{"id":"no-envelope","data":'))

    async def kept() -> bool:
        waiting = await parcels.count("SELECT count(*) FROM waiting")
        return waiting == 1 and await parcels.count("SELECT count(*) FROM quarantine") == 2

    await until(kept, "two in quarantine and one waiting")
    first, second, broken = [
        await desk.csods("where", name, "--quick")
        for name in (orjson.loads(bad[1])["id"], orjson.loads(behind[1])["id"], "no-envelope")
    ]
    assert [said.code for said in (first, second, broken)] == [0, 0, 0]
    assert f"in quarantine as {desk.depot}/" in first.out
    assert "deploy the repair" in first.out
    assert "behind a quarantined message" in second.out
    assert "NOT_JSON" in broken.out
    listed = (await desk.json("quarantine", "list"))["entries"]
    for entry in listed:
        by_place = await desk.csods("where", entry["ref"])
        assert by_place.code == 0
        assert entry["entry"] in by_place.out


async def test_what_is_nowhere_is_said_to_be_nowhere(desk: Desk) -> None:
    nowhere = await desk.csods("where", "c-never-was")
    malformed = await desk.csods("where", "kafka:somewhere")
    assert nowhere.code == 1
    assert "nothing is known of c-never-was" in nowhere.out
    assert malformed.code == 2
