"""A program of a service, loaded once, started again and again: `python -m tests.faults.warm NAME SOCKET`.

Each start is a process of its own, forked before anything of the program ran: it lives and dies as any other,
and only the second and a half of reading the program is saved, of which a start is made for the most part.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import orjson

from deploy.local.children import die_with

LATE = ("anyio._backends._asyncio", "certifi", "httpcore", "pydantic.v1")
"""What a program loads only when it starts."""


def main(name: str, path: str) -> None:
    """One line in, `env` and `log` of a start; two lines out, its process id and how it ended."""
    for late in LATE:
        importlib.import_module(late)
    program = importlib.import_module(f"services.{name}.__main__")
    if threading.active_count() != 1:
        raise RuntimeError("a program that has begun threads cannot be forked")
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        while True:
            asked, _ = door.accept()
            with asked, asked.makefile("rw") as line:
                _start(program, orjson.loads(line.readline()), line)


def _start(program: Any, told: Mapping[str, Any], line: Any) -> None:
    loader = os.getpid()
    pid = os.fork()
    if not pid:
        die_with(loader)
        _live(program, told)
    line.write(f"{pid}\n")
    line.flush()
    _, status = os.waitpid(pid, 0)
    line.write(f"{os.waitstatus_to_exitcode(status)}\n")
    line.flush()


def _live(program: Any, told: Mapping[str, Any]) -> None:
    """What `python -m services.<name>` does once it has been read. Does not return."""
    code = 1
    try:
        log = os.open(told["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.closerange(3, 256)
        os.environ.update(told["env"])
        sys.argv = [program.__file__]
        program.main(program.NAME, program.program, program.MIGRATIONS)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stderr.flush()
        os._exit(code)


@dataclass(frozen=True)
class Life:
    """A process so started, from the outside; `exit` is its exit code: minus its signal's number, if any."""

    pid: int
    exit: asyncio.Task[int]

    @classmethod
    async def begin(cls, path: Path, env: Mapping[str, str], log: Path) -> Self:
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(orjson.dumps({"env": env, "log": str(log)}) + b"\n")
        pid = int(await reader.readline())

        async def ended() -> int:
            code = int(await reader.readline())
            writer.close()
            return code

        return cls(pid, asyncio.create_task(ended()))

    async def kill(self) -> None:
        """SIGKILL; it is gone when this returns."""
        os.kill(self.pid, signal.SIGKILL)
        await self.exit


if __name__ == "__main__":
    main(*sys.argv[1:])
