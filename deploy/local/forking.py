"""The nursery itself: `python -m deploy.local.forking STATE`, told on its standard input what to begin.

That is a socket; STATE says to whoever looks at processes whose nursery this is. One thread and no event
loop, so that a fork takes along nothing that goes on. It answers a launch with `begun` or `failed`, and says
of each child when it has `ended`.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from setproctitle import setproctitle

from deploy.local.children import die_with

LOADED: Final = (
    "services.intake.app",
    "services.checks.app",
    "services.decisions.app",
    "services.notifications.app",
    "deploy.simulators.serving",
    "deploy.simulators.referral_desk",
    *("anyio._backends._asyncio", "certifi", "httpcore", "pydantic.v1"),  # else loaded when they start
)
"""What most programs of a stack need; what else one needs it loads itself."""
PACKAGES: Final = ("access", "assembly", "contracts", "deploy", "messaging", "services")


def _of_interpreter(env: Mapping[str, str]) -> dict[str, str]:
    """What Python reads when it begins, and never again."""
    return {name: value for name, value in env.items() if name.startswith("PYTHON")}


@dataclass(frozen=True)
class Loaded:
    """What had been read when we began: a child that should read something else reads everything itself.

    `changed` is when a file of ours was last changed, in nanoseconds.
    """

    directory: str
    told: Mapping[str, str]
    changed: int

    @classmethod
    def now(cls) -> Loaded:
        return cls(os.getcwd(), _of_interpreter(os.environ), _last_change())

    def fits(self, launch: Mapping[str, Any]) -> bool:
        asked = (launch["cwd"], _of_interpreter(launch["env"]))
        return asked == (self.directory, self.told) and _last_change() == self.changed


def _last_change() -> int:
    times = [0]
    for package in PACKAGES:
        for directory, below, files in os.walk(package):
            below[:] = [one for one in below if one != "__pycache__"]
            times += [os.stat(os.path.join(directory, file)).st_mtime_ns for file in files]
    return max(times)


class Nursery:
    """Serves until the keeper goes; in a child, `serve` returns what the child is to run."""

    def __init__(self, keeper: socket.socket, loaded: Loaded) -> None:
        self._keeper = keeper
        self._loaded = loaded
        self._own = os.getpid()
        self._children: set[int] = set()
        self._unread = b""
        self._woken, self._waking = socket.socketpair()
        for end in (self._woken, self._waking):
            end.setblocking(False)

    def serve(self) -> tuple[str, list[str]]:
        """Raises EOFError when the keeper has gone. Gives a module and its arguments, in a child of ours."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waking.fileno())
        with selectors.DefaultSelector() as ready:
            ready.register(self._keeper, selectors.EVENT_READ)
            ready.register(self._woken, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    if key.fileobj is self._woken:
                        self._woken.recv(4096)
                        self._reap()
                    elif told := self._begin_those_told():
                        return told

    def _reap(self) -> None:
        for pid in sorted(self._children):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                self._children.discard(pid)
                self._say(ended=pid, code=os.waitstatus_to_exitcode(status))

    def _begin_those_told(self) -> tuple[str, list[str]] | None:
        part = self._keeper.recv(2**20)
        if not part:
            raise EOFError
        *lines, self._unread = (self._unread + part).split(b"\n")
        for line in lines:
            launch = json.loads(line)
            try:
                child = self._fork(launch)
            except OSError as error:
                self._say(failed=str(error))
                continue
            if child == 0:
                module, *arguments = launch["argv"][2:]
                return module, arguments
            self._children.add(child)
            self._say(begun=child)
        return None

    def _fork(self, launch: dict[str, Any]) -> int:
        """As `spawn` begins a process: 0 in the child, which is by then as told. Raises OSError."""
        log = os.open(launch["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            child = os.fork()
            if child == 0:
                self._become(launch, log)
        finally:
            os.close(log)
        return child

    def _become(self, launch: dict[str, Any], log: int) -> None:
        """Never back to where nurseries go on: what fails here ends the child."""
        try:
            self._change(launch, log)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)

    def _change(self, launch: dict[str, Any], log: int) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        die_with(self._own)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for there, here in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(there, here)
        for mine in (self._keeper, self._woken, self._waking):
            mine.close()
        os.close(nothing)
        os.chdir(launch["cwd"])
        if not self._loaded.fits(launch):
            os.execve(launch["argv"][0], launch["argv"], launch["env"])  # noqa: S606 - as the keeper would
        setproctitle(" ".join(launch["argv"]))  # before: it looks for its place beside the environment
        os.environ.clear()
        os.environ.update(launch["env"])
        time.tzset()

    def _say(self, **news: int | str) -> None:
        self._keeper.sendall(json.dumps(news).encode() + b"\n")


def load() -> Loaded:
    """What cannot be loaded is left to the program that needs it: it says so in its own log."""
    loaded = Loaded.now()
    for module in LOADED:
        try:
            importlib.import_module(module)
        except Exception as error:
            sys.stderr.write(f"{module}: {type(error).__name__}: {error}\n")
    gc.collect()
    gc.freeze()
    return loaded


def main() -> tuple[str, list[str]] | None:
    loaded = load()
    try:
        return Nursery(socket.socket(fileno=os.dup(0)), loaded).serve()
    except EOFError:
        return None


if __name__ == "__main__" and (told := main()):
    sys.argv[1:] = told[1]
    runpy.run_module(told[0], run_name="__main__", alter_sys=True)
