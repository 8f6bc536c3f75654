"""The page of addresses that `make up` ends with. A section is a function of the stack."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from deploy.local.record import FILE
from deploy.local.stack import Stack


@dataclass(frozen=True, slots=True)
class Section:
    """A title and its lines: what it is, and its address or what to type."""

    title: str
    lines: tuple[tuple[str, str], ...]


Writer = Callable[[Stack], Section]


def addresses(stack: Stack) -> Section:
    """Where Kafka, PostgreSQL and the stack's files are."""
    database = stack.databases[0] if stack.databases else "postgres"
    return Section(
        f"stack {stack.name}",
        (
            ("Kafka (SASL/SCRAM-SHA-512)", stack.bootstrap),
            ("PostgreSQL", stack.postgres_address),
            ("look into a database", f"psql {stack.dsn(database, 'operator')}"),
            ("logins and passwords", str(stack.state / FILE)),
            ("logs", str(stack.state / "logs")),
            ("end it", "make down"),
        ),
    )


def show(stack: Stack, writers: Iterable[Writer], console: Console) -> None:
    """Print every section; as plain lines, unbroken, where there is no terminal."""
    for section in (writer(stack) for writer in writers):
        if console.is_terminal:
            table = Table("", "", title=section.title, title_justify="left", show_header=False, box=None)
            for line in section.lines:
                table.add_row(*line)
            console.print(table, soft_wrap=True)
        else:
            console.print(section.title, highlight=False)
            for what, where in section.lines:
                console.print(f"  {what}: {where}", soft_wrap=True, highlight=False, markup=False)
