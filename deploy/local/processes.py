"""A process in the stack as its users see it, and waiting until something in the stack has come true."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from deploy.local.control import Control, StackError
from deploy.local.here import http

READY_WITHIN: Final = 60.0
LOOK_EVERY: Final = 0.03

Ready = str | Callable[[], bool]
"""An address that answers 2xx once the process is ready, or a function that says so."""


@dataclass(frozen=True, slots=True)
class Process:
    """A handle by name: it stays good when the process is killed and begun again."""

    name: str
    log: Path
    _control: Control
    _ready: Ready | None = None

    @property
    def pid(self) -> int | None:
        """Its process id; None when it has ended."""
        now = self._now()
        return now["pid"] if now["exit"] is None else None

    @property
    def exit_code(self) -> int | None:
        """How it ended: minus the signal's number if by a signal; None while it runs."""
        return self._now()["exit"]

    def kill(self) -> None:
        """SIGKILL, to all its descendants too; they are gone when this returns."""
        self._control.send(self.name, signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        """Send any signal, e.g. SIGSTOP and SIGCONT."""
        self._control.send(self.name, number)

    def stop(self) -> int | None:
        """End in order; its exit code."""
        return self._control.end(self.name)

    def wait(self, seconds: float = READY_WITHIN) -> int | None:
        """Wait for its end; its exit code, or None if it still runs then."""
        return self._control.wait(self.name, seconds)

    def restart(self) -> None:
        """Begin again, as before, what has ended. Raises StackError if it does not get ready."""
        self._control.restart(self.name)
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = READY_WITHIN) -> None:
        """Raises StackError with the end of its log if it ends first or takes longer."""
        ready = self._ready
        if ready is None:
            return
        met = _answers(ready) if isinstance(ready, str) else ready
        deadline = time.monotonic() + seconds
        while not met():
            if (code := self.exit_code) is not None:
                raise StackError(f"{self.name} ended with {code} before it was ready.\n{self.tail()}")
            if time.monotonic() > deadline:
                raise StackError(f"{self.name} was not ready within {seconds:.0f} s.\n{self.tail()}")
            time.sleep(LOOK_EVERY)

    def tail(self, lines: int = 15) -> str:
        """The last lines of its log, under the log's name."""
        text = ""
        with contextlib.suppress(FileNotFoundError):
            text = "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return f"{self.log}:\n{text}"

    def _now(self) -> dict[str, int | None]:
        return self._control.status(self.name)[self.name]


def _answers(address: str) -> Callable[[], bool]:
    def met() -> bool:
        try:
            return http().get(address, timeout=2).is_success
        except httpx.TransportError:
            return False

    return met
