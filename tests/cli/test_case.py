"""A case is shown as its service gives it: in words, masked without need to know, with a reason."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from fastapi import APIRouter, Request

from access.issuer import LocalIssuer
from access.officers import Officers
from access.roles import Role
from access.runtime import Snapshot
from access.server import app as serve
from access.views import View, case_view
from deploy.local.until import until
from messaging.decider import Unread
from services.decisions.domain.statistics import statistics
from tests.access.service import Book, Memory, need_to_know, settings
from tests.cli.desk import PROGRAM, Said

pytestmark = pytest.mark.stack

CASE = "c-shown-0001"
NAME = "Cleo Sample-Quill"
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
WHY = "the supervisor asked – how it stands"


class Decisions:
    """What stands behind an address: the real door, with one case behind it."""

    def __init__(self, state: Path) -> None:
        self.issuer = LocalIssuer(state, profile="development")
        self.book = Book()
        memory = Memory()
        unread = (Unread("quarantine", "csods.46.checks", "checks.check.completed.v1", "FAILED", NOW),)
        memory.kept[CASE] = Snapshot(CASE, {}, 7, unread, True, NOW)
        said = settings(self.issuer)
        router = APIRouter()
        router.add_api_route("/cases/{case_id}/explanation", self._explained)
        router.add_api_route("/statistics", self._counted)
        router.add_api_route("/statistics/lines", self._compared, methods=["GET", "PUT"])
        self.asked: list[str] = []
        case_view(router, _shown, need_to_know({Role.SUPERVISOR: frozenset({"subject", "checks"})}))
        served = serve(
            "Decisions", [router], runtime=memory, settings=said, secret=bytes(32), officers=Officers(said),
            reads=self.book,
        )  # fmt: skip
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.server = uvicorn.Server(uvicorn.Config(served, log_config=None, lifespan="off"))
        self.task = asyncio.create_task(self.server.serve([listening]))

    async def _explained(self, request: Request) -> dict[str, object]:
        self.asked.append(request.url.query)
        at = NOW.isoformat()
        return {
            "case_id": CASE, "as_of": at, "version": 7, "hash": "ab" * 32, "masked": [],
            "case": {"reference": "CS-ABCD-EFGH-IJKL", "clocks": []},
            "personal": {"not_answered": [], "refused": []},
        }  # fmt: skip

    async def _counted(self, request: Request) -> dict[str, object]:
        self.asked.append(request.url.query)
        return statistics([], None, None)

    async def _compared(self, request: Request) -> dict[str, object]:
        self.asked.append(request.method)
        wrong = [{"case_id": CASE, "columns": ["told"]}]
        return {"rebuilt": 0, "differing": wrong if request.method == "GET" else []}

    async def show(self, officer: str, *more: str, case: str = CASE, why: str = WHY) -> Said:
        return await self.say(officer, "case", "show", case, "--because", why, *more)

    async def say(self, officer: str, *argv: str) -> Said:
        told = {"CSODS_TOKEN": self.issuer.issue(officer), "CSODS_DECISIONS_URL": self.url}
        done = await asyncio.create_subprocess_exec(
            PROGRAM, *argv,
            env={**os.environ, **told}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await done.communicate()
        assert done.returncode is not None
        return Said(done.returncode, out.decode(), err.decode())


def _shown(_snapshot: Snapshot[dict[str, str]]) -> View:
    """As `services/decisions/http/view.py` shapes it."""
    clock = {
        "clock": "WHOLE_CASE",
        "words": "the whole case",
        "paragraph": "G 104",
        "started_at": NOW,
        "target": None,
        "limit": {"at": datetime(2026, 6, 29, 9, 0, tzinfo=UTC), "provisional": True},
        "ended_at": None,
        "stands": "in time",
        "reason_given": False,
    }
    entry = {"version": 1, "what": "intake.application.made.v1", "by": "pc-1142", "rank": "CONSTABLE"}
    checks = [{"source": "probation service", "answer": "nothing held", "reason": None, "at": NOW}]
    return View(
        {"reference": "CS-ABCD-EFGH-IJKL", "stage": "checking", "clocks": [clock], "record": [entry]},
        {"subject": {"name": NAME, "kind": "NO_TRACE"}, "checks": checks},
    )


@pytest.fixture
async def decisions(tmp_path: Path) -> AsyncIterator[Decisions]:
    begun = Decisions(tmp_path / "issuer")

    async def up() -> bool:
        return begun.server.started

    await until(up, "it answers")
    yield begun
    begun.server.should_exit = True
    await begun.task


async def test_a_supervisor_sees_clocks_sources_and_people_in_words(decisions: Decisions) -> None:
    said = await decisions.show("ds-2203")
    assert said.code == 0
    assert "CS-ABCD-EFGH-IJKL, as of Monday 1 June 2026, 10:00" in said.out
    assert "the whole case (G 104)" in said.out
    assert "Monday 29 June 2026, 10:00 (provisional)" in said.out
    assert "probation service\tnothing held" in said.out
    assert "application made" in said.out
    assert "something of this case could not be read" in said.out
    assert NAME in said.out
    assert not re.search(r"\b[A-Z]+_[A-Z_]+\b|\.v1\b", said.out), "a code is no word"
    [read] = decisions.book.entries
    assert (read.why, read.officer.actor.id) == (WHY, "ds-2203")


async def test_who_has_no_need_to_know_sees_no_person(decisions: Decisions) -> None:
    said = await decisions.show("st-1900")
    assert said.code == 0
    assert NAME not in said.out
    assert "masked" in said.out
    machine = await decisions.show("st-1900", "--json")
    assert machine.document["masked"] == ["subject", "checks"]
    assert NAME not in machine.out


async def test_what_the_service_refuses_is_said_in_its_words(decisions: Decisions) -> None:
    no_reason = await decisions.show("ds-2203", why="hm")
    absent = await decisions.show("ds-2203", case="c-never-was-1")
    other = await decisions.show("ds-2203", "--url", "http://127.0.0.1:1")
    assert (no_reason.code, absent.code, other.code) == (1, 1, 3)
    assert "why you need to see this" in no_reason.out
    assert "There is no such case here." in absent.out
    assert "does not answer" in other.err
    assert (await decisions.show("ds-2203", case="../alarms")).code == 2


async def test_an_explanation_is_asked_for_as_of_an_instant_of_the_united_kingdom(
    decisions: Decisions,
) -> None:
    said = await decisions.say(
        "ds-2203", "case", "explain", CASE, "--as-of", "2026-06-01T09:30", "--because", WHY
    )
    assert said.code == 0
    assert "as it stood on Monday 1 June 2026, 10:00" in said.out
    assert "Nothing that had been asked was left without an answer." in said.out
    assert decisions.asked == ["as_of=2026-06-01T08%3A30%3A00%2B00%3A00"]
    wrong = await decisions.say("ds-2203", "case", "explain", CASE, "--as-of", "june", "--because", WHY)
    assert wrong.code == 2
    machine = await decisions.say("ds-2203", "case", "explain", CASE, "--because", WHY, "--json")
    assert machine.document["version"] == 7


async def test_counts_are_asked_for_by_day_and_a_difference_is_a_finding(decisions: Decisions) -> None:
    said = await decisions.say("ds-2203", "statistics", "--from", "2026-04-01", "--because", WHY)
    assert (said.code, decisions.asked) == (0, ["since=2026-04-01"])
    assert "children covered by disclosure\t0" in said.out
    differing = await decisions.say("ds-2203", "statistics", "--check", "--because", WHY)
    assert differing.code == 1
    assert "counted otherwise than its journal says" in differing.out
    rebuilt = await decisions.say("ds-2203", "statistics", "--rebuild", "--check", "--because", WHY)
    assert (rebuilt.code, decisions.asked[-1]) == (0, "PUT")
    assert (await decisions.say("ds-2203", "statistics", "--from", "april", "--because", WHY)).code == 2
