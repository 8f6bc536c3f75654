"""Audit and verify find what somebody with all rights has done to a database, each by its name."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest

from deploy.local.stack import Stack
from deploy.local.until import until
from tests.cli.damage import Plant, cut_tail, doing, planted, rewritten
from tests.cli.desk import Desk
from tests.messaging.toy import depot

EDIT = """
UPDATE journal SET core = convert_to(replace(convert_from(core, 'UTF8'), '"weight":5', '"weight":6'), 'UTF8')
WHERE case_id = 'case-1' AND type = 'depot.parcel.accepted.v1'
"""
SWAP = """
UPDATE journal j SET core = o.core FROM journal o WHERE j.case_id = 'case-1' AND o.case_id = 'case-1'
AND j.version + o.version = 5 AND j.version IN (2, 3)
"""
SECOND_INTERVAL_GONE = """
DELETE FROM intervals
WHERE from_offset = (SELECT from_offset FROM intervals ORDER BY from_offset OFFSET 1 LIMIT 1)
"""
FIRST_INTERVAL_GONE = """
DELETE FROM intervals WHERE from_offset = (SELECT min(from_offset) FROM intervals)
"""
FIRST_INTERVAL_COUNTS_MORE = """
UPDATE intervals SET counts = '{"applied": 99}' WHERE from_offset = (SELECT min(from_offset) FROM intervals)
"""

DAMAGE: dict[str, tuple[Plant, set[str], set[str]]] = {
    "an entry is edited": (
        doing(EDIT),
        {"PUBLISHED_OTHERWISE"},
        {"CHAIN_BROKEN"},
    ),
    "an entry is edited and the whole chain made anew": (
        rewritten("case-1", b'"weight":5', b'"weight":6'),
        {"NOT_JOURNALLED", "NEVER_PUBLISHED"},
        {"HISTORY_FORKED"},
    ),
    "an entry is overwritten with rubbish": (
        doing("UPDATE journal SET core = 'rubbish' WHERE case_id = 'case-1' AND version = 1"),
        set(),
        {"CHAIN_BROKEN", "CORE_UNREADABLE"},
    ),
    "a column says another thing": (
        doing("UPDATE journal SET type = 'depot.parcel.stopped.v1' WHERE case_id = 'case-1' AND version = 2"),
        set(),
        {"COLUMNS_DIFFER"},
    ),
    "an entry is said to have been recorded at another time": (
        doing("UPDATE journal SET recorded_at = recorded_at - interval '9 days'"
              " WHERE case_id = 'case-1' AND version = 2"),
        set(),
        {"COLUMNS_DIFFER"},
    ),
    "the keys of an entry are taken from it": (
        doing("UPDATE journal SET keys = '{k-1}' WHERE case_id = 'case-1' AND version = 2"),
        set(),
        {"COLUMNS_DIFFER"},
    ),
    "an id is changed": (
        doing("UPDATE journal SET id = 'another' WHERE case_id = 'case-1' AND version = 2"),
        {"NOT_JOURNALLED", "NEVER_PUBLISHED"},
        {"ID_DIFFERS", "HISTORY_FORKED"},
    ),
    "two entries are swapped": (doing(SWAP), {"PUBLISHED_OTHERWISE"}, {"CHAIN_BROKEN", "COLUMNS_DIFFER"}),
    "an entry is deleted": (
        doing("DELETE FROM journal WHERE case_id = 'case-1' AND version = 2"),
        {"NOT_JOURNALLED", "SEQUENCE_NOT_DENSE"},
        {"VERSION_MISSING", "CHAIN_BROKEN", "TAIL_CUT"},
    ),
    "the last entry is deleted, a private one": (
        doing("DELETE FROM journal WHERE case_id = 'case-1' AND version = "
              "(SELECT max(version) FROM journal WHERE case_id = 'case-1')"),
        set(),
        {"HEAD_DIFFERS"},
    ),
    "a tail is cut and the head set back": (cut_tail, {"NOT_JOURNALLED"}, {"TAIL_CUT"}),
    "a head is deleted": (doing("DELETE FROM cases WHERE case_id = 'case-1'"), set(), {"HEAD_MISSING"}),
    "a whole case is deleted": (
        doing("DELETE FROM journal WHERE case_id = 'case-1'", "DELETE FROM cases WHERE case_id = 'case-1'"),
        {"NOT_JOURNALLED"},
        {"TAIL_CUT"},
    ),
    "the inbox row of a message heard is deleted": (
        doing("DELETE FROM inbox WHERE case_id = 'case-1' AND outcome = 'applied'"),
        {"NOT_IN_INBOX"},
        set(),
    ),
    "the inbox row of a message ignored is deleted": (
        doing("DELETE FROM inbox WHERE outcome = 'ignored'"),
        {"LOST"},
        set(),
    ),
    "an interval in the middle is deleted": (
        doing(SECOND_INTERVAL_GONE),
        {"INTERVAL_GAP"},
        set(),
    ),
    "the first interval is deleted": (
        doing(FIRST_INTERVAL_GONE),
        {"INTERVAL_GAP"},
        set(),
    ),
    "an interval counts what never was": (
        doing(FIRST_INTERVAL_COUNTS_MORE),
        {"COUNTS_DIFFER"},
        set(),
    ),
    "a message is journalled twice": (
        doing("INSERT INTO journal SELECT case_id, 90, id, type, source, heard, core, hash, NULL, NULL, keys,"
              " urgent, occurred_at, recorded_at FROM journal WHERE case_id = 'case-1' AND version = 1"),
        {"TWICE"},
        {"VERSION_MISSING", "HEAD_DIFFERS", "CHAIN_BROKEN"},
    ),
    "a pointer is removed that was never published": (
        doing("DELETE FROM outbox"),
        {"NEVER_PUBLISHED"},
        set(),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
async def history(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A depot and its witness that have done their work and ended; one case has not been published."""
    desk = await Desk.open(
        stack, f"t{secrets.token_hex(4)}", tmp_path_factory.mktemp("history"), partitions=1
    )
    parcels = desk.parcels
    process = await parcels.depot()
    witness = await desk.witness()
    for events in (
        (depot.Ordered(weight=5), depot.Paid(pence=9)),
        (depot.Wrapped(),),
        (depot.Ordered(weight=7),),
    ):
        await parcels.send(*[parcels.parcel(event, "case-1") for event in events])
        await parcels.settled()
    await _witnessed(desk)
    witness.kill()
    process.kill()
    await parcels.depot(label="silent", TOY_ROLES="consume")
    await parcels.send(parcels.parcel(depot.Ordered(weight=8), "case-2"))
    await parcels.journalled("depot.parcel.accepted.v1", 3)
    parcels.stack.process(f"{parcels.name}-silent").kill()
    yield desk
    await parcels.close()


