"""`make demo`: four case studies of 2009, one between forces, an arrest with a referral, a child at risk."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import Sequence
from typing import Annotated, Final

import httpx
import typer
from rich.console import Console

from access.issuer import DEVELOPMENT, PROFILE
from deploy.demo.an_arrest import AnArrest
from deploy.demo.at_risk import ChildAtRisk
from deploy.demo.breach import OrderBroken
from deploy.demo.ending import adds_up, alerts_of
from deploy.demo.grooming import Grooming
from deploy.demo.in_part import InPart
from deploy.demo.nobody_told import NobodyTold
from deploy.demo.outcomes import as_of_then, letters_alike, outcomes, statistics
from deploy.demo.play import Play
from deploy.demo.stage import NotAsExpected, Stage
from deploy.demo.study import Study
from deploy.demo.together import together
from deploy.demo.two_forces import TwoForces
from deploy.local.contents import contents
from deploy.local.control import StackError
from deploy.local.force import Force, introduce
from deploy.local.force_clock import clock_of
from deploy.local.jars import DownloadFailed
from deploy.local.quiet import NotQuiet
from deploy.local.stack import Stack
from deploy.local.unprivileged import NoUnprivilegedUser

FORCE: Final = "46"
OTHER: Final = "23"
"""Of the fifth case alone."""
INTERRUPTED: Final = 130
"""Exit code after Ctrl-C, as shells have it."""
BEFORE: Final = """\
A force's own Kafka, PostgreSQL and four services start now, on this machine alone, with simulated agencies.
Then officers, all invented, work on the case studies over HTTP, as any client would. Business time stands
still while they do; 28 days pass by way of all that falls due. G 33 is paragraph 33 of the guidance."""
STUDIES: Final[tuple[type[Study], ...]] = (OrderBroken, Grooming, InPart, NobodyTold, TwoForces)
ARREST, AT_RISK = 6, 7
"""Numbers of what ends in no decision to be compared: an arrest, and a child at risk."""
AFTER: Final = "To try it yourself: make up. How it is built: docs/architecture.md."


def main(
    case: Annotated[
        int | None,
        typer.Option(min=1, max=AT_RISK, help="one case study alone; none: all, side by side"),
    ] = None,
    name: Annotated[str, typer.Option(help="which stack; it is begun empty and erased at the end")] = "demo",
    plain: Annotated[bool, typer.Option(help="no colour and no tables, as in a pipe")] = False,
) -> None:
    """Play the studies, a child at risk and an arrest beside them. Exit code 1 if one does not come true."""
    console = Console(
        highlight=False, soft_wrap=True, no_color=plain, force_terminal=False if plain else None
    )
    os.environ.setdefault(PROFILE, DEVELOPMENT)
    # it warns at each login that SCRAM goes without TLS: here over loopback, to a broker of our own
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    began = time.monotonic()
    stage = Stage(console)
    stage.remark(BEFORE)
    try:
        wanted = [one for one in STUDIES if case in (None, one.number)]
        codes = (FORCE, OTHER) if TwoForces in wanted else (FORCE,)
        with Stack.start(contents(codes), name, disposable=True, console=console) as stack:
            forces = [Force(stack, code, console=console) for code in codes]
            introduce(forces)
            for force in forces:
                force.start()
            ready = time.monotonic()
            asyncio.run(play(forces, stage, wanted, case))
    except (NotAsExpected, NotQuiet, StackError, DownloadFailed, NoUnprivilegedUser) as trouble:
        console.print(f"\nNot as expected: {trouble}", style="bold red", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        console.print("\ninterrupted: everything has been ended, and nothing is left running", markup=False)
        sys.exit(INTERRUPTED)
    took = f"{time.monotonic() - began:.0f} seconds, {ready - began:.0f} of them to start"
    console.print(f"\nAll came true, in {took}.", style="bold green")
    stage.remark(AFTER)


async def play(
    forces: Sequence[Force], stage: Stage, wanted: Sequence[type[Study]], case: int | None
) -> None:
    """The cases, side by side; `case`: that one alone. Raises NotAsExpected or NotQuiet."""
    force, *others = forces
    async with httpx.AsyncClient(timeout=30) as http, clock_of(forces, http) as clock:
        story = Play(force, clock, stage, http)
        await story.begins()
        studies = [TwoForces(story, others[0]) if study is TwoForces else study(story) for study in wanted]
        cases: dict[str, Study | ChildAtRisk | AnArrest] = {
            f"case study {one.number}": one for one in studies
        }
        if NobodyTold in wanted or case == AT_RISK:
            cases["the child at risk"] = ChildAtRisk(story)
        if case in (None, ARREST):
            cases["the arrest"] = AnArrest(story)
        await together(story, cases.values())
        await story.until(story.at(28, 17))
        if studies:
            await came_to(story, studies)
        story.scene("who was alerted, the auditor, the prover")
        await alerts_of(story, {title: one.case_id for title, one in cases.items()})
        await adds_up(forces, stage)


async def came_to(story: Play, studies: Sequence[Study]) -> None:
    story.scene("what it all came to")
    outcomes(story, studies)
    untold = [one for one in studies if isinstance(one, Grooming | NobodyTold)]
    if len(untold) > 1:
        await letters_alike(story, *untold)
    statistics(story, studies[0], studies)
    story.scene("a review asks what was known at a moment of the past")
    as_of_then(story, studies[0])


if __name__ == "__main__":
    typer.run(main)
