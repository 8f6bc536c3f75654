"""`make demo`: a real case from form to letter, on a stack of its own; ends with an auditor and a prover."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from typing import Annotated, Final

import httpx
import typer
from rich.console import Console

from access.issuer import DEVELOPMENT, PROFILE
from deploy.demo.at_risk import ChildAtRisk
from deploy.demo.ending import adds_up, alerts_of
from deploy.demo.nobody_told import NobodyTold
from deploy.demo.play import Play
from deploy.demo.stage import NotAsExpected, Stage
from deploy.local.contents import contents
from deploy.local.control import StackError
from deploy.local.force import Force
from deploy.local.force_clock import clock_of
from deploy.local.jars import DownloadFailed
from deploy.local.quiet import NotQuiet
from deploy.local.stack import Stack
from deploy.local.unprivileged import NoUnprivilegedUser

FORCE: Final = "46"
INTERRUPTED: Final = 130
"""Exit code after Ctrl-C, as shells have it."""
BEFORE: Final = """\
A force's own Kafka, PostgreSQL and four services start now, on this machine alone, with simulated agencies.
Then officers, all invented, work on two enquiries over HTTP, as any client would. Business time stands still
while they do; 28 days pass by way of everything that falls due. G 33 is paragraph 33 of the guidance."""
AFTER: Final = "To try it yourself: make up. How it is built: docs/architecture.md."


def main(
    name: Annotated[str, typer.Option(help="which stack; it is begun empty and erased at the end")] = "demo",
    plain: Annotated[bool, typer.Option(help="no colour and no tables, as in a pipe")] = False,
) -> None:
    """Play case study 4, and an immediate risk beside it. Exit code 1 if the story does not come true."""
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
        with Stack.start(contents((FORCE,)), name, disposable=True, console=console) as stack:
            force = Force(stack, FORCE, console=console)
            force.start()
            ready = time.monotonic()
            asyncio.run(play(force, stage))
    except (NotAsExpected, NotQuiet, StackError, DownloadFailed, NoUnprivilegedUser) as trouble:
        console.print(f"\nNot as expected: {trouble}", style="bold red", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        console.print("\ninterrupted: everything has been ended, and nothing is left running", markup=False)
        sys.exit(INTERRUPTED)
    took = f"{time.monotonic() - began:.0f} seconds, {ready - began:.0f} of them to start"
    console.print(f"\nAll came true, in {took}.", style="bold green")
    stage.remark(AFTER)


async def play(force: Force, stage: Stage) -> None:
    """Both cases, side by side where they overlap. Raises NotAsExpected or NotQuiet."""
    async with httpx.AsyncClient(timeout=30) as http, clock_of(force, http) as clock:
        story = Play(force, clock, stage, http)
        await story.begins()
        case, child = NobodyTold(story), ChildAtRisk(story)
        await case.enquiry()
        await child.call()
        await child.answered()
        await child.made_safe()
        await child.closed()
        await case.checks_complete()
        await case.progress()
        await case.meeting()
        await case.assessment()
        await case.decision()
        await case.waits()
        await case.letter()
        await case.end()
        await story.until(story.at(28, 17))
        story.scene("the end of it: who was alerted, the auditor, the prover")
        await alerts_of(story, {"the father's enquiry": case.case_id, "the child at risk": child.case_id})
        await adds_up(force, stage)


if __name__ == "__main__":
    typer.run(main)
