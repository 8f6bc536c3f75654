"""`python -m bench [PART …] [--quick] [--json]`."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import typer

from bench import alerting, bursting, consuming, growing, relaying, storing, taking
from bench.findings import Finding, show
from bench.ground import Ground
from bench.load.codes import HOME, forces_of
from cli.output import Out

Measure = Callable[[Ground, bool], Awaitable[list[Finding]]]


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    measure: Measure


def _consume(ground: Ground, quick: bool) -> Awaitable[list[Finding]]:
    return consuming.measure(ground, rounds=2 if quick else 5, messages=12_000 if quick else 20_000)


def _relay(ground: Ground, quick: bool) -> Awaitable[list[Finding]]:
    return relaying.measure(ground, rounds=2 if quick else 5, messages=6_000 if quick else 20_000)


def _checks(ground: Ground, quick: bool) -> Awaitable[list[Finding]]:
    return _taking(ground, "checks", quick=quick)


def _decisions(ground: Ground, quick: bool) -> Awaitable[list[Finding]]:
    return _taking(ground, "decisions", quick=quick)


def _taking(ground: Ground, service: str, *, quick: bool) -> Awaitable[list[Finding]]:
    return taking.measure(ground, service, rounds=2 if quick else 5, messages=2_000 if quick else 6_000)


def _growth(ground: Ground, quick: bool) -> Awaitable[list[Finding]]:
    return growing.measure(ground, rounds=1 if quick else 3, cases=10_000 if quick else 100_000)


def _alert(ground: Ground, quick: bool) -> Awaitable[list[Finding]]:
    return alerting.measure(
        f"{ground.stack.name}-force",
        ground.forces,
        reports=15 if quick else 60,
        backlog=2_000 if quick else 50_000,
    )


def _bytes(ground: Ground, quick: bool) -> Awaitable[list[Finding]]:
    return storing.measure(f"{ground.stack.name}-bytes", ground.forces, cases=6 if quick else 40)


def _burst(ground: Ground, quick: bool) -> Awaitable[list[Finding]]:
    return bursting.measure(f"{ground.stack.name}-burst", ground.forces, days=1 if quick else 5)


PARTS: Final[Mapping[str, Part]] = {
    "consume": Part("Consuming: 1.4 KB, 200 cases, 8 partitions, batches of 500", _consume),
    "relay": Part("Publishing: 1.4 KB, batches of 500", _relay),
    "checks": Part("Checks taking applications, 3 KB, sealed, a case each", _checks),
    "decisions": Part("Decisions taking applications, 3 KB, sealed, a case each", _decisions),
    "growth": Part("Growth: more cases, longer cases", _growth),
    "bytes": Part("What a whole case costs, as courses come", _bytes),
    "burst": Part("Clocks while fifty times as many ask as usual", _burst),
    "alert": Part("From a report of immediate risk to the alert", _alert),
}


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def run(
    parts: Annotated[
        list[str] | None, typer.Argument(help=f"Any of {', '.join(PARTS)}; all by default.")
    ] = None,
    forces: Annotated[
        str,
        typer.Option(help="With 46,23 two contenders run beside each other, or two forces share a cluster."),
    ] = HOME,
    quick: Annotated[bool, typer.Option(help="Fewer rounds and messages: to look, not to report.")] = False,
    json: Annotated[bool, typer.Option(help="One JSON document instead of tables.")] = False,
    verbose: Annotated[bool, typer.Option(help="Every turn as it ends, on standard error.")] = False,
) -> None:
    """Measure speed as ratios in one run. Exit code 1 when a bar was missed."""
    if unknown := sorted(set(parts or ()) - set(PARTS)):
        raise typer.BadParameter(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if verbose:
        logging.basicConfig(format="%(asctime)s %(message)s")
        logging.getLogger("bench").setLevel(logging.DEBUG)
    out, codes = Out(as_json=json), forces_of(forces)
    found = asyncio.run(_run(parts or list(PARTS), codes, quick=quick, out=out))
    if json:
        out.document({name: [one.document() for one in some] for name, some in found.items()})
    if not all(one.passed for some in found.values() for one in some):
        raise typer.Exit(1)


async def _run(
    parts: list[str], forces: tuple[str, ...], *, quick: bool, out: Out
) -> dict[str, list[Finding]]:
    ground = await Ground.lay(f"bench-{secrets.token_hex(4)}", forces)
    found: dict[str, list[Finding]] = {}
    try:
        for name in parts:
            out.remark(f"measuring: {name}")
            found[name] = await PARTS[name].measure(ground, quick)
            show(PARTS[name].title, found[name], out)
    finally:
        await ground.stop()
    return found


if __name__ == "__main__":
    app()
