"""`python -m bench.load --cases 50 --years 0.25`: a force's years in one run. Exit code 1 for any finding."""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

import orjson
import typer
from rich.console import Console

from bench.load import report, site
from bench.load.plan import Asked, plan
from bench.load.run import Told
from contracts.parties import agencies_of
from deploy.local.contents import contents
from deploy.local.force import Force
from deploy.local.stack import Stack

SAY_EVERY: Final = 10.0
"""Seconds between two lines of progress."""


def main(
    cases: Annotated[int, typer.Option(min=1, help="how many enquiries, over all forces")] = 50,
    years: Annotated[float, typer.Option(min=0.01, help="business time in which they arrive")] = 0.25,
    seed: Annotated[int, typer.Option(help="the same seed gives the same people and the same plan")] = 1,
    forces: Annotated[str, typer.Option(help="codes, with commas")] = "46",
    grain: Annotated[float, typer.Option(min=0, help="hours that the clock moves at least at once")] = 2.0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document, for machines")] = False,
    keep: Annotated[bool, typer.Option(help="leave the stack running, to look into it")] = False,
) -> None:
    """Play a force's cases under load, with failing agencies and dying services; then add everything up."""
    console = Console(stderr=as_json, highlight=False, soft_wrap=True)
    codes = tuple(forces.split(","))
    if empty := [code for code in codes if not agencies_of(code)]:
        raise typer.BadParameter(
            f"no agency answers force {', '.join(empty)} in the register: not to be played"
        )
    name = f"load-{secrets.token_hex(3)}"
    stack = Stack.start(contents(codes), name, disposable=not keep, console=console)
    try:
        asked = Asked(site.monday(), years, cases, seed, codes)
        document = _on(stack, asked, timedelta(hours=grain), keep, console)
    finally:
        if keep:
            console.print(f"left running: csods --stack {name}; end it with python -m deploy.local")
        else:
            stack.stop(orderly=False)
    report.show(document, console)
    if as_json:
        sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n")
    raise typer.Exit(0 if report.clean(document) else 1)


def _on(stack: Stack, asked: Asked, grain: timedelta, keep: bool, console: Console) -> dict[str, Any]:
    forces = site.start(stack, asked, keep=keep, console=console)
    began = time.monotonic()
    document = asyncio.run(_play(forces, asked, grain, console))
    return document | {"seconds": round(time.monotonic() - began)}


async def _play(forces: Sequence[Force], asked: Asked, grain: timedelta, console: Console) -> dict[str, Any]:
    async with site.run_on(forces, asked, grain) as run:
        played = await run.play(plan(asked), _saying(console))
        await run.ends()
        found = []
        for force in forces:
            own = [case for case in played if case.planned.force == force.code]
            found.append(await report.found(force, own, site.silent()))
    return {
        "asked": {"cases": asked.cases, "years": asked.years, "seed": asked.seed, "forces": asked.forces},
        "run": report.told_document(run.told),
        "forces": found,
    }


def _saying(console: Console) -> Any:
    last = 0.0

    def say(now: datetime, waiting: int, told: Told) -> None:
        nonlocal last
        if time.monotonic() - last > SAY_EVERY:
            last = time.monotonic()
            console.print(
                f"{now:%d %b %Y %H:%M}: {waiting} cases go on, {told.steps} steps taken", markup=False
            )

    return say


if __name__ == "__main__":
    typer.run(main)
