"""A simulator as a real process on a loopback port, and what its callers do to it."""

from __future__ import annotations

import secrets
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import httpx

from deploy.local.processes import Process
from deploy.local.stack import Stack

START_SECONDS = 20.0


def until(holds: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    """Return once `holds`; AssertionError with `what` when it did not in time."""
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, f"not in {seconds:.0f} s: {what}"
        time.sleep(0.02)


class Running:
    """`python -m deploy.simulators.<name>` in a stack; its files lie in `home`, over restarts too."""

    def __init__(self, stack: Stack, name: str, home: Path, *options: str, **environment: str) -> None:
        self.name = name
        self.port_file = home / f"{name}.port"
        self._stack = stack
        self._label = f"{name}-{secrets.token_hex(4)}"
        self._options = options
        self._environment = environment
        self._process: Process | None = None

    def start(self) -> Self:
        """Raises StackError, with its last words, if it ends before it answers."""
        self.port_file.unlink(missing_ok=True)
        argv = [sys.executable, "-m", f"deploy.simulators.{self.name}", "--port-file", str(self.port_file)]
        self._process = self._stack.run(
            self._label, [*argv, *self._options], self._environment, ready=self.port_file.exists
        )
        return self

    @property
    def log(self) -> Path:
        assert self._process is not None
        return self._process.log

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{int(self.port_file.read_text())}"

    @property
    def key(self) -> str:
        """The key that it made for itself."""
        return self.port_file.with_name(self.port_file.name + ".key").read_text().split()[0]

    @property
    def state(self) -> Path:
        return self.port_file.with_name(self.port_file.name + ".state")

    def client(self, key: str | None = None, timeout: float = 5.0) -> httpx.Client:
        return httpx.Client(
            base_url=self.url, headers={"x-api-key": self.key if key is None else key}, timeout=timeout
        )

    def order(self, **fault: Any) -> dict[str, Any]:
        """POST /sim/faults."""
        reply = httpx.post(f"{self.url}/sim/faults", json=fault)
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found

    def next_due(self) -> str | None:
        found: str | None = self.quiet()["next_due"]
        return found

    def quiet(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"{self.url}/sim/quiet").json()
        return found

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send(how)
            self._process.wait(10)

    def restart(self, how: signal.Signals = signal.SIGKILL) -> Self:
        self.end(how)
        return self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.end()
