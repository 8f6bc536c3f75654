"""`csods alarms`: what rings, and a named person who takes it on."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.command import Ask, By, command, numbered
from cli.exits import FINDINGS, FINE, UNREACHABLE
from cli.output import WELL, WRONG
from messaging import queries
from messaging.operate import NotDone

app = typer.Typer(no_args_is_help=True, help="What rings a duty role until a named person takes it on.")
_SHOWN = ("alarm", "code", "role", "case_id", "since", "rung", "words")


async def standing(engine: AsyncEngine) -> list[dict[str, Any]]:
    """Alarms that nobody has acknowledged, oldest first; instants are machine time."""
    async with engine.connect() as connection:
        rows = (await connection.execute(queries.ALARMS)).all()
    told = []
    for row in rows:
        refs = orjson.loads(row.refs) if isinstance(row.refs, str) else row.refs
        told.append(
            {
                "id": row.id,
                "case_id": row.case_id,
                "code": refs.get("code") or row.key.partition("/")[0],
                "role": refs.get("role", ""),
                "words": refs.get("words", ""),
                "since": row.made_at,
                "rung": row.attempts,
            }
        )
    return told


@command(app, "list", example="csods alarms list --json")
async def list_(ask: Ask) -> int:
    """Alarms that nobody has acknowledged. Exit code 1 when there are any."""
    rows: list[dict[str, Any]] = []
    async with ask.reach() as found:
        for one in found.there:
            rows += [
                {"alarm": f"{one.name}/{row['id']}", "service": one.name, **row}
                for row in await standing(one.looking)
            ]
    away = [{"service": one.name, "why": one.why} for one in found.away]
    if ask.out.as_json:
        ask.out.document({"alarms": rows, "away": away})
    ask.out.table("alarms", rows, _SHOWN, wrong=("code",))
    for gone in away:
        ask.out.line(f"{gone['service']}: {gone['why']}", WRONG)
    if not rows and not away:
        ask.out.line("nothing rings", WELL)
    return UNREACHABLE if away else FINDINGS if rows else FINE


@command(app, "acknowledge", example="csods alarms acknowledge 46.checks/77 46.checks/78 --by st-1950")
async def acknowledge(
    ask: Ask,
    alarms: Annotated[list[str], typer.Argument(help="as they are listed: 46.checks/77")],
    by: By,
) -> None:
    """Take alarms on: they stop ringing, and your name stays with them. What caused them is still there."""
    who = " ".join(by.split())
    if not who:
        raise NotDone("say who you are: an alarm is taken on by a named person")
    taken = []
    for service, number in [numbered(alarm, ask.service) for alarm in alarms]:
        async with ask.reach(service) as found:
            one = found.one()
            async with one.acting().begin() as connection:
                row = (await connection.execute(queries.ACKNOWLEDGE, {"id": number, "by": who})).one_or_none()
        if row is None:
            raise NotDone(f"no alarm {one.name}/{number} rings, or no longer; see `csods alarms list`")
        taken.append(f"{one.name}/{number}")
        ask.out.line(f"{taken[-1]}: taken on by {who}", WELL)
    if ask.out.as_json:
        ask.out.document({"alarms": taken, "acknowledged_by": who})
