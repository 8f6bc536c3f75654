"""Programs that run in a stack: ready when they say so, killed and begun again, and plain about why not."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from deploy.local.control import StackError
from deploy.local.stack import Stack
from tests.deploy.local.watching import lives, until

pytestmark = pytest.mark.stack

SERVE = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]


def test_a_service_is_ready_when_its_address_answers_and_again_after_its_death(
    stack: Stack, unique: str
) -> None:
    port = stack.free_port()
    service = stack.run(unique, [*SERVE, str(port)], ready=f"http://127.0.0.1:{port}/pyproject.toml")
    first = service.pid
    service.kill()
    assert service.pid is None
    assert service.exit_code == -signal.SIGKILL
    service.restart()
    assert service.pid not in (None, first)
    assert "GET /pyproject.toml" in service.log.read_text()
    assert service.stop() == -signal.SIGTERM


def test_a_service_that_ends_before_it_is_ready_says_its_last_words(stack: Stack, unique: str) -> None:
    with pytest.raises(StackError, match=r"ended with 3 before it was ready(.|\n)*no such database"):
        stack.run(unique, ["sh", "-c", "echo no such database; exit 3"], ready=lambda: False)


def test_a_program_that_is_not_there_is_named(stack: Stack, unique: str) -> None:
    with pytest.raises(StackError, match="no-such-program"):
        stack.run(unique, ["no-such-program"])


def test_there_is_one_process_of_a_name(stack: Stack, unique: str) -> None:
    stack.run(unique, ["sleep", "600"])
    with pytest.raises(StackError, match="already running"):
        stack.run(unique, ["sleep", "600"])


def test_a_stopped_process_goes_on_where_it_was(stack: Stack, unique: str) -> None:
    sleeper = stack.run(unique, ["sleep", "600"])
    assert sleeper.pid is not None
    process = psutil.Process(sleeper.pid)
    sleeper.send(signal.SIGSTOP)
    until(lambda: process.status() == psutil.STATUS_STOPPED)
    sleeper.send(signal.SIGCONT)
    until(lambda: process.status() != psutil.STATUS_STOPPED)
    assert sleeper.exit_code is None


def test_what_a_process_began_ends_with_it(stack: Stack, unique: str, tmp_path: Path) -> None:
    child = tmp_path / "child"
    parent = stack.run(unique, ["sh", "-c", f"sleep 600 & echo $! > {child}; exec true"])
    assert parent.wait() == 0
    number = int(child.read_text())
    until(lambda: not lives(number))


def test_a_process_ends_with_the_user_who_began_it_unless_it_is_kept(stack: Stack, unique: str) -> None:
    visitor = Stack.attach(stack.name)
    mine = visitor.run(f"{unique}-mine", ["sleep", "600"])
    kept = visitor.run(f"{unique}-kept", ["sleep", "600"], {"SEEN": "yes"}, keep=True)
    assert kept.pid is not None
    assert psutil.Process(kept.pid).environ()["SEEN"] == "yes"
    visitor.release()
    assert mine.exit_code == -signal.SIGKILL
    assert kept.exit_code is None
    os.kill(kept.pid, signal.SIGTERM)
    assert kept.wait() == -signal.SIGTERM
