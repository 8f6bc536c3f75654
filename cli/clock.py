"""`csods clock`: business time of a local stack. A deployment has no clock that moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Final

import httpx
import orjson
import typer

from cli.command import Ask, command
from cli.exits import CannotReach, Misused
from cli.instants import instant, local, span
from cli.output import WELL
from cli.places import Places
from contracts.parties import SERVICES
from deploy.local import force_clock
from deploy.local.clock import ClockAuthority, ClockStuck
from deploy.local.quiet import WITHIN, NotQuiet
from deploy.local.stack import Stack
from messaging.operate import NotDone

ADDRESSES: Final = "addresses.json"
app = typer.Typer(no_args_is_help=True, help="Business time of the local stack.")


@asynccontextmanager
async def authority(places: Places) -> AsyncIterator[ClockAuthority]:
    """The clock of the stack, which also waits for the agencies' simulators and stops where they act.

    Raises Misused where no clock can be moved.
    """
    if places.stack is None:
        raise Misused("only the clock of a local stack moves: name one with --stack")
    reads = {place.database: place.reads for place in places.services}
    async with httpx.AsyncClient(trust_env=False) as http:
        agencies = _agencies(places.stack)
        probes = [force_clock.quiet(http, name, at) for name, at in agencies.items()]
        async with ClockAuthority.of(places.stack, reads, probes) as clock:
            yield clock


def _agencies(stack: Stack) -> dict[str, str]:
    """The simulators that run in the stack, by force and name: their addresses."""
    found = {}
    for file in stack.state.glob(f"force-*/{ADDRESSES}"):
        for name, url in orjson.loads(file.read_bytes()).items():
            if (
                name not in SERVICES
                and f"{file.parent.name.removeprefix('force-')}-{name}" in stack.processes()
            ):
                found[f"{file.parent.name} {name}"] = url
    return found


@command(app, "show", example="csods clock show")
async def show(ask: Ask) -> None:
    """What the clock shows, how fast it goes, and the next instant at which anything is due."""
    async with authority(ask.places()) as clock:
        reading = await clock.read()
        due = await clock.next_due()
    if ask.out.as_json:
        ask.out.document({"now": reading.now, "rate": reading.rate, "next_due": due})
    ask.out.line(f"{local(reading.now)} (UK time); it {_pace(reading.rate)}", WELL)
    ask.out.line(f"next due: {local(due)}" if due else "nothing is due")


def _pace(rate: float) -> str:
    if rate == 0:
        return "stands still"
    return "goes as clocks do" if rate == 1 else f"goes {rate:g} times as fast as the machine's"


@command(app, "advance", example="csods clock advance 3d · csods clock advance --to 2026-06-29T09:00")
async def advance(
    ask: Ask,
    by: Annotated[str | None, typer.Argument(help="how far: 3d, 2h30m, 4w", metavar="[SPAN]")] = None,
    to: Annotated[str | None, typer.Option(help="until when: 2026-06-29T09:00 (UK time)")] = None,
    within: Annotated[
        float, typer.Option(min=1, help="seconds that the stack may take to come to rest before each step")
    ] = WITHIN.total_seconds(),
) -> None:
    """Move business time of the whole stack, by way of every instant at which something is due.

    Before each step it waits until nothing is unread, unpublished or due anywhere.
    """
    if (by is None) == (to is None):
        raise Misused("say how far (3d) or until when (--to 2026-06-29T09:00)")
    steps: list[datetime] = []

    def stepped(now: datetime) -> None:
        steps.append(now)
        if not ask.out.as_json:
            ask.out.line(f"{local(now)}")

    async with authority(ask.places()) as clock:
        begin = (await clock.read()).now
        target = instant(to) if to is not None else begin + span(by or "")
        if target < begin:
            raise Misused(f"the clock shows {local(begin)} already; it does not go back")
        try:
            now = await clock.advance_to(target, within=span(f"{within:.0f}s"), on_step=stepped)
        except NotQuiet as error:
            raise NotDone(f"{error}; see `csods doctor`") from None
        except ClockStuck as error:
            raise CannotReach(str(error)) from None
    if ask.out.as_json:
        ask.out.document({"from": begin, "now": now, "steps": steps})
    ask.out.line(f"it is {local(now)} (UK time) now", WELL)
