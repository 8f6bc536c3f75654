"""The work list, finding and linking, on real PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from deploy.local.stack import Stack
from deploy.local.until import until
from tests.services.intake.real import Real

pytestmark = pytest.mark.stack
CANARY = "Zebedee-Canary"
RISK = {"ground": "CHILD_WITH_SUBJECT_NOW", "details": {"risk": f"Alone with {CANARY} now."}}


@pytest_asyncio.fixture
async def intake(stack: Stack, unique: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Real]:
    real = await Real.begin(stack, unique, tmp_path_factory.mktemp("keys"))
    yield real
    await real.end()


def form(
    subject: str = "Quentin", born: str | None = "1979-11-30", hours_ago: float = 0, **more: Any
) -> dict[str, Any]:
    """An enquiry by Ferdinand about somebody and a child, all of one family name."""
    contacted = datetime.now(UTC) - timedelta(hours=hours_ago)
    return {
        "channel": "TELEPHONE",
        "wording": "annex-a@1",
        "contacted_at": contacted.isoformat(),
        "applicant": {"name": {"given": "Ferdinand", "family": CANARY}, "date_of_birth": "1984-03-02"},
        "subject": {"name": {"given": subject, "family": CANARY}, "date_of_birth": born},
        "children": [{"name": {"given": "Pip", "family": CANARY}}],
    } | more


async def taken(intake: Real, key: str, **changes: Any) -> str:
    answer = await intake.post("/enquiries", form(**changes), key=key)
    assert answer.status_code == 201, answer.text
    case_id: str = answer.json()["case_id"]
    return case_id


async def on_list(intake: Real, which: str, officer: str = "st-1001") -> list[str]:
    return [one["case_id"] for one in (await intake.get(f"/work?which={which}", officer))["items"]]


async def links(intake: Real, case_id: str) -> list[str]:
    return [one["case_id"] for one in (await intake.get(f"/cases/{case_id}"))["case"]["linked"]]


async def found(intake: Real, **query: Any) -> set[str]:
    answer = await intake.post("/cases/search", query)
    assert answer.status_code == 200, answer.text
    return {one["case_id"] for one in answer.json()["cases"]}


async def test_soonest_comes_first_and_an_unanswered_risk_before_all(intake: Real) -> None:
    later = await taken(intake, "enquiry-later")
    sooner = await taken(intake, "enquiry-sooner", hours_ago=3)
    risky = await taken(intake, "enquiry-risky", immediate_risk=RISK)
    assert await on_list(intake, "all") == [risky, sooner, later]


async def test_a_case_is_unallocated_until_somebody_has_it(intake: Real) -> None:
    case_id = await taken(intake, "enquiry-0001")
    assert (await on_list(intake, "unallocated"), await on_list(intake, "mine", "pc-4711")) == ([case_id], [])
    await intake.post(f"/cases/{case_id}/allocation", {"to": "pc-4711"})
    assert (await on_list(intake, "unallocated"), await on_list(intake, "mine", "pc-4711")) == ([], [case_id])


async def test_overdue_is_what_is_past_its_time(intake: Real) -> None:
    await taken(intake, "enquiry-today")
    late = await taken(intake, "enquiry-yesterday", hours_ago=13)
    assert await on_list(intake, "overdue") == [late]


async def test_held_is_what_has_unread_mail(intake: Real) -> None:
    await taken(intake, "enquiry-free")
    case_id = await taken(intake, "enquiry-held")
    async with intake.program.runtime.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE cases SET held = true WHERE case_id = $1", (case_id,))
    assert await on_list(intake, "held") == [case_id]


async def test_the_same_form_an_hour_later_is_linked_and_stays_a_case_of_its_own(intake: Real) -> None:
    first = await taken(intake, "enquiry-first", hours_ago=1)
    second = await taken(intake, "enquiry-second")
    assert first != second
    assert await links(intake, second) == [first]


async def test_a_date_of_birth_left_out_the_second_time_links_all_the_same(intake: Real) -> None:
    first = await taken(intake, "enquiry-first")
    assert await links(intake, await taken(intake, "enquiry-second", born=None)) == [first]


@pytest.mark.parametrize("other", [{"subject": "Barnaby"}, {"born": "1979-11-29"}])
async def test_somebody_else_is_not_linked(intake: Real, other: dict[str, Any]) -> None:
    await taken(intake, "enquiry-first")
    assert await links(intake, await taken(intake, "enquiry-second", **other)) == []


async def test_a_report_of_risk_waits_for_no_search_and_is_linked_by_the_task(intake: Real) -> None:
    first = await taken(intake, "enquiry-first")
    second = await taken(intake, "enquiry-second", immediate_risk=RISK)
    assert await links(intake, second) == []
    await intake.program.runtime.sweeper.drain()
    assert (await links(intake, second), await links(intake, first)) == ([first], [second])


async def counts_from(intake: Real, case_id: str) -> tuple[str, Any]:
    """The instant that the limits of the first checks count from, and the case whose contact that is."""
    case = (await intake.get(f"/cases/{case_id}"))["case"]
    limit = datetime.fromisoformat(case["clocks"]["INITIAL_CHECKS"]["limit"]) - timedelta(hours=24)
    return limit.isoformat(timespec="minutes"), case.get("clocks_count_from_case")


async def test_the_clocks_of_the_same_form_sent_again_count_from_the_first(intake: Real) -> None:
    first = await taken(intake, "enquiry-first", hours_ago=3)
    second = await taken(intake, "enquiry-second")
    since, _ = await counts_from(intake, first)
    await intake.program.runtime.sweeper.drain()
    assert await counts_from(intake, second) == (since, first)
    assert await counts_from(intake, first) == (since, None)
    assert (await links(intake, second), await links(intake, first)) == ([first], [second])


async def test_an_earlier_call_that_was_typed_later_counts_for_the_form_that_came_before_it(
    intake: Real,
) -> None:
    form_ = await taken(intake, "enquiry-form")
    call = await taken(intake, "enquiry-call", hours_ago=5)
    await intake.program.runtime.sweeper.drain()
    since, _ = await counts_from(intake, call)
    assert await counts_from(intake, form_) == (since, call)


async def test_contact_put_right_moves_both_and_a_link_that_was_wrong_moves_back(intake: Real) -> None:
    first = await taken(intake, "enquiry-first", hours_ago=3)
    second = await taken(intake, "enquiry-second")
    own, _ = await counts_from(intake, second)
    await intake.program.runtime.sweeper.drain()
    right = datetime.now(UTC) - timedelta(hours=7)
    seen = (await intake.get(f"/cases/{first}"))["version"]
    body = {"contacted_at": right.isoformat(), "reasons": "Rang in the small hours.", "seen": seen}
    order = f"/cases/{first}/corrections/contact"
    assert (await intake.post(order, body)).status_code == 409, "a call taker moves no limit"
    assert (await intake.post(order, body, officer="ds-2203")).status_code == 200
    await intake.program.runtime.sweeper.drain()
    since = right.isoformat(timespec="minutes")
    assert await counts_from(intake, first) == (since, None)
    assert await counts_from(intake, second) == (since, first)
    somebody_else = {"name": {"given": "Barnaby", "family": CANARY}, "date_of_birth": "1981-01-01"}
    seen = (await intake.get(f"/cases/{first}"))["version"]
    wrong = {"why": "MISTYPED", "seen": seen, "subject": somebody_else}
    assert (await intake.post(f"/cases/{first}/corrections", wrong)).status_code == 200
    await intake.program.runtime.sweeper.drain()
    assert await counts_from(intake, second) == (own, None)
    assert (await links(intake, second), await links(intake, first)) == ([], [])


async def test_people_are_found_by_name_in_whatever_role(intake: Real) -> None:
    case_id = await taken(intake, "enquiry-0001")
    name = {"given": "quentin", "family": CANARY.upper()}
    assert await found(intake, name=name) == {case_id}
    assert await found(intake, name=name, date_of_birth="1979-11-30") == {case_id}
    assert await found(intake, name=name, date_of_birth="1979-11-29") == set()
    assert await found(intake, name={"family": CANARY}) == set()


async def test_a_corrected_name_is_found_and_the_mistyped_one_no_more(intake: Real) -> None:
    case_id = await taken(intake, "enquiry-0001")
    right = {"why": "MISTYPED", "seen": 1, "subject": {"name": {"given": "Quintus", "family": CANARY}}}
    assert (await intake.post(f"/cases/{case_id}/corrections", right)).status_code == 200
    assert await found(intake, name={"given": "Quintus", "family": CANARY}) == {case_id}
    assert await found(intake, name={"given": "Quentin", "family": CANARY}) == set()


async def test_a_case_is_found_by_its_number(intake: Real) -> None:
    case_id = await taken(intake, "enquiry-0001")
    shown = await intake.get(f"/cases?case_id={case_id}")
    assert [one["case_id"] for one in shown["cases"]] == [case_id]


async def test_the_same_form_twice_is_one_case(intake: Real) -> None:
    body = form()
    answers = [await intake.post("/enquiries", body, key="enquiry-0001") for _ in range(2)]
    assert [one.json()["replayed"] for one in answers] == [False, True]
    assert len(await intake.rows("SELECT 1 FROM intake_work")) == 1
    changed = await intake.post("/enquiries", body | {"channel": "STATION"}, key="enquiry-0001")
    assert changed.status_code == 422


async def test_whoever_swept_by_hand_and_stopped_holds_no_connection(intake: Real) -> None:
    await taken(intake, "enquiry-0001")
    await intake.program.runtime.sweeper.drain()
    open_ = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user"
    assert await intake.rows(open_)
    await intake.program.runtime.stop()

    async def gone() -> bool:
        return not await intake.rows(open_)

    await until(gone, "no connection of ours")


async def test_no_table_holds_a_name_in_clear(intake: Real) -> None:
    case_id = await taken(intake, "enquiry-0001", immediate_risk=RISK)
    await intake.post(f"/cases/{case_id}/allocation", {"to": "pc-4711"})
    await intake.program.runtime.sweeper.drain()
    tables = [
        row.name
        for row in await intake.rows("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
    ]
    assert {"journal", "tasks", "intake_work", "intake_blind_index", "reads"} <= set(tables)
    for table in tables:
        # the names come from the catalogue itself
        rows = await intake.rows(f"SELECT t::text AS said FROM {table} t")  # noqa: S608
        said = " ".join(row.said for row in rows).lower()
        assert CANARY.lower() not in said, table
        assert CANARY.encode().hex() not in said, table


async def test_watchdogs_wait_in_machine_time(intake: Real) -> None:
    case_id = await taken(intake, "enquiry-0001", immediate_risk=RISK)
    rows = await intake.rows(
        "SELECT key, time, round(extract(epoch FROM due_at - made_at)) AS seconds FROM tasks"
        " WHERE case_id = :case AND kind = 'hand-over'",
        case=case_id,
    )
    assert {(row.key, row.time, int(row.seconds)) for row in rows} == {
        ("record", "machine", 300),
        ("checks", "machine", 300),
        ("risk/risk-1", "machine", 60),
    }
