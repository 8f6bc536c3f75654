"""One simulator as a process: its options, its socket on loopback, its clock, and an orderly stop."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from pydantic import SecretStr
from pydantic_settings import BaseSettings
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from deploy.simulators import control
from deploy.simulators.business import BusinessClock, ClockUnreadable, clock
from deploy.simulators.faults import Faults
from deploy.simulators.people import PEOPLE_FILE, BadPeople, People, read_people
from deploy.simulators.script import BadScript, Script, read_script
from deploy.simulators.wire import CuttableProtocol, FaultyWire

LOOPBACK = "127.0.0.1"
STOP_SECONDS = 1


class NotSetUp(Exception):
    """Something that the simulator needs is missing; the message says what to do."""


class Secrets(BaseSettings, env_prefix="CSODS_SIM_", frozen=True):
    """What does not belong on a command line: CSODS_SIM_CLOCK_DSN, where `clock.authority` is read."""

    clock_dsn: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a simulator is built from."""

    people: People
    script: Script
    clock: BusinessClock
    state: Path
    """A directory of its own, made when needed."""
    key_file: Path


def plain_problem(status: int) -> Response:
    return JSONResponse({"status": status, "detail": "as ordered by the simulator's script"}, status)


@dataclass(frozen=True, slots=True)
class Simulator:
    """What one agency is: its routes, how it refuses, and what it does in the background."""

    name: str
    routes: list[BaseRoute]
    problem: Callable[[int], Response] = plain_problem
    background: AbstractAsyncContextManager[object] = field(default_factory=nullcontext)
    busy: Callable[[], Awaitable[list[str]]] = control.nothing_busy
    next_due: control.NextDue = control.nothing_due


def run(build: Callable[[Setting], Simulator], what: str) -> None:
    """The program `python -m deploy.simulators.<name>`. Leaves with 2 when its files cannot be used."""
    options = _options(what)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    try:
        asyncio.run(_serve(build, options))
    except (BadScript, BadPeople, NotSetUp, OSError) as unusable:
        sys.stderr.write(f"{what}: {unusable}\n")
        raise SystemExit(2) from unusable
    except KeyboardInterrupt:
        return


def _options(what: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=f"Simulated {what}, on loopback only, with invented people.")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument(
        "--port-file", type=Path, required=True, help="the port is written here once it answers"
    )
    parser.add_argument("--script", type=Path, help="faults and delays, TOML or JSON")
    parser.add_argument("--people", type=Path, default=PEOPLE_FILE, help="who is on record, TOML")
    parser.add_argument("--key-file", type=Path, help="API keys; made when missing [PORT_FILE.key]")
    parser.add_argument("--state-dir", type=Path, help="what outlives a restart [PORT_FILE.state]")
    return parser.parse_args()


def beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


async def _serve(build: Callable[[Setting], Simulator], options: argparse.Namespace) -> None:
    authority = clock(Secrets().clock_dsn)
    script = read_script(options.script)
    setting = Setting(
        people=read_people(options.people),
        script=script,
        clock=authority,
        state=options.state_dir or beside(options.port_file, ".state"),
        key_file=options.key_file or beside(options.port_file, ".key"),
    )
    faults = Faults()
    for order in reversed(script.faults):
        faults.order(order, await authority.now() if order.hours else None, time.monotonic())
    simulator = build(setting)
    app = FaultyWire(
        _application(simulator, faults, authority), faults, authority, simulator.problem, script.delay_seconds
    )
    with _listening(options.port) as listener:
        config = uvicorn.Config(
            app,
            http=CuttableProtocol,
            ws="none",
            lifespan="on",
            access_log=False,  # a query may hold a name
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        try:
            await _Announcing(config, options.port_file).serve([listener])
        finally:
            await authority.close()


def _application(simulator: Simulator, faults: Faults, authority: BusinessClock) -> Starlette:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with simulator.background:
            yield

    async def busy() -> list[str]:
        try:
            return await simulator.busy()
        except ClockUnreadable as unknown:
            return [str(unknown)]

    sim = control.routes(simulator.name, faults, authority, busy, simulator.next_due)
    return Starlette(routes=[*sim, *simulator.routes], lifespan=lifespan)


def _listening(port: int) -> socket.socket:
    # without the protocol said, asyncio leaves Nagle on: 40 ms an answer
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as taken:
        listener.close()
        raise OSError(f"port {port} cannot be used: {taken.strerror}; choose another or 0") from taken
    return listener


class _Announcing(uvicorn.Server):
    """Writes the port once requests are answered, whole or not at all."""

    def __init__(self, config: uvicorn.Config, port_file: Path) -> None:
        super().__init__(config)
        self._port_file = port_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets:
            self._port_file.parent.mkdir(parents=True, exist_ok=True)
            draft = beside(self._port_file, ".new")
            draft.write_text(f"{sockets[0].getsockname()[1]}\n")
            os.replace(draft, self._port_file)
