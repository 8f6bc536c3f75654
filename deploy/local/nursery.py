"""The keeper's way to its nursery: a process that has loaded our programs once and forks a child for each.

Twenty programs of a stack are one to load, not twenty.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import psutil

from deploy.local.children import Launch, Process, die_with, environment, process_of, wait_until_gone
from deploy.local.places import PROJECT

LONGEST_LINE: Final = 2**20
"""Bytes: a launch carries a whole environment."""


class Nursling:
    """A child of the nursery, as `asyncio.subprocess.Process` has it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def returncode(self) -> int | None:
        return self._code.result() if self._code.done() else None

    async def wait(self) -> int:
        return await asyncio.shield(self._code)

    def send_signal(self, signal: int, /) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal)

    def ended(self, code: int) -> None:
        self._code.set_result(code)


class Nursery:
    """Of one keeper. All that it has begun ends when it does, and it when the keeper does."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, process: Process) -> None:
        self._writer = writer
        self._process = process
        self._expected: list[asyncio.Future[Nursling]] = []
        self._running: dict[int, Nursling] = {}
        self._hearing = asyncio.create_task(self._hear(reader))

    @classmethod
    async def begin(cls, state: Path) -> Nursery:
        """That of the stack in `state`. Returns at once; it loads meanwhile. Raises OSError."""
        keeper = os.getpid()
        ours, its = socket.socketpair()
        with its, open(state / "logs" / "nursery.log", "ab") as output:  # noqa: ASYNC230 - a local file, opened once a stack
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "deploy.local.forking", str(state)),
                cwd=PROJECT,
                env=environment(),
                stdin=its.fileno(),
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=lambda: die_with(keeper),
            )
        reader, writer = await asyncio.open_connection(sock=ours, limit=LONGEST_LINE)
        return cls(reader, writer, process)

    @property
    def over(self) -> bool:
        return self._hearing.done()

    async def start(self, launch: Launch) -> Nursling:
        """A child that runs this launch's module. Raises OSError, also when the nursery ends meanwhile."""
        begun: asyncio.Future[Nursling] = asyncio.get_running_loop().create_future()
        self._expected.append(begun)
        self._writer.write(json.dumps(asdict(launch)).encode() + b"\n")
        await self._writer.drain()
        return await begun

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        await self._hearing
        self._writer.close()

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                self._heard(json.loads(line))
        except ConnectionError:
            pass  # it was killed with something unread
        finally:
            await self._lost()

    async def _lost(self) -> None:
        """Linux kills them with it; wherever it does not, we do."""
        left = [found for pid in self._running if (found := process_of(pid))]
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        await asyncio.to_thread(wait_until_gone, left)
        for child in self._running.values():
            child.ended(-signal.SIGKILL)
        for one in self._expected:
            one.set_exception(ConnectionResetError("the nursery has ended; see the stack's logs/nursery.log"))
        self._expected.clear()

    def _heard(self, said: dict[str, Any]) -> None:
        match said:
            case {"begun": int(pid)}:
                child = self._running[pid] = Nursling(pid)
                self._expected.pop(0).set_result(child)
            case {"failed": str(why)}:
                self._expected.pop(0).set_exception(OSError(why))
            case {"ended": int(pid), "code": int(code)}:
                self._running.pop(pid).ended(code)
