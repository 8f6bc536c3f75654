"""One program a service: `python -m services.<name> [--roles api,consume,relay,sweep] [--migrate]`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
import uvicorn
import uvloop
from fastapi import FastAPI

from access import logs, server
from messaging.runtime import ROLES, Runtime

log = structlog.get_logger()
NEWER_JOURNAL = 3
"""Exit code: this program is older than its own journal."""
LOST_COMMITS = 4
"""Exit code: the database has lost what it had committed. Begin it again: it compares first."""


@dataclass(frozen=True)
class Program:
    """A service wired up: its runtime, its API, and what to close at the end."""

    runtime: Runtime[Any]
    api: FastAPI
    host: str
    port: int
    closing: Sequence[Callable[[], Any]] = field(default=())


def main(name: str, build: Callable[[frozenset[str]], Program], locations: Sequence[Path]) -> None:
    """Run a service until told to stop; `build(roles)` is its composition root."""
    asked = _arguments(name)
    if asked.migrate:
        from messaging.migrate import upgrade  # noqa: PLC0415 - alembic is needed for nothing else

        asyncio.run(upgrade(asked.migrate, locations))
        return
    logs.set_up(name)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    roles = frozenset(asked.roles.split(","))
    if unknown := roles - set(ROLES):
        sys.exit(f"no such role: {', '.join(sorted(unknown))}; there are {', '.join(ROLES)}")
    sys.exit(uvloop.run(_run(build, roles)))


def _arguments(name: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m services.{name}", description=f"The {name} service.")
    parser.add_argument(
        "--roles", default=",".join(ROLES), help="any of %(default)s, with commas (default: all)"
    )
    parser.add_argument(
        "--migrate",
        metavar="DSN",
        help="bring the database to today's tables with the migrator's DSN, and end",
    )
    return parser.parse_args()


def calm_collector() -> None:
    """What is loaded by now lives as long as the process: the garbage collector need not look at it again.

    A batch makes tens of thousands of objects and lets all of them go: after so many it looks, not after 700.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


async def _run(build: Callable[[frozenset[str]], Program], roles: frozenset[str]) -> int:
    program = build(roles)
    calm_collector()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    web = _Web(server.config(program.api, program.port, program.host)) if "api" in roles else None
    await program.runtime.start()
    serving = asyncio.create_task(web.serve()) if web else None
    log.info("started")
    newer, lost = program.runtime.fatal, program.runtime.lost
    ends = [asyncio.create_task(one.wait()) for one in (stopped, newer, lost)]
    await asyncio.wait([*ends, *([serving] if serving else [])], return_when=asyncio.FIRST_COMPLETED)
    if web and serving:
        web.should_exit = True
        await asyncio.wait([serving], timeout=10)
    await program.runtime.stop()
    for close in program.closing:
        await close()
    for end in ends:
        end.cancel()
    log.info("stopped")
    return NEWER_JOURNAL if newer.is_set() else LOST_COMMITS if lost.is_set() else 0


class _Web(uvicorn.Server):
    """Signals are the program's own: it stops its parts in order."""

    def capture_signals(self) -> Any:
        return nullcontext()
