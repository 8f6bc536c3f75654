"""The same from a real journal: PostgreSQL, sealed boxes, destroyed keys, and five hundred events in time."""

from __future__ import annotations

import asyncio
import gc
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from services.decisions.http.explanation import shown
from tests.services.decisions import told as t
from tests.services.decisions.force import INSPECTOR, Force, asyncpg_dsn
from tests.services.decisions.test_service import REASONS, of_today, opened, progress, seen

pytestmark = pytest.mark.stack

MANY = 500
AT_ONCE = 6


async def test_what_came_later_is_not_in_the_explanation_of_then(force: Force) -> None:
    case_id = await opened(force, "c-then-0000001")
    case = f"/cases/{case_id}"
    assert (await force.post(f"{case}/progress", progress(1))).status_code == 409
    then = datetime.now(UTC)
    history = await force.program.runtime.read_as_of(case_id, then)
    assert history is not None
    given_then = shown(history)
    await force.done(f"{case}/supervision", {})
    await force.done(f"{case}/force-record", {"system": "ATHENA", "reference": "53/4711/26"})
    await force.done(f"{case}/progress", progress(await seen(force, case_id)))
    later = of_today(t.meeting_held(then), 1.0)
    await force.say(case_id, later)
    await force.journalled(case_id, "intake.meeting.held.v1")
    again = await force.program.runtime.read_as_of(case_id, then)
    assert again is not None
    assert shown(again) == given_then
    assert again.hash == history.hash
    now = await force.get(f"{case}/explanation", INSPECTOR)
    assert now["personal"]["course"][-1]["words"] == "the follow-up meeting was held"
    assert now["personal"]["course"][-1]["learnt_later"]
    assert [one["step"] for one in now["personal"]["refused"]] == ["progress"]
    assert {one["step"] for one in now["personal"]["steps"]} == {"assign supervisor", "progress"}
    assert REASONS in str(now["personal"]["steps"])
    held = await force.program.runtime.read(case_id)
    full = await force.program.runtime.read_as_of(case_id, held.now if held else then)
    assert held is not None
    assert full is not None
    assert (full.state, full.version) == (held.state, held.version), "folded by the same evolve"
    read = await force.rows("SELECT route, why, what FROM reads WHERE case_id = :case", case=case_id)
    assert "GET /cases/{case_id}/explanation" in {one.route for one in read}


async def test_nothing_is_known_before_the_first_entry_and_never_of_no_case(force: Force) -> None:
    case_id = await opened(force, "c-then-0000002")
    long_ago = datetime.now(UTC) - timedelta(days=400)
    assert await force.program.runtime.read_as_of(case_id, long_ago) is None
    assert await force.program.runtime.read_as_of("c-never-was-1", datetime.now(UTC)) is None


async def test_what_was_destroyed_is_said_to_be(force: Force) -> None:
    case_id = await opened(force, "c-then-0000003")
    await force.done(f"/cases/{case_id}/safeguarding-issues", {"issue": "alone", "what": REASONS})
    migrator = create_async_engine(asyncpg_dsn(force.stack.dsn(f"csods_{force.code}_decisions", "migrator")))
    async with migrator.begin() as connection:
        await connection.execute(
            text(
                "UPDATE data_keys SET wrapped = NULL, erased_at = clock_timestamp()"
                " WHERE case_id = :case AND label = 'reasons'"
            ),
            {"case": case_id},
        )
    await migrator.dispose()
    told = await force.get(f"/cases/{case_id}/explanation", INSPECTOR)
    raised = next(one for one in told["personal"]["course"] if "issue was raised" in one["words"])
    assert raised["unreadable"] == ["what it was: erased: its key has been destroyed"]
    assert REASONS not in str(told)


async def test_five_hundred_events_are_explained_while_one_waits(force: Force) -> None:
    case_id = await opened(force, "c-then-0000004")
    pairs = (MANY - await seen(force, case_id)) // 2 + 1
    for first in range(0, pairs, AT_ONCE):
        issues = [f"issue-{number}" for number in range(first, min(first + AT_ONCE, pairs))]
        at = f"/cases/{case_id}/safeguarding-issues"
        await asyncio.gather(*(force.done(at, {"issue": one, "what": REASONS}) for one in issues))
        done = {"how": "RESOLVED", "reasons": REASONS}
        await asyncio.gather(*(force.done(f"{at}/addressed", {"issue": one, **done}) for one in issues))
    gc.freeze()  # as the program does when it begins: else it goes through all that tests have loaded
    begun = time.process_time()
    told = await force.get(f"/cases/{case_id}/explanation", INSPECTOR)
    took = time.process_time() - begun
    gc.unfreeze()
    assert len(told["personal"]["course"]) >= MANY
    assert told["version"] == len(told["personal"]["course"])
    assert took < 10, f"{took:.2f} s of processor"  # one on a quiet machine
