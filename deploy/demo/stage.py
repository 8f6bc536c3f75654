"""What the demonstration prints: colour and tables on a terminal, plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.status import Status
from rich.table import Table

LONDON = ZoneInfo("Europe/London")
MARGIN = " " * 18


class NotAsExpected(Exception):
    """Something did not come out as the story says; the demonstration ends with exit code 1."""


class Stage:
    """`now` is the business time of the last step, London."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self.now: datetime | None = None
        self._wide = self.console.is_terminal
        self._introduced: set[str] = set()
        self._status: Status | None = None

    def scene(self, title: str) -> None:
        self.console.print()
        if self._wide:
            self.console.rule(f"[bold]{escape(title)}[/]", align="left")
        else:
            self.console.print(f"== {title}", markup=False)

    def remark(self, words: str) -> None:
        """A sentence to those who watch."""
        self.console.print(words, style="italic" if self._wide else None, markup=False)

    def said(self, who: str, what: str, came: str = "", style: str = "green", about: str = "") -> None:
        """Who did what, and what came of it. What they are is said of them once."""
        name = f"[bold]{escape(who)}[/]"
        if about and who not in self._introduced:
            self._introduced.add(who)
            name += f" ({escape(about)})"
        line = f"[dim]{self._at(self.now)}[/]  {name} {escape(what)}"
        self.console.print(line + (f": [{style}]{escape(came)}[/]" if came else ""))

    def came(self, at: datetime, how: str, what: str) -> None:
        """Something left the force, or somebody was rung."""
        style = "magenta" if how == "sent" else "red"
        self.console.print(f"[dim]{self._at(at)}[/]  [{style}]{how}[/]  {escape(what)}")

    def refused(self, who: str, what: str, conditions: Sequence[tuple[str, str]], about: str = "") -> None:
        """Everything that stands in the way, in words, with its paragraph."""
        self.said(who, what, "refused, because", style="yellow", about=about)
        for words, paragraph in conditions:
            where = f"  [dim]({escape(paragraph)})[/]" if paragraph else ""
            self.console.print(f"{MARGIN}[yellow]·[/] {escape(words)}{where}")

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        if not self._wide:
            self.console.print(f"{title} ({', '.join(columns)}):", markup=False)
            for row in rows:
                self.console.print("  " + " · ".join(row), markup=False)
            return
        table = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False)
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self.console.print(table, soft_wrap=False)

    def letter(self, title: str, text: str) -> None:
        if self._wide:
            width = min(92, self.console.width)
            self.console.print(Panel(escape(text), title=escape(title), width=width), soft_wrap=False)
            return
        self.console.print(f"{title}:", markup=False)
        for line in text.splitlines():
            self.console.print(f"  | {line}", markup=False)

    @contextmanager
    def waiting(self, now: datetime) -> Iterator[None]:
        """Says on a terminal, for as long as it lasts, how far business time has come."""
        if not self._wide:
            yield
            return
        with self.console.status(self._passing(now)) as self._status:
            yield
        self._status = None

    def passing(self, now: datetime) -> None:
        if self._status is not None:
            self._status.update(self._passing(now))

    def _passing(self, now: datetime) -> str:
        return f"[dim]{self._at(now)}  until everything is quiet[/]"

    @staticmethod
    def _at(at: datetime | None) -> str:
        return f"{at.astimezone(LONDON):%a %d %b %H:%M}" if at else " " * 16


def expect(found: bool, story: str) -> None:
    """Raises NotAsExpected, with the sentence of the story that did not come true."""
    if not found:
        raise NotAsExpected(story)
