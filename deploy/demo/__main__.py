"""`make demo`: a real case from form to letter, on a stack of its own; ends with an auditor and a prover."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from typing import Annotated

import httpx
import typer
from rich.console import Console

from access.issuer import DEVELOPMENT, PROFILE
from contracts.parties import SERVICES, principal, source
from contracts.topics import for_force
from deploy.demo.at_risk import ChildAtRisk
from deploy.demo.nobody_told import NobodyTold
from deploy.demo.play import Play
from deploy.demo.stage import NotAsExpected, Stage, expect
from deploy.local.contents import contents
from deploy.local.control import StackError
from deploy.local.force import Force
from deploy.local.force_clock import clock_of
from deploy.local.jars import DownloadFailed
from deploy.local.quiet import NotQuiet
from deploy.local.stack import Stack
from deploy.local.unprivileged import NoUnprivilegedUser
from messaging.audit import Report, Store, audit
from messaging.kafka_log import KafkaLog
from messaging.runtime import engine
from messaging.verify import verify

FORCE = "46"


def main(
    name: Annotated[str, typer.Option(help="which stack; it is begun empty and erased at the end")] = "demo",
    plain: Annotated[bool, typer.Option(help="no colour and no tables, as in a pipe")] = False,
) -> None:
    """Play case study 4, and an immediate risk beside it. Exit code 1 if the story does not come true."""
    console = Console(
        highlight=False, soft_wrap=True, no_color=plain, force_terminal=False if plain else None
    )
    os.environ.setdefault(PROFILE, DEVELOPMENT)
    began = time.monotonic()
    try:
        with Stack.start(contents((FORCE,)), name, disposable=True, console=console) as stack:
            force = Force(stack, FORCE, console=console)
            force.start()
            asyncio.run(_play(force, Stage(console)))
    except (NotAsExpected, NotQuiet, StackError, DownloadFailed, NoUnprivilegedUser) as trouble:
        console.print(f"\nNot as expected: {trouble}", style="red", markup=False)
        sys.exit(1)
    console.print(f"\nAll came true, in {time.monotonic() - began:.0f} seconds.", style="bold green")


async def _play(force: Force, stage: Stage) -> None:
    async with httpx.AsyncClient(timeout=30) as http, clock_of(force, http) as clock:
        play = Play(force, clock, stage, http)
        await play.begins()
        case = NobodyTold(play)
        await case.first_day()
        child = ChildAtRisk(play)
        await child.call()
        await child.answered()
        await child.made_safe()
        await child.closed()
        await case.checks_complete()
        await case.progress()
        await case.meeting()
        await case.assessment()
        await case.decision()
        await case.letter()
        await case.end()
        await play.goes_on(days=2)
        await _adds_up(force, stage)


async def _adds_up(force: Force, stage: Stage) -> None:
    stage.scene("At the end: the auditor adds up every message, the prover checks every chain")
    stores = stores_of(force)
    try:
        audited = await audit(stores, KafkaLog(force.stack.administrator_login()), settled=True)
        proved = await verify(stores)
    finally:
        for store in stores:
            await store.engine.dispose()
    for title, report in (("audit", audited), ("verify", proved)):
        _show(stage, title, report)
        expect(report.clean, f"{title} finds nothing: {report.findings[:3]}")


def _show(stage: Stage, title: str, report: Report) -> None:
    rows = [(what, f"{many:,}") for what, many in sorted(report.counts.items())]
    stage.table(title, ("what", "how many"), [*rows, ("findings", str(len(report.findings)))])


def stores_of(force: Force) -> list[Store]:
    """The databases of a force, as an operator reads them."""
    register = for_force(force.code)
    stores = []
    for name in SERVICES:
        who = principal(force.code, name)
        dsn = force.stack.dsn(force.database(name), "operator").replace(
            "postgresql://", "postgresql+asyncpg://", 1
        )
        reads = tuple(topic.name for topic in register.reads(who))
        writes = tuple(topic.name for topic in register.writes(who))
        stores.append(Store(who, source(who), engine(dsn), reads, writes))
    return stores


if __name__ == "__main__":
    typer.run(main)
