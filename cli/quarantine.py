"""`csods quarantine`: what could not be taken, kept until it can, or until two people give it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli.command import Ask, By, command, numbered
from cli.exits import FINDINGS, FINE, UNREACHABLE, Misused
from cli.following import WAIT, Followed, Wait, follow
from cli.meanings import quarantined
from cli.output import WELL, WRONG
from cli.reach import Reached
from messaging import operate

app = typer.Typer(no_args_is_help=True, help="Messages that could not be read or applied, and what to do.")

Entry = Annotated[str, typer.Argument(help="as it is listed: 46.checks/12")]
Topic = Annotated[str | None, typer.Option(help="only those of this topic")]
Type = Annotated[str | None, typer.Option("--type", help="only those of this type of message")]
Reason = Annotated[str | None, typer.Option("--reason", help="only those kept for this reason")]
_SHOWN = ("entry", "case_id", "type", "reason", "holds", "state", "since", "ref", "do")


@command(app, "list", example="csods quarantine list --service checks")
async def list_(
    ask: Ask,
    every: Annotated[bool, typer.Option("--all", help="also what was applied or discarded")] = False,
    topic: Topic = None,
    type_: Type = None,
    reason: Reason = None,
) -> int:
    """What is in quarantine, oldest first, with why and what to do. Exit code 1 when something is."""
    wanted = {"topic": topic, "type": type_, "reason": reason}
    entries: list[dict[str, Any]] = []
    async with ask.reach() as found:
        for one in found.there:
            rows = await operate.quarantine(one.looking, every=every)
            entries += [_entry(one, row) for row in rows if _fits(row, wanted)]
    away = [{"service": one.name, "why": one.why} for one in found.away]
    if ask.out.as_json:
        ask.out.document({"entries": entries, "away": away})
    ask.out.table("quarantine", entries, _SHOWN, wrong=("reason",))
    for gone in away:
        ask.out.line(f"{gone['service']}: {gone['why']}", WRONG)
    if not entries and not away:
        ask.out.line("nothing is in quarantine", WELL)
    standing = any(entry["state"] == "open" for entry in entries)
    return UNREACHABLE if away else FINDINGS if standing else FINE


@command(app, "show", example="csods quarantine show 46.checks/12")
async def show(ask: Ask, entry: Entry) -> None:
    """One entry: where it came from, size and hash, names of its headers, why. Never its content."""
    service, number = numbered(entry, ask.service)
    async with ask.reach(service) as found:
        one = found.one()
        row = await operate.entry(one.looking, number)
    if row is None:
        raise operate.NotDone(f"{one.name} has no entry {number}; see `csods quarantine list --all`")
    told = _entry(one, row)
    if ask.out.as_json:
        ask.out.document(told)
    ask.out.table(
        f"quarantine {told['entry']}", [{"what": name, "is": value} for name, value in told.items()]
    )


@command(
    app, "retry", example="csods quarantine retry 46.checks/12 46.checks/13 · csods quarantine retry --all"
)
async def retry(
    ask: Ask,
    entries: Annotated[list[str] | None, typer.Argument(help="as they are listed: 46.checks/12")] = None,
    every: Annotated[bool, typer.Option("--all", help="everything that is open")] = False,
    topic: Topic = None,
    type_: Type = None,
    reason: Reason = None,
    wait: Wait = WAIT,
) -> int:
    """Have entries tried again, each case in its order, and say what came of it.

    Exit code 1 if one is kept still.
    """
    if bool(entries) == every:
        raise Misused("name entries, or say --all")
    wanted = {"topic": topic, "type": type_, "reason": reason}
    results = []
    async with ask.reach() as found:
        for one, ids in (await _chosen(ask, found.all_there(), entries or [], wanted)).items():
            results.append(await _retried(ask, one, ids, wait))
    if not results:
        ask.out.line("nothing is in quarantine", WELL)
    if ask.out.as_json:
        ask.out.document({"services": results})
    return FINE if all(result["well"] for result in results) else FINDINGS


async def _chosen(
    ask: Ask, there: tuple[Reached, ...], entries: list[str], wanted: Mapping[str, str | None]
) -> dict[Reached, list[int]]:
    """Entries by service: those named, or all that are open and fit. Raises Misused."""
    by_service: defaultdict[Reached, list[int]] = defaultdict(list)
    for written in entries:
        service, number = numbered(written, ask.service)
        meant = [one for one in there if service is None or one.place.called(service)]
        if len(meant) != 1:
            raise Misused(f"{written}: say which service, such as 46.checks/{number}")
        by_service[meant[0]].append(number)
    if not entries:
        for one in there:
            ids = [row["id"] for row in await operate.quarantine(one.looking) if _fits(row, wanted)]
            if ids:
                by_service[one] = ids
    return by_service


async def _retried(ask: Ask, one: Reached, ids: list[int], wait: float) -> dict[str, Any]:
    before = await operate.outcomes(one.looking, ids)
    cases = sorted({row["case_id"] for row in before if row["case_id"]})
    waited = await operate.waiting_behind(one.looking, cases)
    tasks = await operate.retry(one.acting(), ids)
    followed = await follow(one.looking, tasks, ask.out, f"{one.name}: retrying {len(ids)}", wait)
    after = await operate.outcomes(one.looking, ids)
    kept = [_entry(one, row) for row in after if row["state"] == "open"]
    applied = sum(row["state"] == "applied" for row in after)
    waiting = await operate.waiting_behind(one.looking, cases)
    ask.out.line(f"{one.name}: {applied} applied, {len(kept)} kept", WRONG if kept else WELL)
    if waited or waiting:
        ask.out.line(f"{one.name}: {waited - waiting} that waited behind them went on, {waiting} wait still")
    ask.out.table("still in quarantine", kept, ("entry", "case_id", "reason", "detail", "do"), ("reason",))
    followed.explain(ask.out)
    return {
        "service": one.name,
        "well": followed.done and not kept,
        "applied": applied,
        "kept": kept,
        "went_on": waited - waiting,
        "waiting": waiting,
        "not_done": followed.open,
        "stuck": followed.stuck,
    }


@command(
    app,
    "discard",
    example="csods quarantine discard 46.checks/12 --by ds-2203 --because 'sent twice by mistake'",
)
async def discard(
    ask: Ask,
    entry: Entry,
    by: By,
    because: Annotated[
        str, typer.Option("--because", help="why it need not be taken: the first person")
    ] = "",
    wait: Wait = WAIT,
) -> int:
    """Give a message up for good: one person asks with a reason, a second one approves.

    What waits behind it goes on then. The message is kept as evidence, and the audit still counts it.
    """
    service, number = numbered(entry, ask.service)
    async with ask.reach(service) as found:
        one = found.one()
        before = await operate.outcomes(one.looking, [number])
        cases = [row["case_id"] for row in before if row["case_id"]]
        waited = await operate.waiting_behind(one.looking, cases)
        result = await operate.discard(one.acting(), number, by, because)
        followed = Followed(())
        if result.task is not None:
            followed = await follow(one.looking, [result.task], ask.out, "letting the rest go on", wait)
        waiting = await operate.waiting_behind(one.looking, cases)
    name = f"{one.name}/{number}"
    told = {"entry": name, "discarded": result.approved, "went_on": waited - waiting, "waiting": waiting}
    if ask.out.as_json:
        ask.out.document({**told, "not_done": followed.open, "stuck": followed.stuck})
    elif not result.approved:
        ask.out.line(
            f"{name}: asked for by {by}. Now a second person approves: csods quarantine discard {name} --by …"
        )
    else:
        ask.out.line(
            f"{name}: discarded; {waited - waiting} that waited behind it went on, {waiting} wait", WELL
        )
        followed.explain(ask.out)
    return FINE if followed.done else FINDINGS


def _fits(row: Mapping[str, Any], wanted: Mapping[str, str | None]) -> bool:
    return all(value is None or row[name] == value for name, value in wanted.items())


def _entry(one: Reached, row: Mapping[str, Any]) -> dict[str, Any]:
    told = {"entry": f"{one.name}/{row['id']}", "service": one.name, **row}
    return told | ({"do": quarantined(row["reason"])} if row["state"] == "open" else {})
