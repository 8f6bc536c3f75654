"""`python -m deploy.local up | down | status | token`: what `make up` and `make down` run."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Annotated, Final

import typer
from rich.console import Console

from deploy.local import page
from deploy.local.chosen_ports import FixedPorts
from deploy.local.contents import contents
from deploy.local.control import StackError
from deploy.local.force import Force
from deploy.local.jars import DownloadFailed
from deploy.local.leftovers import erase
from deploy.local.stack import DEFAULT_NAME, Stack
from deploy.local.unprivileged import NoUnprivilegedUser

FORCE: Final = "46"
INTERRUPTED: Final = 130
"""Exit code after Ctrl-C, as shells have it."""

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="A force on this machine, on a local stack."
)
console = Console()
aside = Console(stderr=True)
Name = Annotated[str, typer.Option("--name", "--stack", help="which stack; several may run side by side")]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON document, for machines")]


@app.command()
def up(
    name: Name = DEFAULT_NAME,
    fixed_ports: Annotated[bool, typer.Option(help="the same addresses on every machine")] = False,
    rate: Annotated[float, typer.Option(min=0, help="business time: 1 flows, 0 stands still")] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Start Kafka, PostgreSQL, the agencies' simulators and the four services, and leave them running.

    What they held before is still there. If they run already, what has ended among them is begun again.
    """
    on_the_way = aside if as_json else console
    force = _running(name, on_the_way)
    began = force is None
    if force is None:
        force = _begin(name, fixed_ports, rate, on_the_way)
    if as_json:
        sys.stdout.write(json.dumps(page.document(force, began=began), indent=1) + "\n")
        return
    page.show(force, console)


@app.command()
def down(
    name: Name = DEFAULT_NAME,
    remove: Annotated[bool, typer.Option("--erase", help="remove its data and logs too")] = False,
) -> None:
    """End the stack and everything that runs in it."""
    try:
        Stack.attach(name, hold=False).stop()
        console.print(f"stack {name} has ended")
    except StackError:
        console.print(f"stack {name} is not running")
    if remove:
        erase(name)


@app.command()
def status(name: Name = DEFAULT_NAME, as_json: AsJson = False) -> None:
    """Say what runs in the stack; exit code 1 if it does not run."""
    stack = Stack.attach(name, hold=False)
    processes = stack.processes()
    if as_json:
        console.print_json(json.dumps({"name": name, "state": str(stack.state), "processes": processes}))
        return
    for process, now in processes.items():
        console.print(
            f"{process}: {'ended with ' + str(now['exit']) if now['exit'] is not None else now['pid']}"
        )


@app.command()
def token(
    officer: Annotated[str, typer.Argument(help="an invented officer, such as ds-2203; `up` lists them")],
    name: Name = DEFAULT_NAME,
) -> None:
    """Print a bearer token of an invented officer."""
    force = Force.attach(Stack.attach(name, hold=False), FORCE)
    try:
        sys.stdout.write(force.token(officer) + "\n")
    except KeyError:
        known = ", ".join(one.id for one in force.officers)
        raise StackError(f"no invented officer is called {officer!r}; there are: {known}") from None


def _running(name: str, told: Console) -> Force | None:
    """The force that runs already, whole again; None if the stack does not run."""
    try:
        stack = Stack.attach(name, hold=False)
    except StackError:
        return None
    force = Force.attach(stack, FORCE, console=told)
    told.print(f"stack {name} is running already")
    for process in force.restart_ended():
        told.print(f"{process} had ended and has been begun again; see {stack.state / 'logs'}")
    return force


def _begin(name: str, fixed_ports: bool, rate: float, told: Console) -> Force:
    """Whatever ends us before all is ready, Ctrl-C or worse, ends with us what was begun."""
    try:
        stack = Stack.start(
            contents((FORCE,)), name, ports=FixedPorts() if fixed_ports else None, console=told
        )
        try:
            force = Force(stack, FORCE, keep=True, fixed_ports=fixed_ports, console=told)
            force.start()
            asyncio.run(_flow(stack, rate))
            stack.stay()
        except BaseException:
            stack.stop(orderly=False)
            raise
    except KeyboardInterrupt:
        told.print("\ninterrupted: what had been started has ended, and nothing is left running")
        raise typer.Exit(INTERRUPTED) from None
    return force


async def _flow(stack: Stack, rate: float) -> None:
    from deploy.local.clock import ClockAuthority  # noqa: PLC0415 - slow to load, and needed for nothing else

    async with ClockAuthority.of(stack) as clock:
        await clock.flow(rate)


def main() -> None:
    """Run a command; a refusal is one plain sentence and exit code 1."""
    try:
        app()
    except (StackError, DownloadFailed, NoUnprivilegedUser, PermissionError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
