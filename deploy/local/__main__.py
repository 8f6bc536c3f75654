"""`python -m deploy.local up | down | status`: what `make up` and `make down` run."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Annotated, Final

import typer
from rich.console import Console

from deploy.local import page
from deploy.local.clock import ClockAuthority
from deploy.local.contents import contents
from deploy.local.control import StackError
from deploy.local.jars import DownloadFailed
from deploy.local.leftovers import erase
from deploy.local.stack import DEFAULT_NAME, FixedPorts, Stack
from deploy.local.unprivileged import NoUnprivilegedUser

PAGE: Final[list[page.Writer]] = [page.addresses]
"""What `up` prints at the end, in order: append a section here."""

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The local Kafka and PostgreSQL.")
console = Console()
Name = Annotated[str, typer.Option(help="which stack; several may run side by side")]


@app.command()
def up(
    name: Name = DEFAULT_NAME,
    fixed_ports: Annotated[bool, typer.Option(help="the same addresses every time")] = False,
    rate: Annotated[float, typer.Option(min=0, help="business time: 1 flows, 0 stands still")] = 1.0,
) -> None:
    """Start the stack and leave it running; what it held before is still there."""
    try:
        stack = Stack.attach(name, hold=False)
        console.print(f"stack {name} is running already")
    except StackError:
        ports = FixedPorts() if fixed_ports else None
        stack = Stack.start(contents(), name, ports=ports, detached=True, console=console)
        asyncio.run(_flow(stack, rate))
    page.show(stack, PAGE, console)


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
def status(name: Name = DEFAULT_NAME, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
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


async def _flow(stack: Stack, rate: float) -> None:
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
