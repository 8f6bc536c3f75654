"""`csods statistics`: counts over all cases, and whether they are what the journal says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final

import httpx
import typer

from cli.asking import AsOfficer, Because, Desk, TokenFile, Url, problem
from cli.case_page import label
from cli.command import Ask, command
from cli.exits import FINDINGS, FINE, Misused
from cli.output import WELL, WRONG, Out

LINES: Final = "/statistics/lines"
LONG: Final = 600.0
"""Seconds for a journal to be read through."""
SIMPLE: Final = (
    "cases", "enquiries", "applications", "right_to_know", "disclosures", "recipients",
    "children_covered_by_disclosure", "protective_actions", "children_covered_by_protective_action",
)  # fmt: skip


def add(app: typer.Typer) -> None:
    """Adds the command to the program."""

    @command(app, "statistics", example="csods statistics --from 2026-04-01 --because 'the annual return'")
    async def statistics(
        ask: Ask,
        because: Because,
        since: Annotated[
            str | None, typer.Option("--from", help="first day of contact, the first of a month")
        ] = None,
        until: Annotated[
            str | None, typer.Option("--to", help="last day of contact, the last of a month")
        ] = None,
        rebuild: Annotated[
            bool, typer.Option("--rebuild", help="first make what is counted again from the journal")
        ] = False,
        check: Annotated[
            bool, typer.Option("--check", help="compare what is counted with the journal")
        ] = False,
        officer: AsOfficer = None,
        token_file: TokenFile = None,
        url: Url = None,
    ) -> int:
        """Counts by route, outcome, registered sex offender, recipient, limit and period; from the journal.

        --rebuild and --check say instead whether every line counted is what the journal says. Exit code 1
        when one is not.
        """
        desk = Desk.of(ask, officer, token_file, url, because, LONG)
        if rebuild or check:
            answered = await (desk.put(LINES) if rebuild else desk.get(LINES))
            return _compared(ask, *answered)
        bounds = {"since": _day(since), "until": _day(until)}
        status, told = await desk.get("/statistics", {name: day for name, day in bounds.items() if day})
        if status != httpx.codes.OK:
            return problem(ask, status, told)
        if ask.out.as_json:
            ask.out.document(told)
        else:
            page(ask.out, told)
        return FINE


def page(out: Out, told: Mapping[str, Any]) -> None:
    """Print what `GET /statistics` of the decisions service has answered."""
    total = told["total"]
    bounds = " to ".join(str(told[name] or "…") for name in ("since", "until"))
    out.line(f"Cases by the day of contact, {bounds}; counted as {told['definitions']} says", "bold")
    out.table("in all", [{"what": label(name), "number": total[name]} for name in SIMPLE])
    out.table("outcomes", [{"outcome": one, "cases": many} for one, many in total["outcomes"].items()])
    known = total["registered_sex_offenders"]
    out.table(
        "is the subject a registered sex offender",
        [{"answer": "not known" if one == "unknown" else one, "cases": many} for one, many in known.items()],
    )
    out.table("limits", [_limit(one) for one in total["limits"]], wrong=("missed",))
    for name in ("months", "years"):
        out.table(name, _periods(told[name]))
    out.table("the annual return (years from April)", told["annual_return"])
    if told["not_open_yet"]:
        out.line(f"Not open yet, and not counted: {told['not_open_yet']}")


def _limit(one: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: one[name] for name in ("met", "missed", "running")}
    return {"limit of": f"{one['limit_of']} ({one['paragraph']})", **shown}


def _periods(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"period": one["period"], **{label(name): one[name] for name in SIMPLE}} for one in found]


def _compared(ask: Ask, status: int, told: dict[str, Any]) -> int:
    if status != httpx.codes.OK:
        return problem(ask, status, told)
    if ask.out.as_json:
        ask.out.document(told)
    if told["rebuilt"]:
        ask.out.line(f"Made again from the journal: {told['rebuilt']} cases")
    for one in told["differing"]:
        ask.out.line(f"{one['case_id']} is counted otherwise than its journal says", WRONG)
    if not told["differing"]:
        ask.out.line("Every case is counted as its journal says.", WELL)
    return FINDINGS if told["differing"] else FINE


def _day(written: str | None) -> str | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise Misused(f"{written!r} is no day: write 2026-04-01") from None
