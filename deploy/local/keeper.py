"""The keeper: one small process a stack; all others descend from it, and end when nobody holds it.

A stack lives as long as a client keeps a `hold` connection open: the kernel closes it however the client
dies. Once told to `detach` (`make up`, when all is ready) it lives until `stop` or SIGTERM. Requests are one
JSON line each on a Unix socket that only this user can open; see `control.py` for the other end.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import secrets
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local import logs
from deploy.local.children import Child, Launch, spawn
from deploy.local.guard import Guard, kill_group
from deploy.local.nursery import Nursery
from deploy.local.ports import Ports

FIRST_HOLD_WITHIN = 30.0
"""Seconds that a held stack waits for its first client: the one that began it may have died meanwhile."""

LONGEST_REQUEST = 2**20
"""Bytes: a launch carries a whole environment."""


@dataclass
class Keeper:
    """Serves requests until stopped. What is in `scrap` is removed at the end."""

    listening: socket.socket
    guard: Guard
    state: Path
    detached: bool = False
    scrap: list[str] = field(default_factory=list)
    children: dict[str, Child] = field(default_factory=dict)
    holders: set[str] = field(default_factory=set)
    ports: Ports = field(default_factory=Ports)
    connections: dict[asyncio.Task[Any], asyncio.StreamWriter] = field(default_factory=dict)
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    watches: set[asyncio.Task[None]] = field(default_factory=set)
    orderly: bool = False
    nursery: Nursery | None = None
    founding: asyncio.Lock = field(default_factory=asyncio.Lock)
    beginning: set[str] = field(default_factory=set)

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end, True)
        server = await asyncio.start_unix_server(self._serve, sock=self.listening, limit=LONGEST_REQUEST)
        loop.call_later(FIRST_HOLD_WITHIN, self._end_if_unheld)
        bounding = asyncio.create_task(self._bound_logs())
        await self.ending.wait()
        bounding.cancel()
        await self._end_children()
        for directory in self.scrap:
            self._set_aside(directory)
        server.close()
        self.over.set()
        for connection in self.connections.values():
            connection.close()
        if self.connections:
            await asyncio.wait(self.connections, timeout=1)

    def _end(self, orderly: bool) -> None:
        self.orderly = self.orderly or orderly
        self.ending.set()

    def _end_if_unheld(self) -> None:
        if not self.holders and not self.detached:
            self._end(False)

    def _set_aside(self, directory: str) -> None:
        """Out of the way at once, so that a stack of the same name may begin; removed by the guard."""
        gone = f"{directory}.gone-{secrets.token_hex(4)}"
        self.guard.scrap(gone)  # first: whoever is killed after the next line leaves nothing
        try:
            os.rename(directory, gone)
        except FileNotFoundError:
            pass
        except OSError:
            return  # the guard removes it where it is
        self.guard.spare(directory)

    async def _end_children(self) -> None:
        children = self.children.values()
        if self.orderly:
            await asyncio.gather(*(child.stop() for child in children if not child.launch.base))
            await asyncio.gather(*(child.stop() for child in children))
        await asyncio.gather(*(child.kill() for child in children))
        if self.nursery is not None:
            await self.nursery.end()
        if self.watches:
            await asyncio.wait(self.watches)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self.connections[task] = writer
            task.add_done_callback(self.connections.pop)
        try:
            while line := await reader.readline():
                request = json.loads(line)
                answer = await self._answer(dict(request))
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
                if request.get("do") == "hold":
                    await self._held_by(request["client"], reader)
        except ConnectionError:
            pass  # a client may die between question and answer
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _held_by(self, client: str, reader: asyncio.StreamReader) -> None:
        self.holders.add(client)
        try:
            await reader.read()
        finally:
            self.holders.discard(client)
            theirs = [child for child in self.children.values() if child.launch.client == client]
            await asyncio.gather(*(child.kill() for child in theirs))
            self._end_if_unheld()
        if self.ending.is_set():
            await self.over.wait()  # who left last is told of the end by the closing of the connection

    async def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        action = getattr(self, f"do_{request.pop('do', None)}", None)
        if action is None:
            return {"error": "no such request"}
        try:
            return {"value": await action(**request)}
        except (OSError, KeyError, ValueError, TypeError) as error:
            return {"error": str(error)}

    async def do_hold(self, client: str) -> None:
        """The connection itself is the hold; see `_held_by`."""

    async def do_detach(self) -> None:
        self.detached = True

    async def do_ports(self, wanted: list[int], free: int) -> list[int]:
        return self.ports.reserve(wanted, free)

    async def do_scrap(self, directories: list[str]) -> None:
        self.scrap += directories
        for directory in directories:
            self.guard.scrap(directory)

    async def do_start(self, launch: dict[str, Any]) -> int:
        user = launch.pop("user", None)
        argv = tuple(launch.pop("argv"))
        plan = Launch(argv=argv, user=tuple(user) if user else None, **launch)
        before = self.children.get(plan.name)
        if before is not None and before.running:
            raise ValueError(f"{plan.name} is already running as process {before.process.pid}")
        return await self._begin(plan)

    async def do_restart(self, name: str) -> int:
        child = self._child(name)
        if child.running:
            raise ValueError(f"{name} is already running as process {child.process.pid}")
        return await self._begin(child.launch)

    async def do_signal(self, name: str, number: int) -> None:
        child = self._child(name)
        if number == signal.SIGKILL:
            await child.kill()
        elif child.running:
            child.process.send_signal(number)

    async def do_end(self, name: str) -> int | None:
        child = self._child(name)
        await child.stop()
        return child.process.returncode

    async def do_forget(self, name: str) -> None:
        if self._child(name).running:
            raise ValueError(f"{name} is still running")
        del self.children[name]

    async def do_wait(self, name: str, seconds: float) -> int | None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._child(name).process.wait(), seconds)
        return self._child(name).process.returncode

    async def do_status(self, name: str | None = None) -> dict[str, dict[str, int | None]]:
        """Of one, or of all."""
        asked = self.children if name is None else {name: self._child(name)}
        return {
            called: {"pid": child.process.pid, "exit": child.process.returncode}
            for called, child in asked.items()
        }

    async def do_stop(self, orderly: bool) -> int:
        self._end(orderly)
        return os.getpid()

    async def _bound_logs(self) -> None:
        while True:
            for log in {Path(child.launch.log) for child in self.children.values()}:
                await asyncio.to_thread(logs.bound, log)
            await asyncio.sleep(logs.LOOK_EVERY)

    async def _begin(self, launch: Launch) -> int:
        if launch.name in self.beginning:
            raise ValueError(f"{launch.name} is being begun already")
        self.beginning.add(launch.name)
        try:
            logs.bound(Path(launch.log))
            child = self.children[launch.name] = await self._child_of(launch)
        finally:
            self.beginning.discard(launch.name)
        self.guard.mind(child.process.pid)
        watch = asyncio.create_task(self._see_off(child))
        self.watches.add(watch)
        watch.add_done_callback(self.watches.discard)
        if launch.client and launch.client not in self.holders:
            await child.kill()  # who wanted it went away while it was begun
        return child.process.pid

    async def _child_of(self, launch: Launch) -> Child:
        if not launch.is_ours:
            return await spawn(launch)
        async with self.founding:
            if self.nursery is None or self.nursery.over:
                self.nursery = await Nursery.begin(self.state)
        return Child(launch, await self.nursery.start(launch))

    async def _see_off(self, child: Child) -> None:
        """A process that ends takes along what it has begun and left behind."""
        await child.process.wait()
        kill_group(child.process.pid)
        self.guard.forget(child.process.pid)

    def _child(self, name: str) -> Child:
        if name not in self.children:
            raise ValueError(f"the stack has no process called {name}; it has {', '.join(self.children)}")
        return self.children[name]


def main(state: str, address: str) -> None:
    """`python -m deploy.local.keeper STATE SOCKET`.

    Returns to its caller once it listens and goes on in the background; exits 3 if the stack is already kept.
    """
    lock = os.open(Path(state) / "keeper.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(3)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    os.umask(0o077)
    listening.bind(address)
    listening.listen(128)
    if os.fork() == 0:
        guard = Guard.post(closing=(listening.fileno(),))
        guard.scrap(address)
        asyncio.run(Keeper(listening, guard, Path(state)).run())


if __name__ == "__main__":
    main(*sys.argv[1:])
