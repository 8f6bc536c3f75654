"""The force's own record system, a process of its own: entered once, looked up, left in a file."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from deploy.local.stack import Stack
from messaging.routes import DueTask, TryAgain
from services.decisions.adapters.record_system import ATTEMPTS, ByHttp, Entering, FileDrop
from services.decisions.domain.commands import LeaveToHand, RecordEntered, RecordNotEntered
from services.decisions.domain.state import Case
from tests.deploy.simulators.running import Running
from tests.services.decisions import told as t

REPORT = "formal-report"
CASE: Case = t.opened().state
TASK = DueTask("c-given", "record-entry", f"{REPORT}/1", {"entry": REPORT}, t.CONTACT, 1, "r-1")
LAST = replace(TASK, attempt=ATTEMPTS)


@pytest.fixture(scope="module")
def simulator(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(stack, "records", tmp_path_factory.mktemp("records")).start()
    yield running
    running.end()


@pytest.fixture(autouse=True)
def nothing_wrong(simulator: Running) -> Iterator[None]:
    yield
    simulator.order(mode="ok")


@pytest.fixture
async def system(simulator: Running) -> AsyncIterator[ByHttp]:
    async with httpx.AsyncClient(timeout=5) as http:
        yield ByHttp(http, simulator.url, SecretStr(simulator.key))


async def test_an_entry_is_made_once_however_often_it_is_tried(system: ByHttp) -> None:
    first = await Entering(system).enter(TASK, CASE)
    assert isinstance(first, RecordEntered)
    assert first.reference.startswith("46/8")
    assert await Entering(system).enter(TASK, CASE) == first
    assert await Entering(system).look_up(TASK, CASE) == first


async def test_an_answer_that_was_lost_is_found_by_looking_it_up(system: ByHttp, simulator: Running) -> None:
    other = CASE._replace(case_id="c-lost-answer")
    simulator.order(mode="lost-answer", match="PUT", times=1)
    with pytest.raises(httpx.TransportError):
        await Entering(system).enter(TASK, other)
    found = await Entering(system).look_up(TASK, other)
    assert isinstance(found, RecordEntered)
    assert await Entering(system).enter(TASK, other) == found


def left_in(directory: Path) -> list[Path]:
    return list(directory.iterdir())


async def test_a_system_that_is_down_is_tried_again_and_then_the_entry_lies_in_a_file(
    system: ByHttp, simulator: Running, tmp_path: Path
) -> None:
    other = CASE._replace(case_id="c-system-down")
    simulator.order(mode="down")
    entering = Entering(system, FileDrop(tmp_path))
    with pytest.raises(TryAgain):
        await entering.enter(TASK, other)
    assert await entering.enter(LAST, other) == RecordNotEntered(REPORT, in_file=True)
    (file,) = left_in(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Quill" not in file.name
    left = json.loads(file.read_text())
    assert (left["entry"], left["part"]) == (f"c-system-down/{REPORT}", "FORMAL_REPORT")
    simulator.order(mode="ok")
    assert isinstance(await entering.enter(TASK, other), RecordEntered)


async def test_without_a_system_a_person_enters_it() -> None:
    assert await Entering(None).enter(TASK, CASE) == LeaveToHand(REPORT)