async def _witnessed(desk: Desk) -> None:
    async def read() -> bool:
        services = (await desk.json("consume", "status"))["services"]
        return all(one["lag"] == 0 for one in services)

    await until(read, "the witness has read all")


async def test_an_honest_history_adds_up(history: Desk) -> None:
    audit, verify = await history.csods("audit"), await history.csods("verify")
    assert (audit.code, verify.code) == (0, 0), audit.out + verify.out
    assert "all adds up" in audit.out
    assert "all adds up" in verify.out
    counts = (await history.json("verify"))["counts"]
    assert counts["anchors"] > 0
    assert counts["events"] > counts["cases"] > 0


async def test_what_has_not_left_yet_is_found_when_all_should_be_settled(history: Desk) -> None:
    said = await history.csods("audit", "--settled", "--json")
    assert said.code == 1
    assert {finding["code"] for finding in said.document["findings"]} == {"UNPUBLISHED"}


@pytest.mark.parametrize("what", DAMAGE)
async def test_damage_is_found_and_named(what: str, history: Desk) -> None:
    plant, audited, verified = DAMAGE[what]
    parcels = history.parcels
    async with planted(parcels.stack.dsn(f"toy_{parcels.name}", "administrator"), plant):
        audit, verify = await history.csods("audit", "--json"), await history.csods("verify", "--json")
    for said, wanted in ((audit, audited), (verify, verified)):
        found = {finding["code"] for finding in said.document["findings"]}
        assert wanted <= found
        assert bool(found) == bool(wanted), found
        assert said.code == (1 if wanted else 0)
        assert all(finding["means"] and finding["do"] for finding in said.document["findings"])
