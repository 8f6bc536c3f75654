"""`python -m bench.load --cases 50 --years 0.25`: a force's years in one run. Exit code 1 for any finding."""

from __future__ import annotations

import asyncio
import secrets
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench.load import cost, report, site
from bench.load.codes import forces_of
from bench.load.known import known, known_where_asked
from bench.load.plan import Asked, plan
from bench.load.run import Progress as Say
from bench.load.run import Run, Told
from cli.output import Out
from deploy.local.contents import contents
from deploy.local.force import Force
from deploy.local.stack import Stack

SAY_EVERY: Final = 10.0
"""Seconds between two lines of progress where no bar can be shown."""


def main(
    cases: Annotated[int, typer.Option(min=1, help="how many people ask the first force")] = 50,
    years: Annotated[float, typer.Option(min=0.01, help="business time in which they ask")] = 0.25,
    seed: Annotated[int, typer.Option(help="the same seed gives the same people and the same plan")] = 1,
    forces: Annotated[
        str, typer.Option(help="46 has the cases; with 46,23 the other is asked about some of their subjects")
    ] = "46,23",
    grain: Annotated[float, typer.Option(min=0, help="hours that the clock moves at least at once")] = 24.0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document, for machines")] = False,
    keep: Annotated[bool, typer.Option(help="leave the stack running, to look into it")] = False,
) -> None:
    """Play a force's cases under load, with failing agencies and dying services; then add everything up."""
    console = Console(stderr=as_json, highlight=False, soft_wrap=True)
    codes = forces_of(forces)
    name = f"load-{secrets.token_hex(3)}"
    stack = Stack.start(contents(codes), name, disposable=not keep, console=console)
    try:
        asked_for = Asked(site.monday(), years, cases, seed, codes)
        document = _on(stack, asked_for, timedelta(hours=grain), keep, console)
    finally:
        if keep:
            stack.stay()
            ending = f"python -m deploy.local down --stack {name} --erase"
            console.print(f"left running: csods --stack {name}; end it with {ending}")
        else:
            stack.stop(orderly=False)
    out = Out(as_json=as_json)
    report.show(document, out)
    if as_json:
        out.document(document)
    raise typer.Exit(0 if report.clean(document) else 1)


def _on(stack: Stack, asked: Asked, grain: timedelta, keep: bool, console: Console) -> dict[str, Any]:
    forces = site.start(stack, asked, keep=keep, console=console)
    before, began = cost.seconds(stack), time.monotonic()
    document = asyncio.run(_play(forces, asked, grain, console))
    document["processor"] = cost.since(before, cost.seconds(stack))
    return document | {"seconds": round(time.monotonic() - began)}


async def _play(forces: Sequence[Force], asked: Asked, grain: timedelta, console: Console) -> dict[str, Any]:
    async with site.run_on(forces, asked, grain) as run:
        with _saying(console, asked.cases) as say, _interrupted(run, console):
            played = await run.play(plan(asked), say)
            await run.ends()
    told = {asked.forces[0]: known(played), **{code: known_where_asked(played) for code in asked.forces[1:]}}
    stuck = sum(bool(one.came.trouble) for one in played)
    return {
        "asked": {"cases": asked.cases, "years": asked.years, "seed": asked.seed, "forces": asked.forces},
        "run": report.told_document(run.told, run.faults),
        "cases": report.came_to(played),
        **await report.added_up(forces),
        "forces": [report.found(force, told[force.code], stuck, site.silent()) for force in forces],
    }


@contextmanager
def _interrupted(run: Run, console: Console) -> Iterator[None]:
    """Ctrl-C lets nobody ask any more: what has begun ends, and is added up; again ends all at once."""
    loop = asyncio.get_running_loop()

    def enough() -> None:
        run.enough.set()
        loop.remove_signal_handler(signal.SIGINT)
        console.print("nobody asks any more; what has begun goes on to its end, and is added up")

    loop.add_signal_handler(signal.SIGINT, enough)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


@contextmanager
def _saying(console: Console, cases: int) -> Iterator[Say]:
    """A bar on a terminal, a line every few seconds in a pipe; what is in trouble at once."""
    if not console.is_terminal:
        yield _lines(console, cases)
        return
    troubles = _Troubles(console)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=cases)

        def say(now: datetime, played: int, going_on: int, told: Told) -> None:
            where = f"{now:%b %Y}, {going_on} go on, {told.troubled} in trouble, played"
            bar.update(task, completed=played, description=where)
            troubles.say(now, told)

        yield say


class _Troubles:
    """Each is said once."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said = 0

    def say(self, now: datetime, told: Told) -> None:
        for one in told.troubles[self._said :]:
            self._console.print(f"{now:%d %b %Y}, in trouble: {one}", markup=False)
        self._said = len(told.troubles)


def _lines(console: Console, cases: int) -> Say:
    said_at = 0.0
    troubles = _Troubles(console)

    def say(now: datetime, played: int, going_on: int, told: Told) -> None:
        nonlocal said_at
        troubles.say(now, told)
        if time.monotonic() - said_at > SAY_EVERY:
            said_at = time.monotonic()
            console.print(
                f"{now:%d %b %Y}: {played - told.troubled} of {cases} have ended, {going_on} go on, "
                f"{told.troubled} in trouble, {told.steps} steps",
                markup=False,
            )

    return say


if __name__ == "__main__":
    typer.run(main)
