"""What could not be taken is kept, seen without its content, tried again, or given up by two people."""

from __future__ import annotations

import hashlib
from typing import Any

from contracts.event import Event
from deploy.local.until import until
from tests.cli.desk import Desk
from tests.cli.repaired import Insured
from tests.messaging.toy import depot

CANARY = "Ferdinand Testperson"


async def test_a_message_that_fails_is_kept_and_shown_without_its_content(desk: Desk) -> None:
    bad = desk.parcels.parcel(depot.Ordered(weight=13), "case-shown", note=CANARY)
    await desk.parcels.send(bad)
    await desk.quarantined(1)
    entry = await _entry(desk, "case-shown")
    assert (entry["reason"], entry["holds"]) == ("FAILED", True)
    listed = await desk.csods("quarantine", "list")
    shown = await desk.csods("quarantine", "show", entry["entry"], "--json")
    where = await desk.csods("where", "case-shown")
    assert (listed.code, shown.code, where.code) == (1, 0, 0)
    assert shown.document["sha256"] == hashlib.sha256(bad[1]).hexdigest()
    assert shown.document["bytes"] == len(bad[1])
    assert shown.document["headers"] == []
    assert "deploy the repair" in listed.out
    for said in (listed, shown, where):
        assert CANARY.split(maxsplit=1)[0] not in said.out + said.err


async def test_a_retry_before_the_repair_keeps_it_and_says_so(desk: Desk) -> None:
    await desk.parcels.send(desk.parcels.parcel(depot.Ordered(weight=13), "case-kept"))
    await desk.quarantined(1)
    entry = await _entry(desk, "case-kept")
    tried = await desk.csods("quarantine", "retry", entry["entry"])
    assert tried.code == 1
    assert "0 applied, 1 kept" in tried.out
    assert (await _entry(desk, "case-kept"))["state"] == "open"


async def test_two_people_give_a_message_up_and_what_waits_behind_it_goes_on(desk: Desk) -> None:
    case = "case-given-up"
    await _send(desk, case, depot.Ordered(weight=13), depot.Ordered(weight=5), depot.Paid(pence=100))
    await _waiting(desk, case, 2)
    entry = (await _entry(desk, case))["entry"]
    asked = await desk.csods(
        "quarantine", "discard", entry, "--by", "st-1950", "--because", "sent by mistake"
    )
    alone = await desk.csods("quarantine", "discard", entry, "--by", " ST-1950 ")
    assert (asked.code, alone.code) == (0, 1)
    assert "second person" in asked.out
    assert "second person" in alone.err
    assert (await _entry(desk, case))["state"] == "open"
    approved = await desk.csods("quarantine", "discard", entry, "--by", "ds-2203")
    assert approved.code == 0
    assert "2 that waited behind it went on, 0 wait" in approved.out
    entry_now = await desk.json("quarantine", "show", entry)
    assert (entry_now["discard_asked_by"], entry_now["discard_approved_by"]) == ("st-1950", "ds-2203")
    assert entry_now["discard_reason"] == "sent by mistake"
    await desk.parcels.journalled("depot.parcel.dispatched.v1", 1)


async def test_nobody_gives_a_message_up_without_a_reason(desk: Desk) -> None:
    await _send(desk, "case-no-reason", depot.Ordered(weight=13))
    await desk.quarantined(1)
    entry = (await _entry(desk, "case-no-reason"))["entry"]
    said = await desk.csods("quarantine", "discard", entry, "--by", "st-1950")
    assert said.code == 1
    assert "gives a reason" in said.err


async def test_after_the_repair_everything_kept_is_taken_in_its_order(desk: Desk) -> None:
    """Also what holds no case although its case is known: a type that the old program had never heard of."""
    await _send(desk, "case-repaired", depot.Ordered(weight=13), depot.Ordered(weight=7))
    await _send(desk, "case-insured", Insured(pence=5))
    await _waiting(desk, "case-repaired", 1)
    assert (await _entry(desk, "case-insured"))["holds"] is False
    desk.parcels.stack.process(f"{desk.parcels.name}-depot").kill()
    await desk.repaired()
    done = await desk.csods("quarantine", "retry", "--all", "--json")
    assert done.code == 0
    [service] = done.document["services"]
    assert service["kept"] == []
    assert service["went_on"] == 1
    assert (await desk.csods("quarantine", "list")).code == 0
    weights = (
        "SELECT count(*) FROM journal WHERE case_id = 'case-repaired' AND type = 'depot.parcel.accepted.v1'"
    )
    assert await desk.parcels.count(weights) == 2


async def test_what_cannot_be_meant_is_said_plainly(desk: Desk) -> None:
    both = await desk.csods("quarantine", "retry", "1", "--all")
    neither = await desk.csods("quarantine", "retry")
    words = await desk.csods("quarantine", "show", "the first one")
    absent = await desk.csods("quarantine", "show", f"{desk.depot}/999999")
    elsewhere = await desk.csods("quarantine", "show", "46.nowhere/1")
    assert [one.code for one in (both, neither, words, absent, elsewhere)] == [2, 2, 2, 1, 2]
    assert desk.depot in elsewhere.err


async def _send(desk: Desk, case_id: str, *events: Event) -> None:
    await desk.parcels.send(*[desk.parcels.parcel(event, case_id) for event in events])


async def _entry(desk: Desk, case_id: str) -> dict[str, Any]:
    """The entry of a case, once it is there."""

    async def there() -> bool:
        return await desk.parcels.count("SELECT count(*) FROM quarantine WHERE case_id = :c", c=case_id) > 0

    await until(there, f"{case_id} in quarantine")
    listed = (await desk.json("quarantine", "list", "--all"))["entries"]
    found: dict[str, Any] = next(one for one in listed if one["case_id"] == case_id)
    return found


async def _waiting(desk: Desk, case_id: str, many: int) -> None:
    async def there() -> bool:
        query = "SELECT count(*) FROM waiting WHERE case_id = :c"
        return await desk.parcels.count(query, c=case_id) == many

    await until(there, f"{many} of {case_id} waiting")
