"""`csods tasks`: what must happen later, and what is stuck."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.command import Ask, command, numbered
from cli.exits import FINDINGS, FINE, UNREACHABLE
from cli.following import WAIT, Wait, follow
from cli.output import WELL, WRONG
from messaging import operate

app = typer.Typer(no_args_is_help=True, help="Effects, clocks, alarms and watchdogs: everything due later.")
_SHOWN = ("task", "case_id", "kind", "for", "due_at", "time", "state", "attempts", "trouble")


@command(app, "list", example="csods tasks list --stuck")
async def list_(
    ask: Ask,
    every: Annotated[bool, typer.Option("--all", help="also what is done")] = False,
    stuck: Annotated[bool, typer.Option("--stuck", help="only what waits for a person")] = False,
    case: Annotated[str | None, typer.Option(help="only this case")] = None,
    limit: Annotated[int, typer.Option(min=1, help="at most so many of each service")] = 500,
) -> int:
    """Open and stuck tasks, stuck ones first. Exit code 1 when one is stuck."""
    rows: list[dict[str, Any]] = []
    async with ask.reach() as found:
        for one in found.there:
            for row in await operate.tasks(one.looking, every=every, limit=limit, case_id=case):
                told = {"task": f"{one.name}/{row['id']}", "service": one.name, **row, "for": row["key"]}
                rows.append({name: value for name, value in told.items() if name != "key"})
    rows = [row for row in rows if not stuck or row["state"] == "stuck"]
    away = [{"service": one.name, "why": one.why} for one in found.away]
    if ask.out.as_json:
        ask.out.document({"tasks": rows, "away": away})
    ask.out.table("tasks", rows, _SHOWN, wrong=("trouble",))
    for gone in away:
        ask.out.line(f"{gone['service']}: {gone['why']}", WRONG)
    if not rows and not away:
        ask.out.line("no such task", WELL)
    return UNREACHABLE if away else FINDINGS if any(row["state"] == "stuck" for row in rows) else FINE


@command(app, "retry", example="csods tasks retry 46.checks/40")
async def retry(
    ask: Ask,
    task: Annotated[str, typer.Argument(help="as it is listed: 46.checks/40")],
    wait: Wait = WAIT,
) -> int:
    """Have a stuck task tried again, and say what came of it.

    For what may be done once only, find out first whether it was done: a retry does it again.
    """
    service, number = numbered(task, ask.service)
    async with ask.reach(service) as found:
        one = found.one()
        await operate.retry_task(one.acting(), number)
        followed = await follow(one.looking, [number], ask.out, f"{one.name}: trying task {number}", wait)
    ended = followed.tasks[0]
    if ask.out.as_json:
        ask.out.document({"task": f"{one.name}/{number}", "service": one.name, **ended})
    elif followed.done:
        ask.out.line(f"{one.name}/{number}: done", WELL)
    else:
        followed.explain(ask.out)
        ask.out.line(f"{one.name}/{number}: {ended['trouble'] or 'no attempt yet'}", WRONG)
    return FINE if followed.done else FINDINGS
