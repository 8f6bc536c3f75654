"""Pausing, publishing again, stuck tasks and alarms, each on a depot that runs."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from deploy.local.until import until
from messaging.kafka_log import KafkaLog
from tests.cli.desk import Desk
from tests.faults.parcels import died
from tests.messaging.toy import depot


async def test_a_paused_service_takes_nothing_until_it_is_resumed(desk: Desk) -> None:
    parcels = desk.parcels
    await parcels.send(parcels.parcel(depot.Ordered(weight=5), "case-before"))
    await parcels.settled()
    paused = await desk.csods("consume", "pause", "depot", "--by", "st-1950", "--because", "a bad release")
    assert paused.code == 0
    await _logged(desk, "consume.paused")
    await parcels.send(parcels.parcel(depot.Ordered(weight=5), "case-paused"))
    status = await desk.csods("consume", "status", "--json")
    assert status.code == 1
    [service] = status.document["services"]
    assert service["paused"] == {"by": "st-1950", "reason": "a bad release"}
    assert service["lag"] == 1
    behind = [row for row in service["partitions"] if row["lag"]]
    assert [row["end"] - (row["position"] or row["begin"]) for row in behind] == [1]
    doctor = await desk.csods("doctor")
    assert doctor.code == 1
    assert "paused by st-1950: a bad release" in doctor.out
    resumed = await desk.csods("consume", "resume", "depot")
    assert resumed.code == 0
    await parcels.settled()
    after = await desk.csods("consume", "status", "--json")
    assert (after.code, after.document["services"][0]["lag"]) == (0, 0)
    assert "was not paused" in (await desk.csods("consume", "resume", "depot")).out


async def test_publishing_again_sends_the_same_bytes_and_readers_ignore_them(desk: Desk) -> None:
    parcels = desk.parcels
    witness = await desk.witness()
    await parcels.send(*[parcels.parcel(depot.Ordered(weight=5), f"case-again-{one}") for one in range(3)])
    await parcels.settled()
    before = await _records(desk)
    one_case = await desk.csods(
        "relay", "republish", "--since", "1h", "-s", "depot", "--case", "case-again-1"
    )
    assert one_case.code == 0
    assert f"{desk.depot}: 2 sent again" in one_case.out
    after = await _records(desk)
    assert after.keys() == before.keys()
    assert sorted((after - before).values()) == [1, 1]
    everything = await desk.json("relay", "republish", "--since", "1h", "-s", "depot")
    assert everything["services"][0]["events"] == len(before)
    assert (await _records(desk)).keys() == before.keys()
    await _witnessed(desk)
    audit = await desk.csods("audit", "--settled", "--json")
    assert audit.document["findings"] == []
    assert audit.document["counts"]["sent again"] == len(before) + 2
    witness.kill()


async def test_an_instant_or_span_that_is_none_is_refused(desk: Desk) -> None:
    for written in ("yesterday", "3 fortnights", "-2h"):
        said = await desk.csods("relay", "republish", f"--since={written}")
        assert said.code == 2
        assert "write" in said.err


async def test_an_alarm_rings_until_a_named_person_takes_it_on(desk: Desk) -> None:
    parcels = desk.parcels
    await parcels.send(parcels.parcel(depot.Recalled(reason=1), "case-recalled"))

    async def rung() -> bool:
        return parcels.outside.count("ring RECALLED")[0] > 0

    await until(rung, "somebody is rung")
    ringing = await desk.csods("alarms", "list", "--json")
    assert ringing.code == 1
    [alarm] = [one for one in ringing.document["alarms"] if one["code"] == "RECALLED"]
    assert (alarm["role"], alarm["case_id"], alarm["words"]) == ("depot-duty", "case-recalled", "Stop it.")
    nobody = await desk.csods("alarms", "acknowledge", alarm["alarm"], "--by", "  ")
    taken = await desk.csods("alarms", "acknowledge", alarm["alarm"], "--by", "st-1950")
    again = await desk.csods("alarms", "acknowledge", alarm["alarm"], "--by", "ds-2203")
    assert (nobody.code, taken.code, again.code) == (1, 0, 1)
    who = "SELECT count(*) FROM tasks WHERE kind = 'alarm' AND acknowledged_by = 'st-1950'"
    assert await parcels.count(who) == 1


async def test_a_stuck_task_is_listed_and_done_once_a_person_says_so(desk: Desk) -> None:
    parcels = desk.parcels
    parcels.stack.process(f"{parcels.name}-depot").kill()
    process = await parcels.depot(label="crashing", crash_at="effect done but result not written")
    await parcels.send(parcels.parcel(depot.Recalled(reason=1), "case-stuck"))
    await died(process)
    await parcels.depot()

    async def stuck() -> bool:
        return await parcels.count("SELECT count(*) FROM tasks WHERE state = 'stuck'") == 1

    await until(stuck, "the task is stuck")
    listed = await desk.csods("tasks", "list", "--stuck", "--json")
    assert listed.code == 1
    [task] = listed.document["tasks"]
    assert (task["kind"], task["trouble"], task["case_id"]) == ("call", "UNKNOWN_RESULT", "case-stuck")
    assert "is stuck: UNKNOWN_RESULT" in (await desk.csods("where", "case-stuck", "--quick")).out
    done = await desk.csods("tasks", "retry", task["task"])
    assert (done.code, done.out) == (0, f"{task['task']}: done\n")
    assert (await desk.csods("tasks", "list", "--stuck")).code == 0
    assert (await desk.csods("tasks", "retry", task["task"])).code == 1
    of_case = await desk.json("tasks", "list", "--all", "--case", "case-stuck")
    assert {one["case_id"] for one in of_case["tasks"]} == {"case-stuck"}


async def _logged(desk: Desk, event: str) -> None:
    """Wait until the depot's log says so."""
    log: Path = desk.parcels.stack.process(f"{desk.parcels.name}-depot").log

    async def said() -> bool:
        return event in await asyncio.to_thread(log.read_text)

    await until(said, event)


async def _records(desk: Desk) -> Counter[tuple[bytes | None, bytes | None]]:
    """Key and value of every record on the depot's topic, with how often it is there."""
    log = KafkaLog(desk.parcels.stack.administrator_login())
    return Counter([(record.key, record.value) async for record in log.read([desk.depot])])


async def _witnessed(desk: Desk) -> None:
    """Wait until the witness has read everything that the depot has published."""

    async def read() -> bool:
        services = (await desk.json("consume", "status"))["services"]
        return all(one["lag"] == 0 for one in services)

    await until(read, "the witness has read all")
