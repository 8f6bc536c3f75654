"""The depot as a program, told by its environment where things are."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import structlog

from assembly.described import ANNOUNCED, RECEIPTS
from messaging.alarms import Ring
from messaging.apply import Executed, Once
from messaging.clock import DatabaseClock
from messaging.consume import Wire
from messaging.decider import Actor
from messaging.faults import NotRecorded
from messaging.routes import DueTask, Effect, Safety, TaskRoutes
from messaging.runtime import ROLES, SESSION_SETTINGS, Options, Runtime, engine
from messaging.service import Feed, Service
from messaging.watch import Limits
from tests.messaging.toy import depot

SHOP = "shop"
NEWER_JOURNAL = 78
"""How the depot ends when its journal was written by a newer program."""


class NoVault:
    """Parcels have no secrets."""

    def new_key(self) -> bytes:
        raise ValueError("nothing is sealed here")

    def key_id(self, key: bytes) -> str:
        raise ValueError("nothing is sealed here")

    def seal(self, *_: object) -> dict[str, str]:
        raise ValueError("nothing is sealed here")

    def open(self, *_: object) -> bytes:
        raise ValueError("nothing is sealed here")

    def store(self, key: bytes) -> bytes:
        return key

    def restore(self, wrapped: bytes) -> bytes:
        return wrapped

    def wrap(self, reader: str, key: bytes) -> str:
        raise ValueError("nothing is sealed here")

    def header(self, wraps: Sequence[tuple[str, str, str, str]]) -> bytes:
        raise ValueError("nothing is sealed here")

    def received(self, header: bytes, source: str) -> Sequence[tuple[str, str, bytes]]:
        return []


class Outside:
    """The carrier and the duty telephone: files that count, however often we are killed.

    Nothing here takes a lock: one of us who is frozen must not hold up the others.
    """

    def __init__(self, path: Path, hangs: str = "") -> None:
        self._path = path
        self._hangs = hangs
        path.mkdir(exist_ok=True)

    async def reach(self, what: str, reference: str) -> None:
        """Do it; the first time of what `hangs`, not before it may `go_on`."""
        if self._hangs and what.startswith(self._hangs):
            self._hangs = ""
            (self._path / f"hanging {what}").touch()
            while not (self._path / "go on").exists():  # noqa: ASYNC110 - the file is another process's
                await asyncio.sleep(0.05)
        self.do(what, reference)

    def go_on(self) -> None:
        """Whatever hangs does it now."""
        (self._path / "go on").touch()

    def hanging(self, what: str) -> bool:
        return (self._path / f"hanging {what}").exists()

    def do(self, what: str, reference: str) -> None:
        """Every attempt counts; what has been done is done once a reference."""
        file = os.open(self._path / f"tries {what}", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(file, b".")
        finally:
            os.close(file)
        self._done(what, reference).touch()

    def was_done(self, what: str, reference: str) -> bool:
        return self._done(what, reference).exists()

    def count(self, what: str) -> tuple[int, int]:
        """How many were done, and how many attempts reached the outside."""
        tries = self._path / f"tries {what}"
        done = list(self._path.glob(f"done {what} *"))
        return len(done), tries.stat().st_size if tries.exists() else 0

    def _done(self, what: str, reference: str) -> Path:
        return self._path / f"done {what} {quote(reference, safe='')}"

    async def ring(self, ring: Ring) -> None:
        await self.reach(f"ring {ring.code}", ring.reference)


def task_routes(outside: Outside, within: timedelta) -> TaskRoutes:
    """One effect of each safety."""

    def effect(
        kind: str, what: type[depot.Shipped | depot.Labelled | depot.Called], safety: Safety
    ) -> Effect:
        async def perform(task: DueTask, _: Any) -> depot.Done:
            await outside.reach(kind, task.case_id)
            return depot.Done(what, task.attempt)

        async def look_up(task: DueTask, _: Any) -> depot.Done | None:
            return depot.Done(what, task.attempt) if outside.was_done(kind, task.case_id) else None

        looks = look_up if safety is Safety.LOOK_UP_FIRST else None
        return Effect(perform, safety, timeout=within, look_up=looks)

    return {
        "label": effect("label", depot.Labelled, Safety.REPEATABLE),
        "ship": effect("ship", depot.Shipped, Safety.LOOK_UP_FIRST),
        "call": effect("call", depot.Called, Safety.ONCE_THEN_HUMAN),
    }


def service(name: str) -> Service[depot.Parcel]:
    """`name` keeps several depots on one stack apart: topics `<name>.shop` and `<name>.depot`."""
    shop = frozenset(kind.TYPE for kind in depot.FROM_SHOP)
    return Service(
        principal=f"{name}.depot",
        source=f"{name}/depot",
        decider=depot.DECIDER,
        catalogue=depot.CATALOGUE,
        routes=depot.ROUTES,
        feeds=(Feed(f"{name}.shop", f"{name}/shop", True, shop),),
        topic_for=lambda _: f"{name}.depot",
        readers=lambda _topic, _label: (),
        vault=NoVault(),
        edition="toy-1",
        writes=(f"{name}.depot",),
        lives_on=(f"{name}.depot",),
        announced=ANNOUNCED,
    )


def answering(name: str) -> Service[depot.Parcel]:
    """The same, where the shop is somebody else's: it is told what each of its messages came to."""
    own = service(name)
    (feed,) = own.feeds
    told = f"{name}.shop.from.depot"
    return replace(
        own,
        feeds=(replace(feed, ours=False, party=SHOP),),
        writes=(*own.writes, told),
        topic_to=lambda _type, _reader: told,
        receipts=RECEIPTS,
    )


