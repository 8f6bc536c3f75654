"""What the nursery begins is as if the keeper had begun it, and ends like it; only sooner."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from deploy.local import forking, places
from deploy.local.children import Launch, environment
from deploy.local.control import Control, StackError, begin_keeper
from deploy.local.record import Record
from deploy.local.stack import Stack
from tests.deploy.local.watching import lives, until

pytestmark = pytest.mark.stack

IDLER = (sys.executable, "-m", "tests.deploy.local.idler")


def said(log: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(log.splitlines()[0])
    return found


def has_spoken(log: Path) -> bool:
    return bool(log.read_text())


def test_it_knows_of_its_beginning_what_a_process_of_its_own_knows(
    stack: Stack, unique: str, tmp_path: Path
) -> None:
    asked, told = [*IDLER, "0", "two words"], {"SEEN": "yes", "TZ": "Europe/London"}
    forked = stack.run(unique, asked, told)
    assert forked.wait() == 0
    plain = tmp_path / "plain.log"
    with plain.open("wb") as log:
        subprocess.run(  # noqa: S603 - our own module
            asked,
            env=environment(told),
            cwd=places.PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=True,
        )
    ours, its = said(plain.read_text()), said(forked.log.read_text())
    for one in (ours, its):  # each has a log of its own
        logs = {str(plain), str(forked.log)}
        one["open"] = sorted("log" if file in logs else file for file in one["open"])
    assert its == ours


def test_it_is_called_what_it_runs(stack: Stack, unique: str) -> None:
    idler = stack.run(unique, IDLER)
    assert idler.pid is not None
    process = psutil.Process(idler.pid)
    until(lambda: " ".join(process.cmdline()).strip() == " ".join(IDLER))
    parent = process.parent()
    assert parent is not None
    assert "deploy.local.forking" in parent.cmdline(), "the test would pass without a nursery"
    idler.kill()


def test_it_ends_in_its_own_way_and_its_keeper_hears_how(stack: Stack, unique: str) -> None:
    assert stack.run(f"{unique}-0", [*IDLER, "0"]).wait() == 0
    assert stack.run(f"{unique}-7", [*IDLER, "7"]).wait() == 7
    failed = stack.run(f"{unique}-error", [*IDLER, "error"])
    assert failed.wait() == 1
    assert "RuntimeError: as it was told" in failed.log.read_text()
    absent = stack.run(f"{unique}-absent", [sys.executable, "-m", "tests.deploy.local.absent"])
    assert absent.wait() == 1
    assert "tests.deploy.local.absent" in absent.log.read_text()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        idler = stack.run(f"{unique}-{number}", IDLER)
        until(partial(has_spoken, idler.log))
        idler.send(number)
        assert idler.wait() == -number


def test_what_cannot_begin_says_so_and_the_others_go_on(stack: Stack, unique: str, tmp_path: Path) -> None:
    lasting = stack.run(f"{unique}-lasting", IDLER)
    record = Record.read(stack.state)
    assert record is not None
    control = Control(record.control)
    gone = Launch(f"{unique}-gone", IDLER, environment(), str(tmp_path / "gone"), str(tmp_path / "log"))
    control.start(gone)
    assert control.wait(gone.name, 20) == 1
    assert "FileNotFoundError" in (tmp_path / "log").read_text()
    nowhere = replace(gone, name=f"{unique}-nowhere", log=str(tmp_path))
    with pytest.raises(StackError, match=r"[Dd]irectory"):
        control.start(nowhere)
    assert lasting.exit_code is None
    lasting.kill()


def test_what_was_killed_begins_anew(stack: Stack, unique: str) -> None:
    idler = stack.run(unique, IDLER)
    first = idler.pid
    idler.kill()
    assert idler.pid is None
    idler.restart()
    assert idler.pid not in (None, first)
    idler.kill()


def test_a_program_that_is_to_be_read_anew_has_an_interpreter_of_its_own(
    stack: Stack, unique: str, tmp_path: Path
) -> None:
    """Elsewhere, or told otherwise; what the nursery has loaded would be the wrong program."""
    (tmp_path / "elsewhere.py").write_text("print('from here')")
    record = Record.read(stack.state)
    assert record is not None
    control = Control(record.control)
    log = tmp_path / "log"
    argv = (sys.executable, "-m", "elsewhere")
    control.start(Launch(f"{unique}-there", argv, environment(), str(tmp_path), str(log)))
    assert control.wait(f"{unique}-there", 20) == 0
    assert log.read_text() == "from here\n"
    told = environment({"PYTHONPATH": str(tmp_path)})
    control.start(Launch(f"{unique}-told", argv, told, str(places.PROJECT), str(log)))
    assert control.wait(f"{unique}-told", 20) == 0
    assert log.read_text() == "from here\n" * 2


def test_what_is_loaded_no_longer_fits_once_a_file_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / forking.PACKAGES[0]
    package.mkdir()
    (package / "rules.toml").write_text("then")
    monkeypatch.chdir(tmp_path)
    loaded = forking.Loaded.now()
    launch = {"cwd": str(tmp_path), "env": dict(os.environ)}
    assert loaded.fits(launch)
    os.utime(package / "rules.toml", ns=(0, loaded.changed + 1))
    assert not loaded.fits(launch)


def test_who_was_begun_for_somebody_who_went_away_meanwhile_ends(stack: Stack, unique: str) -> None:
    record = Record.read(stack.state)
    assert record is not None
    control = Control(record.control)
    launch = Launch(
        unique, IDLER, environment(), str(places.PROJECT), str(stack.state / "logs" / f"{unique}.log")
    )
    control.start(replace(launch, client="nobody who holds"))
    assert control.wait(unique, 20) == -signal.SIGKILL


def test_with_the_nursery_all_that_it_began_ends_and_the_next_has_another(
    unique: str, tmp_path: Path
) -> None:
    state = tmp_path / unique
    (state / "logs").mkdir(parents=True)
    control = begin_keeper(state, places.private_directory() / f"{unique}.sock")
    control.scrap([state])
    for name in ("one", "two"):
        control.start(Launch(name, IDLER, environment(), str(places.PROJECT), str(state / "logs" / name)))
    pids = [now["pid"] for now in control.status().values()]
    nursery = nursery_of(pids[0])
    os.kill(nursery, signal.SIGKILL)
    assert [control.wait(name, 20) for name in ("one", "two")] == [-signal.SIGKILL, -signal.SIGKILL]
    assert not any(lives(pid) for pid in pids if pid is not None)
    another = nursery_of(control.restart("one"))
    assert another != nursery
    os.kill(another, signal.SIGKILL)
    assert control.wait("one", 20) == -signal.SIGKILL
    control.stop(orderly=True)
    control.release()
    assert not state.exists(), "it ends in order without one too"


def nursery_of(pid: int | None) -> int:
    assert pid is not None
    return psutil.Process(pid).ppid()
