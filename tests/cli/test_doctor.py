"""The doctor says what is wrong, where, and what to do; and that nothing is, when nothing is."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Collection
from typing import Any

import asyncpg
import pytest

from deploy.local.stack import Stack
from deploy.local.until import until
from tests.cli.desk import Desk
from tests.messaging.toy import depot

CHANGES = {
    "JOURNAL_UNGUARDED": "ALTER TABLE journal DISABLE TRIGGER journal_rows",
    "RUNTIME_MAY_REWRITE": "GRANT UPDATE ON journal TO {database}_runtime",
    "SCHEMA_DIFFERS": "UPDATE alembic_version SET version_num = 'runtime_9999'",
    "NUMBERS_MISSING": "UPDATE streams SET missing = '{{7}}'",
    "TASK_STUCK": "UPDATE tasks SET state = 'stuck', trouble = 'UNKNOWN_RESULT' WHERE kind = 'label'",
    "SWEEPER_SILENT": (
        "INSERT INTO tasks (case_id, kind, key, due_at, time)"
        " VALUES ('case-1', 'label', 'late', clock_timestamp() - interval '1 hour', 'machine')"
    ),
    "SEND_FAILED": (
        "INSERT INTO outbox (case_id, version, topic, urgent, failed)"
        " SELECT case_id, version, topic, false, 'TOO_LARGE' FROM journal WHERE version = 2"
    ),
}


@pytest.fixture
async def desk(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A depot for each test: what is wrong with one must not be found at another."""
    made = await Desk.open(stack, f"t{secrets.token_hex(4)}", tmp_path_factory.mktemp("doctor"))
    process = await made.parcels.depot()
    yield made
    process.kill()
    await made.parcels.close()


async def test_nothing_is_wrong_with_a_service_at_work(desk: Desk) -> None:
    parcels = desk.parcels
    await parcels.send(parcels.parcel(depot.Ordered(weight=5), "case-1"))
    await parcels.settled()
    said = await desk.csods("doctor", "--json")
    assert said.document["complaints"] == []
    assert said.code == 0
    [service] = said.document["services"]
    assert service["lag"] == service["unpublished"] == service["stuck"] == service["alarms"] == 0
    assert service["schema"] == service["schema_expected"] == ["runtime_0002"]
    assert service["operator"] == "csods_operator"
    assert (service["relay"], service["processes"]) == (True, True)
    assert abs(service["skew_seconds"]) < 5
    plain = await desk.csods("doctor")
    assert "nothing is wrong" in plain.out
    assert "PostgreSQL 18" in plain.out


async def test_everything_that_is_kept_is_told_by_topic_type_and_reason(desk: Desk) -> None:
    parcels = desk.parcels
    for case in ("case-1", "case-2"):
        await parcels.send(parcels.parcel(depot.Ordered(weight=13), case))
    await parcels.send(parcels.parcel(depot.Ordered(weight=5), "case-1"), (b"case-3", b"not json"))
    await desk.quarantined(3)
    told = await _found(desk, {"QUARANTINE", "WAITING", "ALARM"})
    [service] = told["services"]
    groups = {(row["type"], row["reason"]): row["many"] for row in service["quarantine_by"]}
    assert groups == {("shop.parcel.ordered.v1", "FAILED"): 2, ("", "NOT_JSON"): 1}
    assert {alarm["code"] for alarm in service["standing_alarms"]} == {"QUARANTINE"}
    assert len(service["standing_alarms"]) == 2


async def test_a_service_that_has_died_is_missed(desk: Desk) -> None:
    desk.parcels.stack.process(f"{desk.parcels.name}-depot").kill()
    await desk.parcels.send(desk.parcels.parcel(depot.Ordered(weight=5), "case-1"))
    told = await _found(desk, {"NOT_RUNNING", "NOT_READING"})
    assert told["services"][0]["lag"] == 1


async def test_a_service_without_a_relay_is_missed_at_its_outbox(desk: Desk) -> None:
    desk.parcels.stack.process(f"{desk.parcels.name}-depot").kill()
    silent = await desk.parcels.depot(label="silent", TOY_ROLES="consume")
    await desk.parcels.send(desk.parcels.parcel(depot.Ordered(weight=5), "case-1"))
    await desk.parcels.journalled("depot.parcel.accepted.v1", 1)
    await _found(desk, {"NO_RELAY", "UNPUBLISHED"})
    silent.kill()


async def test_what_somebody_has_changed_is_found(desk: Desk) -> None:
    parcels = desk.parcels
    await parcels.send(parcels.parcel(depot.Ordered(weight=5), "case-1"))
    await parcels.settled()
    parcels.stack.process(f"{parcels.name}-depot").kill()
    database = f"toy_{parcels.name}"
    connection = await asyncpg.connect(parcels.stack.dsn(database, "administrator"))
    for change in CHANGES.values():
        done = await connection.execute(change.format(database=database))
        assert not done.endswith(" 0"), change
    await connection.close()
    await _found(desk, CHANGES.keys())


async def test_a_login_that_may_write_is_no_login_for_looking(desk: Desk) -> None:
    stack, database = desk.parcels.stack, f"toy_{desk.parcels.name}"
    place = {**desk.depot_place(), "database": "", "looking": stack.dsn(database, "administrator")}
    desk.describe([place])
    await _found(desk, {"OPERATOR_MAY_WRITE"})


async def test_a_database_or_broker_that_does_not_answer_is_named(desk: Desk) -> None:
    """Nobody listens at port 1 of this machine."""
    absent = {**desk.depot_place(), "name": "46.absent", "database": ""}
    desk.describe([desk.depot_place(), {**absent, "looking": "postgresql://nobody@127.0.0.1:1/nowhere"}])
    for command in ("doctor", "where case-1", "quarantine list", "tasks list", "alarms list"):
        said = await desk.csods(*command.split())
        assert said.code == 3
        assert "46.absent" in said.out
    for command in ("verify", "audit", "relay republish --since 1h"):
        said = await desk.csods(*command.split())
        assert said.code == 3
        assert "46.absent" in said.err
    desk.describe([desk.depot_place()], kafka={"bootstrap_servers": "127.0.0.1:1"})
    doctor = await desk.csods("doctor", "--json")
    assert doctor.code == 3
    assert "KAFKA_AWAY" in {one["code"] for one in doctor.document["complaints"]}
    assert doctor.document["services"][0]["lag"] is None
    assert (await desk.csods("audit")).code == 3
    assert (await desk.csods("consume", "status")).code == 3
    assert (await desk.csods("verify")).code == 0


async def _found(desk: Desk, codes: Collection[str]) -> dict[str, Any]:
    """Wait until the doctor complains of these, each with what to do; gives the whole answer."""
    last: dict[str, Any] = {}

    async def told() -> bool:
        said = await desk.csods("doctor", "--json")
        last.update(said.document)
        found = {one["code"] for one in said.document["complaints"]}
        return said.code == 1 and set(codes) <= found

    await until(told, f"the doctor complains of {', '.join(codes)}")
    assert all(one["words"] and one["do"] for one in last["complaints"])
    return last
