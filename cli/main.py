"""`csods`: the command line of those who run the system. A command's modules are loaded when it is called."""

from __future__ import annotations

import importlib
import logging
from typing import Any, Final

import typer
from typer.core import TyperGroup

from cli.exits import CODES

COMMANDS: Final = {
    "doctor": "cli.doctor",
    "where": "cli.where",
    "case": "cli.case",
    "statistics": "cli.statistics",
    "quarantine": "cli.quarantine",
    "tasks": "cli.tasks",
    "consume": "cli.consume",
    "relay": "cli.relay",
    "alarms": "cli.alarms",
    "verify": "cli.proving",
    "audit": "cli.proving",
    "clock": "cli.clock",
}
"""Where each is; they import databases, brokers and migrations, a second of work that few need whole."""


class Commands(TyperGroup):
    """The commands by name, each loaded when asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name])
        if hasattr(module, "app"):
            group = typer.main.get_group(module.app)
            group.name = cmd_name
            return group
        alone = typer.Typer()
        module.add(alone)
        return typer.main.get_group(alone).commands[cmd_name]


app = typer.Typer(
    name="csods",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog=f"Begin with: csods doctor\n\n{CODES}",
)


@app.callback()
def csods() -> None:
    """Look into the services of a force, find what is wrong, and have it put right."""


def main() -> None:
    """Run a command. Libraries stay silent: whatever they have to say, a command says in its own words."""
    logging.disable(logging.CRITICAL)
    app()


if __name__ == "__main__":
    main()
