"""The way from a client to its stack's keeper: requests over its socket, and the hold that keeps it alive."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from deploy.local.children import Launch, environment
from deploy.local.places import PROJECT

PATIENCE: Final = 60.0
"""Seconds within which the keeper answers anything but `wait`."""


class StackError(Exception):
    """The stack could not do what was asked. The message says why and what to do."""


class Control:
    """Speaks to one keeper. Safe to use from several threads: every request has its own connection."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: socket.socket | None = None
        self.client = uuid.uuid4().hex

    def hold(self) -> None:
        """Keep the stack, and what is started for this client, until `release` or our end."""
        if self._held is None:
            self._held = self._connect(PATIENCE)
            self._exchange(self._held, {"do": "hold", "client": self.client})

    def release(self) -> None:
        """Let go. When this returns, what ran for this client has ended, and the stack if it was the last."""
        if self._held is not None:
            self._held.shutdown(socket.SHUT_WR)
            _until_closed(self._held)
            self._held = None

    def detach(self) -> None:
        """Let the stack live on when its last user has gone, until it is stopped."""
        self._ask("detach")

    def alive(self) -> bool:
        try:
            self._ask("status")
        except StackError:
            return False
        return True

    def ports(self, wanted: list[int], free: int) -> list[int]:
        """Reserve TCP ports of 127.0.0.1: the wanted ones, then `free` others."""
        found: list[int] = self._ask("ports", wanted=wanted, free=free)
        return found

    def scrap(self, directories: list[Path]) -> None:
        """Have these removed when the stack has ended, however it ended: nobody waits for that."""
        self._ask("scrap", directories=[str(directory) for directory in directories])

    def start(self, launch: Launch) -> int:
        """Begin a process; its process id."""
        pid: int = self._ask("start", launch=asdict(launch))
        return pid

    def restart(self, name: str) -> int:
        """Begin once more, exactly as before, a process that has ended; its process id."""
        pid: int = self._ask("restart", name=name)
        return pid

    def send(self, name: str, number: signal.Signals) -> None:
        """Send a signal. SIGKILL goes to all descendants too and returns when they are gone."""
        self._ask("signal", name=name, number=int(number))

    def end(self, name: str) -> int | None:
        """End a process in order, by force after its grace; its exit code."""
        code: int | None = self._ask("end", patience=2 * PATIENCE, name=name)
        return code

    def forget(self, name: str) -> None:
        """Drop an ended process from the stack's list."""
        self._ask("forget", name=name)

    def wait(self, name: str, seconds: float) -> int | None:
        """The exit code of a process, waiting at most that long; None if it still runs."""
        code: int | None = self._ask("wait", patience=seconds + PATIENCE, name=name, seconds=seconds)
        return code

    def status(self, name: str | None = None) -> dict[str, dict[str, int | None]]:
        """Every process, or this one, by name: `pid`, and `exit` when it has ended."""
        found: dict[str, dict[str, int | None]] = self._ask("status", name=name)
        return found

    def stop(self, *, orderly: bool) -> None:
        """End the whole stack and wait until the keeper itself is gone."""
        connection = self._connect(PATIENCE)
        self._exchange(connection, {"do": "stop", "orderly": orderly})
        if self._held is not None:
            self._held.close()
            self._held = None
        _until_closed(connection)

    def _ask(self, do: str, patience: float = PATIENCE, **details: Any) -> Any:
        with self._connect(patience) as connection:
            return self._exchange(connection, {"do": do, **details})

    def _connect(self, patience: float) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(patience)
        try:
            connection.connect(str(self._path))
        except OSError as error:
            connection.close()
            raise StackError("the stack is not running; start it with `make up`") from error
        return connection

    @staticmethod
    def _exchange(connection: socket.socket, request: dict[str, Any]) -> Any:
        try:
            connection.sendall(json.dumps(request).encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                part = connection.recv(65536)
                if not part:
                    raise StackError("the stack ended before it answered")
                answer += part
        except OSError as error:
            raise StackError(f"the stack's keeper does not answer ({error}); see its logs") from error
        decoded = json.loads(answer)
        if "error" in decoded:
            raise StackError(decoded["error"])
        return decoded["value"]


def _until_closed(connection: socket.socket) -> None:
    """Wait until the other end closes, or is gone."""
    with connection, contextlib.suppress(OSError):
        while connection.recv(4096):
            pass


def begin_keeper(state: Path, path: Path) -> Control:
    """Begin the keeper of the stack in `state`, listening at `path`. Raises StackError if it has one."""
    log = state / "logs" / "keeper.log"
    with open(log, "ab") as output:
        begun = subprocess.run(
            [sys.executable, "-m", "deploy.local.keeper", str(state), str(path)],
            cwd=PROJECT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            check=False,
        )
    if begun.returncode == 3:
        raise StackError(f"a stack already runs in {state}; end it with `make down`")
    if begun.returncode != 0:
        raise StackError(f"the stack's keeper could not start; see {log}")
    control = Control(path)
    control.hold()
    return control
