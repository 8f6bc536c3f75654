"""What is counted, on a real database: it adds up, and is compared with the journal and made again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from cli.output import Out
from cli.statistics import page
from tests.reading import codes_in
from tests.services.decisions.domain.test_explaining import texts
from tests.services.decisions.force import CLERK, SUPERVISOR, Force, asyncpg_dsn
from tests.services.decisions.test_service import opened

pytestmark = pytest.mark.stack

ADMINISTRATOR = "st-1950"
CASES = ("c-count-0000001", "c-count-0000002", "c-count-0000003")


@asynccontextmanager
async def _owning(force: Force) -> AsyncIterator[AsyncConnection]:
    """As somebody who could change what nobody may."""
    engine = create_async_engine(asyncpg_dsn(force.stack.dsn(f"csods_{force.code}_decisions", "migrator")))
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def _ask(force: Force, method: str, path: str, officer: str) -> httpx.Response:
    async with force._client(officer) as client:
        return await client.request(method, path)


async def _compared(force: Force, method: str = "GET") -> dict[str, Any]:
    answer = await _ask(force, method, "/statistics/lines", ADMINISTRATOR)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_the_sums_are_those_of_the_cases(force: Force) -> None:
    for case_id in CASES:
        await opened(force, case_id)
    [known] = await force.rows("SELECT count(*) AS many FROM cases WHERE version > 0")
    told = await force.get("/statistics")
    total = told["total"]
    assert total["cases"] + told["not_open_yet"] == known.many
    assert total["enquiries"] == total["applications"] == len(CASES)
    assert sum(total["outcomes"].values()) == total["cases"]
    assert total["registered_sex_offenders"]["unknown"] == total["cases"], "the register was not asked"
    assert (await force.get("/statistics?until=2001-01-31"))["total"]["cases"] == 0
    read = await force.rows("SELECT why, what FROM reads WHERE route = 'GET /statistics'")
    assert {(one.why, tuple(one.what)) for one in read} == {("supervising this case today", ("statistics",))}


async def test_a_line_that_was_changed_is_found_and_made_again(force: Force) -> None:
    case_id, gone = await opened(force, "c-count-0000004"), await opened(force, "c-count-0000005")
    assert (await _compared(force))["differing"] == []
    async with _owning(force) as connection:
        await connection.execute(
            text("UPDATE decisions_work SET outcome = 'DISCLOSURE', told = 3 WHERE case_id = :case"),
            {"case": case_id},
        )
        await connection.execute(text("DELETE FROM decisions_work WHERE case_id = :case"), {"case": gone})
    found = {one["case_id"]: one["columns"] for one in (await _compared(force))["differing"]}
    assert found[case_id] == ["outcome", "told"]
    assert "version" in found[gone]
    rebuilt = await _compared(force, "PUT")
    assert rebuilt["differing"] == []
    assert rebuilt["rebuilt"] >= 2
    assert (await force.get("/statistics"))["total"]["recipients"] == 0


async def test_a_line_without_a_case_is_found(force: Force) -> None:
    async with _owning(force) as connection:
        await connection.execute(
            text(
                'INSERT INTO decisions_work SELECT (json_populate_record(w, \'{"case_id": "c-made-up"}\')).*'
                " FROM decisions_work w LIMIT 1"
            )
        )
    assert [one["case_id"] for one in (await _compared(force, "PUT"))["differing"]] == ["c-made-up"]
    async with _owning(force) as connection:
        await connection.execute(text("DELETE FROM decisions_work WHERE case_id = 'c-made-up'"))


async def test_only_supervision_sees_counts_and_only_the_administrator_makes_them_again(force: Force) -> None:
    assert (await _ask(force, "GET", "/statistics", CLERK)).status_code == 403
    assert (await _ask(force, "GET", "/statistics", ADMINISTRATOR)).status_code == 403
    assert (await _ask(force, "PUT", "/statistics/lines", SUPERVISOR)).status_code == 403


async def test_no_count_is_of_less_than_a_month(force: Force) -> None:
    told = await _ask(force, "GET", "/statistics?since=2026-06-02&until=2026-06-29", SUPERVISOR)
    assert told.status_code == 422
    assert [one["path"] for one in told.json()["errors"]] == ["query.since", "query.until"]


async def test_the_page_holds_words_and_no_code(force: Force, capsys: pytest.CaptureFixture[str]) -> None:
    told = orjson.loads((await _ask(force, "GET", "/statistics", SUPERVISOR)).content)
    capsys.readouterr()
    page(Out(as_json=False), told)
    shown = capsys.readouterr().out
    assert "initial checks (G 31)" in shown
    for one in texts(shown.splitlines()):
        assert not codes_in(one), one
