"""The depot as a program, told by its environment where things are."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from messaging.alarms import Ring
from messaging.clock import DatabaseClock
from messaging.consume import Wire
from messaging.routes import DueTask, Effect, Safety, TaskRoutes
from messaging.runtime import ROLES, Options, Runtime, engine
from messaging.service import Feed, Service
from tests.messaging.toy import depot


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
    """The carrier and the duty telephone: one file that counts, however often we are killed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with sqlite3.connect(path, timeout=30) as file:
            file.execute(
                "CREATE TABLE IF NOT EXISTS done (what TEXT, reference TEXT, PRIMARY KEY (what, reference))"
            )
            file.execute("CREATE TABLE IF NOT EXISTS tries (what TEXT, reference TEXT)")

    def do(self, what: str, reference: str) -> None:
        with sqlite3.connect(self._path, timeout=30) as file:
            file.execute("INSERT INTO tries VALUES (?, ?)", (what, reference))
            file.execute("INSERT OR IGNORE INTO done VALUES (?, ?)", (what, reference))

    def was_done(self, what: str, reference: str) -> bool:
        with sqlite3.connect(self._path, timeout=30) as file:
            found = file.execute(
                "SELECT 1 FROM done WHERE what = ? AND reference = ?", (what, reference)
            ).fetchone()
            return found is not None

    def count(self, what: str) -> tuple[int, int]:
        """How many were done, and how many attempts reached the outside."""
        with sqlite3.connect(self._path, timeout=30) as file:
            (done,) = file.execute("SELECT count(*) FROM done WHERE what = ?", (what,)).fetchone()
            (tries,) = file.execute("SELECT count(*) FROM tries WHERE what = ?", (what,)).fetchone()
            return done, tries

    async def ring(self, ring: Ring) -> None:
        self.do(f"ring {ring.code}", ring.reference)


def task_routes(outside: Outside) -> TaskRoutes:
    """One effect of each safety."""

    def effect(kind: str, what: type[depot.Shipped | depot.Labelled | depot.Called], safety: Safety) -> Effect:
        async def perform(task: DueTask, _: Any) -> depot.Done:
            outside.do(kind, task.case_id)
            return depot.Done(what, task.attempt)

        async def look_up(task: DueTask, _: Any) -> depot.Done | None:
            return depot.Done(what, task.attempt) if outside.was_done(kind, task.case_id) else None

        looks = look_up if safety is Safety.LOOK_UP_FIRST else None
        return Effect(perform, safety, timeout=timedelta(seconds=1), look_up=looks)

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
    )


def build(env: Mapping[str, str]) -> Runtime[depot.Parcel]:
    outside = Outside(Path(env["TOY_OUTSIDE"]))
    name = env["TOY_NAME"]
    wire = Wire(env["TOY_BOOTSTRAP"], f"{name}.depot", env["TOY_PASSWORD"])
    options = Options(
        wire,
        env.get("TOY_INSTANCE", "depot-1"),
        b"toy secret",
        frozenset(env.get("TOY_ROLES", ",".join(ROLES)).split(",")),
        max_records=int(env.get("TOY_BATCH", "500")),
        lease=timedelta(seconds=2),
    )
    database = engine(env["TOY_DATABASE"])
    return Runtime(service(name), database, DatabaseClock(), task_routes(outside), outside, options)


async def main() -> None:
    runtime = build(os.environ)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await runtime.start()
    structlog.get_logger().info("ready")
    await asyncio.to_thread(Path(os.environ["TOY_READY"]).touch)
    await stopped.wait()
    await runtime.stop()


if __name__ == "__main__":
    asyncio.run(main())
