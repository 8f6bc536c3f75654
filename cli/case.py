"""`csods case`: one case as the decisions service shows it to this officer, or explains it."""

from __future__ import annotations

from typing import Annotated

import httpx
import typer

from cli import instants
from cli.asking import AsOfficer, Because, Desk, TokenFile, Url, path_of, problem
from cli.case_page import page
from cli.command import Ask, command
from cli.exits import FINE
from cli.explained_page import explained

app = typer.Typer(no_args_is_help=True, help="What officers see of a case, by need to know.")
Case = Annotated[str, typer.Argument(help="the case's id, as the lists show it")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="what was known then: 2026-06-12T09:00, UK time; else now")
]


@command(app, "show", example="csods case show c-a3kq… --because 'supervisor asked for the clocks'")
async def show(
    ask: Ask,
    case: Case,
    because: Because,
    officer: AsOfficer = None,
    token_file: TokenFile = None,
    url: Url = None,
) -> int:
    """How a case stands: clocks, record, what the sources said, the people; masked without need to know.

    Who looked, when, at what and why is written down before anything is shown.
    """
    desk = Desk.of(ask, officer, token_file, url, because)
    status, told = await desk.get(f"/cases/{path_of(case)}")
    if status != httpx.codes.OK:
        return problem(ask, status, told)
    if ask.out.as_json:
        ask.out.document(told)
    else:
        page(ask.out, told)
    return FINE


@command(app, "explain", example="csods case explain c-a3kq… --as-of 2026-06-12T09:00 --because 'review'")
async def explain(
    ask: Ask,
    case: Case,
    because: Because,
    as_of: AsOf = None,
    officer: AsOfficer = None,
    token_file: TokenFile = None,
    url: Url = None,
) -> int:
    """Why a case stood as it did: what was known and from whom, each step with its conditions, what had left.

    From the journal alone. What was recorded later is not shown, even if it occurred before.
    """
    desk = Desk.of(ask, officer, token_file, url, because)
    query = {"as_of": instants.instant(as_of).isoformat()} if as_of else {}
    status, told = await desk.get(f"/cases/{path_of(case)}/explanation", query)
    if status != httpx.codes.OK:
        return problem(ask, status, told)
    if ask.out.as_json:
        ask.out.document(told)
    else:
        explained(ask.out, told)
    return FINE
