"""Waiting for the tasks that an operator has asked for: the running service does the work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.output import WRONG, Out
from messaging import operate

LOOK_EVERY: Final = 0.1
Wait = Annotated[float, typer.Option("--wait", min=0, help="seconds to wait for the service to do it")]
WAIT: Final = 60.0


@dataclass(frozen=True, slots=True)
class Followed:
    """How many tasks were asked for, and what they were when we stopped waiting."""

    tasks: tuple[dict[str, Any], ...]

    @property
    def done(self) -> bool:
        return all(task["state"] == "done" for task in self.tasks)

    @property
    def open(self) -> list[int]:
        return [task["id"] for task in self.tasks if task["state"] == "open"]

    @property
    def stuck(self) -> list[int]:
        return [task["id"] for task in self.tasks if task["state"] == "stuck"]

    def explain(self, out: Out) -> None:
        """Say what has not been done, and what to do about it."""
        if self.open:
            out.line(
                f"not done yet ({len(self.open)} of {len(self.tasks)}): it stays asked for; is the service "
                "running? see `csods doctor`",
                WRONG,
            )
        if self.stuck:
            out.line(f"stuck ({len(self.stuck)} of {len(self.tasks)}): see `csods tasks list`", WRONG)


async def follow(engine: AsyncEngine, ids: Sequence[int], out: Out, what: str, wait: float) -> Followed:
    """Wait until every task has ended, at most `wait` seconds, with a bar where somebody watches."""
    ends = time.monotonic() + wait
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=out.aside, transient=True, disable=not out.lively
    ) as bar:
        shown = bar.add_task(what, total=len(ids))
        while True:
            found = [one for one in [await operate.task(engine, id_) for id_ in ids] if one is not None]
            still = sum(one["state"] == "open" for one in found)
            bar.update(shown, completed=len(ids) - still)
            if not still or time.monotonic() >= ends:
                return Followed(tuple(found))
            await asyncio.sleep(LOOK_EVERY)
