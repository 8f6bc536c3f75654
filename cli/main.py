"""`csods`: the command line of those who run the system."""

from __future__ import annotations

import logging

import typer

from cli import alarms, case, clock, consume, doctor, proving, quarantine, relay, tasks, where
from cli.exits import CODES

app = typer.Typer(
    name="csods",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Look into the services of a force, find what is wrong, and have it put right.",
    epilog=f"Begin with: csods doctor\n\n{CODES}",
)
where.add(app)
doctor.add(app)
proving.add(app)
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(tasks.app, name="tasks")
app.add_typer(consume.app, name="consume")
app.add_typer(relay.app, name="relay")
app.add_typer(alarms.app, name="alarms")
app.add_typer(case.app, name="case")
app.add_typer(clock.app, name="clock")


def main() -> None:
    """Run a command. Libraries stay silent: whatever they have to say, a command says in its own words."""
    logging.disable(logging.CRITICAL)
    app()


if __name__ == "__main__":
    main()
