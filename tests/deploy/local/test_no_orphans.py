"""However a stack's user ends, no process and no data of the stack stay behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from deploy.local import places
from deploy.local.control import begin_keeper
from deploy.local.stack import Stack
from tests.deploy.local.watching import alive, lives, until, until_gone

pytestmark = pytest.mark.stack


@dataclass
class Holder:
    """Another process that started a stack and holds it."""

    process: subprocess.Popen[bytes]
    name: str
    state: Path
    pids: list[int]

    def end_by(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        self.process.wait()


@pytest.fixture
def holder(unique: str) -> Iterator[Holder]:
    with subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "tests.deploy.local.holder", unique],
        cwd=places.PROJECT,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        started = json.loads(process.stdout.readline())
        own = [one["pid"] for one in started.values()]
        family = [child.pid for pid in own for child in psutil.Process(pid).children(recursive=True)]
        yield Holder(process, unique, places.state(unique), [*own, *family])
        process.kill()


def test_a_killed_parent_leaves_no_process_behind(holder: Holder) -> None:
    assert {"java", "postgres"} <= set(alive(holder.state))
    assert all(lives(pid) for pid in holder.pids)
    holder.end_by(signal.SIGKILL)
    until_gone(holder.state, holder.pids)
    assert not holder.state.exists()


def test_ctrl_c_leaves_no_process_behind(holder: Holder) -> None:
    holder.end_by(signal.SIGINT)
    until_gone(holder.state, holder.pids)
    assert not holder.state.exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_keeper_leaves_no_process_behind(holder: Holder, number: signal.Signals) -> None:
    kafka = psutil.Process(holder.pids[0])
    keeper = kafka.parent()
    assert keeper is not None
    assert "deploy.local.keeper" in keeper.cmdline()
    os.kill(keeper.pid, number)
    until_gone(holder.state, holder.pids)
    until(lambda: not holder.state.exists())
    holder.end_by(signal.SIGKILL)


def test_a_second_user_keeps_the_stack_when_the_first_is_killed(holder: Holder) -> None:
    second = Stack.attach(holder.name)
    sleeper = holder.pids[2]
    holder.end_by(signal.SIGKILL)
    assert second.process("sleeper").wait() == -signal.SIGKILL, "it ran for the first user alone"
    assert not lives(sleeper)
    assert second.kafka.pid is not None
    second.release()
    until_gone(holder.state, holder.pids)
    assert not holder.state.exists()


def test_a_name_is_free_as_soon_as_its_stack_has_ended_and_what_is_new_under_it_stays(
    unique: str, tmp_path: Path
) -> None:
    state = tmp_path / unique
    for life in ("one", "two"):
        (state / "logs").mkdir(parents=True)
        control = begin_keeper(state, places.private_directory() / f"{unique}-{life}.sock")
        if life == "one":
            for number in range(5_000):
                (state / f"file-{number}").touch()
            control.scrap([state])
            control.stop(orderly=True)
            assert not state.exists()
    (state / "of the new one").touch()
    until(lambda: [one.name for one in tmp_path.iterdir()] == [unique])
    assert (state / "of the new one").exists()
    control.stop(orderly=True)
    until_gone(state)
