"""What a command says: tables and colour on a terminal, plain lines in a pipe, one document with --json."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.instants import short

Rows = Sequence[Mapping[str, Any]]
WRONG: Final = "bold red"
WATCH: Final = "yellow"
WELL: Final = "green"
QUIET: Final = "dim"


class NobodyReads(Exception):
    """Whoever read our output has ended, as `head` does: no fault of ours."""


class Out:
    """Lines and tables go to standard output, remarks on the way to standard error."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._console = Console(highlight=False, soft_wrap=False)
        self._aside = Console(highlight=False, stderr=True)

    @property
    def tables(self) -> bool:
        return self._console.is_terminal and not self.as_json

    @property
    def lively(self) -> bool:
        """Whether somebody watches who would like to see progress."""
        return self._aside.is_terminal and not self.as_json

    @property
    def aside(self) -> Console:
        return self._aside

    def document(self, value: Any) -> None:
        """The whole answer for a machine; instants are RFC 3339 in UTC."""
        told = orjson.dumps(value, option=orjson.OPT_UTC_Z | orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)
        self._write(told.decode())

    def line(self, words: str = "", style: str = "") -> None:
        if self.tables:
            self._console.print(Text(words, style=style), soft_wrap=True)
        elif not self.as_json:
            self._write(words)

    def _write(self, words: str) -> None:
        """As they are: rich would expand tabs. Raises NobodyReads."""
        try:
            self._console.file.write(words + "\n")
            self._console.file.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise NobodyReads from None

    def remark(self, words: str, style: str = QUIET) -> None:
        """For a person who watches; never part of the answer."""
        self._aside.print(Text(words, style=style), soft_wrap=True)

    def table(self, title: str, rows: Rows, columns: Iterable[str] = (), wrong: Iterable[str] = ()) -> None:
        """Rows as a table, or as lines of tab-separated values under a heading; nothing when there are none.

        Columns in `wrong` are red wherever they say something.
        """
        if self.as_json or not rows:
            return
        names = list(columns) or list(rows[0])
        if not self.tables:
            self.line(f"# {title}")
            self.line("\t".join(names))
            for row in rows:
                self.line("\t".join(shown(row.get(name)).replace("\t", " ") for name in names))
            return
        red = set(wrong)
        table = Table(
            title=title, title_justify="left", title_style="bold", header_style="bold", expand=False
        )
        for name in names:
            table.add_column(name.replace("_", " "), overflow="fold")
        for row in rows:
            cells = [(name, shown(row.get(name))) for name in names]
            table.add_row(
                *(Text(cell, style=WRONG if name in red and cell not in "-0" else "") for name, cell in cells)
            )
        self._console.print(table)


def shown(value: Any) -> str:
    """One value for people."""
    match value:
        case None | "":
            return "-"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return short(value)
        case list() | tuple() | set() | frozenset():
            return ", ".join(shown(one) for one in value) or "-"
        case _:
            return " ".join(str(value).split())
