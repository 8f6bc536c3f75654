"""`csods relay`: sending again what was published."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from sqlalchemy import text

from cli.business import clocks
from cli.command import Ask, command
from cli.exits import FINDINGS, FINE
from cli.following import WAIT, Wait, follow
from cli.instants import short
from cli.instants import since as back
from cli.output import WELL
from messaging import operate

app = typer.Typer(no_args_is_help=True, help="Publishing.")
HOW_MANY = text("""
SELECT count(*) FROM journal j WHERE j.topic IS NOT NULL AND j.recorded_at >= :since
  AND (CAST(:case_id AS text) IS NULL OR j.case_id = :case_id)
  AND NOT EXISTS (SELECT FROM outbox o WHERE o.case_id = j.case_id AND o.version = j.version)
""")


@command(app, "republish", example="csods relay republish --since 2h --service checks --case c-a3k…")
async def republish(
    ask: Ask,
    since: Annotated[str, typer.Option(help="2h, 3d, or 2026-06-01T09:00 (UK time); business time")],
    case: Annotated[str | None, typer.Option(help="only this case")] = None,
    wait: Wait = WAIT,
) -> int:
    """Send again what was recorded since then: same bytes, ids and numbers, so readers ignore what they had.

    For a reader that was restored to an earlier point, or misses numbers.
    """
    results: list[dict[str, Any]] = []
    async with ask.reach() as found:
        for one in found.all_there():
            async with one.looking.connect() as connection:
                begin = back(since, (await clocks(connection)).business)
                asked = {"since": begin, "case_id": case}
                many = int((await connection.execute(HOW_MANY, asked)).scalar_one())
            task = await operate.republish(one.acting(), begin, case)
            followed = await follow(one.looking, [task], ask.out, f"{one.name}: sending {many} again", wait)
            results.append(
                {"service": one.name, "since": begin, "events": many, "done": followed.done, "task": task}
            )
            if followed.done:
                ask.out.line(f"{one.name}: {many} sent again, recorded since {short(begin)}", WELL)
            followed.explain(ask.out)
    if ask.out.as_json:
        ask.out.document({"services": results})
    return FINE if all(result["done"] for result in results) else FINDINGS