def build(env: Mapping[str, str]) -> Runtime[depot.Parcel]:
    outside = Outside(Path(env["TOY_OUTSIDE"]), env.get("TOY_HANGS", ""))
    within = timedelta(seconds=float(env.get("TOY_WITHIN", "1")))
    name = env["TOY_NAME"]
    wire = Wire(env["TOY_BOOTSTRAP"], f"{name}.depot", env["TOY_PASSWORD"])
    options = Options(
        wire,
        env.get("TOY_INSTANCE", "depot-1"),
        b"toy secret",
        frozenset(env.get("TOY_ROLES", ",".join(ROLES)).split(",")),
        max_records=int(env.get("TOY_BATCH", "500")),
        lease=timedelta(seconds=float(env.get("TOY_LEASE", "2"))),
        session=timedelta(seconds=float(env.get("TOY_SESSION", "6"))),
        relay_lease=timedelta(seconds=float(env.get("TOY_RELAY_LEASE", "30"))),
        limits=limits(env),
        alive_every=timedelta(seconds=float(env["TOY_ALIVE"])) if "TOY_ALIVE" in env else None,
    )
    longest = env.get("TOY_TRANSACTION", SESSION_SETTINGS["transaction_timeout"])
    database = engine(env["TOY_DATABASE"], settings=SESSION_SETTINGS | {"transaction_timeout": longest})
    tasks = task_routes(outside, within)
    rules = answering(name) if env.get("TOY_ANSWERS") else service(name)
    return Runtime(rules, database, DatabaseClock(), tasks, outside, options)


def limits(env: Mapping[str, str]) -> Limits:
    """Everything quiet for TOY_LIMIT seconds rings; without it, the limits of production."""
    if "TOY_LIMIT" not in env:
        return Limits()
    limit = timedelta(seconds=float(env["TOY_LIMIT"]))
    return Limits(limit, limit, limit, limit, every=limit / 5)


async def counter(runtime: Runtime[depot.Parcel], port: int) -> asyncio.Server:
    """Where people come with commands: a line `case weight|stop number key` is answered by a line."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        case_id, what, number, key = (await reader.readline()).decode().split()
        command = depot.Stop(int(number)) if what == "stop" else depot.Weigh(int(number))
        once = Once("counter", what, key, number.encode())
        try:
            done = await runtime.execute(case_id, command, Actor("clerk"), once)
            answer = ",".join(done.event_types) if isinstance(done, Executed) else "refused"
        except NotRecorded:
            answer = "NOT RECORDED"
        writer.write(answer.encode() + b"\n")
        await writer.drain()
        writer.close()

    return await asyncio.start_server(served, "127.0.0.1", port)


async def main() -> int:
    runtime = build(os.environ)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await runtime.start()
    server = await counter(runtime, int(os.environ["TOY_PORT"])) if "TOY_PORT" in os.environ else None
    structlog.get_logger().info("ready")
    await asyncio.to_thread(Path(os.environ["TOY_READY"]).touch)
    ends = [asyncio.create_task(stopped.wait()), asyncio.create_task(runtime.fatal.wait())]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    for end in ends:
        end.cancel()
    if server is not None:
        server.close()
    await runtime.stop()
    return NEWER_JOURNAL if runtime.fatal.is_set() else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
