"""Where a run is played: its forces on a stack, their people on record, and one clock."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Final

import httpx
from rich.console import Console

from access.issuer import DEVELOPMENT, PROFILE
from bench.load import people
from bench.load.plan import Asked, plan
from bench.load.run import Run
from deploy.demo.stage import Stage
from deploy.local.force import Force, introduce
from deploy.local.force_clock import clock_of
from deploy.local.stack import QUIET, Stack

HTTP_WITHIN: Final = 30.0
"""Seconds."""


def monday() -> datetime:
    """Nine in the morning of the next Monday: business time begins there."""
    now = datetime.now(UTC)
    return (now + timedelta(days=7 - now.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)


def start(stack: Stack, asked: Asked, *, keep: bool = False, console: Console = QUIET) -> list[Force]:
    """Every force of a run, with its subjects on record. Blocks. Raises StackError."""
    os.environ.setdefault(PROFILE, DEVELOPMENT)
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    on_record = stack.state / "people.toml"
    people.write(plan(asked), on_record)
    forces = [Force(stack, code, keep=keep, console=console) for code in asked.forces]
    introduce(forces)
    for force in forces:
        force.start(people=on_record)
    return forces


def silent() -> Stage:
    """A stage that nobody watches."""
    return Stage(Console(file=StringIO()))


@asynccontextmanager
async def run_on(forces: Sequence[Force], asked: Asked, grain: timedelta) -> AsyncIterator[Run]:
    """Business time stands at the beginning of the run."""
    async with httpx.AsyncClient(timeout=HTTP_WITHIN) as http, clock_of(forces, http) as clock:
        await clock.set(asked.begins, rate=0)
        yield Run(forces, clock, http, silent(), asked, grain)
