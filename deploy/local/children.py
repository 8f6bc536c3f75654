"""The keeper's own children: begun so that they cannot outlive it, and ended with all that they began."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import psutil

PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Launch:
    """How to begin a process. `log` takes its output, appended; `user` is (uid, gid) if not the keeper's own.

    `stop_signal` asks it to end in order; after `grace` seconds it is killed. `client` names who wants it: it
    ends when that client goes away; "" means it stays as long as the stack. Others rely on a `base` process:
    it ends after them.
    """

    name: str
    argv: tuple[str, ...]
    env: dict[str, str]
    cwd: str
    log: str
    user: tuple[int, int] | None = None
    stop_signal: int = signal.SIGTERM
    grace: float = 10.0
    client: str = ""
    base: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether it is one of our own programs, run by the interpreter and as the user that we are."""
        return self.argv[:2] == (sys.executable, "-m") and self.user is None and not self.base


class Process(Protocol):
    """What the keeper needs of a process: `asyncio.subprocess.Process` has it."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    async def wait(self) -> int: ...
    def send_signal(self, signal: int, /) -> None: ...


@dataclass(slots=True)
class Child:
    """A process of the keeper: `process` is the latest that ran by this launch."""

    launch: Launch
    process: Process = field(repr=False)

    @property
    def running(self) -> bool:
        return self.process.returncode is None

    def family(self) -> list[psutil.Process]:
        """The process, then everything that descends from it, as of now; empty when it has ended."""
        if not self.running:
            return []
        try:
            parent = psutil.Process(self.process.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    async def kill(self) -> None:
        """SIGKILL to the process and all its descendants, itself first: it shall not see them go."""
        family = self.family()
        for member in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
        if family:
            await self.process.wait()
        await asyncio.to_thread(wait_until_gone, family[1:])

    async def stop(self) -> None:
        """End in order, within the grace; then by force, whatever is left of the family."""
        if not self.running:
            return
        family = self.family()
        self.process.send_signal(self.launch.stop_signal)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), self.launch.grace)
        await self.kill()
        for orphan in family[1:]:
            with contextlib.suppress(psutil.NoSuchProcess):
                orphan.kill()


def process_of(pid: int) -> psutil.Process | None:
    """None when it has ended."""
    try:
        return psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None


def wait_until_gone(killed: list[psutil.Process]) -> None:
    while any(_lives(process) for process in killed):
        time.sleep(0.005)


def _lives(process: psutil.Process) -> bool:
    """Whether it still runs: one that has ended, but is not yet reaped by whom it fell to, does not."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def environment(told: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our own and what else a process is told; each keeps its compiled code, or every start would be slow."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**ours, **(told or {})}


async def spawn(launch: Launch) -> Child:
    """Begin a process. Raises OSError when it cannot be begun."""
    keeper = os.getpid()
    Path(launch.log).parent.mkdir(parents=True, exist_ok=True)
    with open(launch.log, "ab") as log:  # noqa: ASYNC230 - a local file, opened once a process
        process = await asyncio.create_subprocess_exec(
            *launch.argv,
            env=launch.env,
            cwd=launch.cwd,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=lambda: die_with(keeper),
            user=launch.user[0] if launch.user else None,
            group=launch.user[1] if launch.user else None,
            extra_groups=[] if launch.user else None,
        )
    return Child(launch, process)


def die_with(keeper: int) -> None:
    """Runs in the child before its program: Linux shall kill it when the keeper dies, however it does."""
    if _LIBC is None:
        return
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != keeper:  # it died before we asked
        os._exit(1)
