"""What the demonstration prints: colour and tables on a terminal, plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

LONDON = ZoneInfo("Europe/London")


class NotAsExpected(Exception):
    """Something did not come out as the story says; the demonstration ends with exit code 1."""


class Stage:
    """`now` is the business time of the last step, London."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self.now: datetime | None = None
        self._wide = self.console.is_terminal

    def scene(self, title: str) -> None:
        self.console.print()
        if self._wide:
            self.console.rule(f"[bold]{escape(title)}[/]", align="left")
        else:
            self.console.print(f"== {title}")

    def said(self, who: str, what: str, came: str = "", style: str = "green") -> None:
        """Who did what, and what came of it."""
        at = self._at()
        line = f"[dim]{at}[/]  [bold]{escape(who)}[/]  {escape(what)}"
        self.console.print(line + (f"  [{style}]{escape(came)}[/]" if came else ""))

    def refused(self, who: str, what: str, conditions: Sequence[tuple[str, str]]) -> None:
        """Everything that stands in the way, in words, with its paragraph."""
        self.said(who, what, "cannot yet, because", style="yellow")
        for words, paragraph in conditions:
            where = f"  [dim]({escape(paragraph)})[/]" if paragraph else ""
            self.console.print(f"                     [yellow]·[/] {escape(words)}{where}")

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        if not self._wide:
            self.console.print(f"{title}:")
            for row in rows:
                self.console.print("  " + " · ".join(escape(cell) for cell in row))
            return
        table = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False)
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self.console.print(table)

    def letter(self, title: str, text: str) -> None:
        if self._wide:
            self.console.print(Panel(escape(text), title=escape(title), width=92))
            return
        self.console.print(f"{title}:")
        for line in text.splitlines():
            self.console.print(f"  | {escape(line)}")

    def _at(self) -> str:
        return f"{self.now.astimezone(LONDON):%a %d %b %H:%M}" if self.now else " " * 16


def expect(found: bool, story: str) -> None:
    """Raises NotAsExpected, with the sentence of the story that did not come true."""
    if not found:
        raise NotAsExpected(story)
