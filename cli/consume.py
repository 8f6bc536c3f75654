"""`csods consume`: where each service is on its topics, and stopping or resuming it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Annotated, Any

import typer
from aiokafka.errors import KafkaError

from cli.command import Ask, By, command
from cli.exits import FINDINGS, FINE, UNREACHABLE
from cli.output import WATCH, WELL, WRONG
from cli.reach import Reach
from messaging import operate
from messaging.kafka_log import Extent, Partition

app = typer.Typer(no_args_is_help=True, help="Reading: positions, lag, pause and resume.")
Rows = list[dict[str, Any]]
_SHOWN = ("topic", "partition", "position", "end", "lag", "last_at")


async def read_so_far(found: Reach) -> tuple[list[Rows], Mapping[Partition, Extent] | None]:
    """Of each service its partitions as `lags` gives them, and the ends that they are compared with.

    Ends are asked for last: whoever reads on in between would otherwise stand beyond them.
    """
    reached = await asyncio.gather(*(operate.positions(one.looking) for one in found.there))
    ends = await _extents(found)
    return [lags(one.place.reads, rows, ends) for one, rows in zip(found.there, reached, strict=True)], ends


async def _extents(found: Reach) -> Mapping[Partition, Extent] | None:
    """Begin and end of every partition that these services read; None when Kafka does not answer."""
    topics = sorted({topic for one in found.there for topic in one.place.reads})
    try:
        return await found.log.extents(topics)
    except (KafkaError, OSError, TimeoutError):
        return None


def lags(reads: Collection[str], positions: Rows, ends: Mapping[Partition, Extent] | None) -> Rows:
    """A row for each partition read: position, end and lag in messages, last progress in machine time."""
    reached = {(row["topic"], row["partition"]): row for row in positions}
    parts = set(reached)
    if ends is not None:
        parts |= {part for part in ends if part[0] in reads}
    rows = []
    for topic, partition in sorted(parts):
        row, extent = reached.get((topic, partition)), (ends or {}).get((topic, partition))
        position = row["position"] - row["ahead"] if row else None  # as the brokers count
        lag = None if extent is None else extent.end - (extent.begin if position is None else position)
        rows.append(
            {
                "topic": topic,
                "partition": partition,
                "position": position,
                "begin": extent.begin if extent else None,
                "end": extent.end if extent else None,
                "lag": lag,
                "last_at": row["last_at"] if row else None,
            }
        )
    return rows


def behind(partitions: Rows) -> int:
    """Messages not accounted for yet, of the partitions that there are."""
    return sum(row["lag"] or 0 for row in partitions)


@command(app, "status", example="csods consume status --service checks")
async def status(ask: Ask) -> int:
    """Position, end and lag of every partition, and whether somebody has paused the service.

    Exit code 1 when a service is paused, 3 when Kafka or a database does not answer.
    """
    services = []
    async with ask.reach() as found:
        partitions, ends = await read_so_far(found)
        for one, rows in zip(found.there, partitions, strict=True):
            paused = await operate.paused(one.looking)
            total = None if ends is None else behind(rows)
            services.append({"service": one.name, "paused": paused, "lag": total, "partitions": rows})
            ask.out.table(one.name, rows, _SHOWN, wrong=("lag",))
            if paused:
                ask.out.line(f"{one.name}: paused by {paused['by']}: {paused['reason']}", WRONG)
            ask.out.line(f"{one.name}: lag {'unknown' if total is None else total}", WATCH if total else WELL)
    away = [{"service": one.name, "why": one.why} for one in found.away]
    if ends is None:
        away.append({"service": "Kafka", "why": "its brokers do not answer: the ends are not known"})
    for gone in away:
        ask.out.line(f"{gone['service']}: {gone['why']}", WRONG)
    if ask.out.as_json:
        ask.out.document({"services": services, "away": away})
    return UNREACHABLE if away else FINDINGS if any(one["paused"] for one in services) else FINE


Named = Annotated[str, typer.Argument(help="which service: checks, or 46.checks")]


@command(app, "pause", example="csods consume pause checks --by st-1950 --because 'a bad release, INC-12'")
async def pause(
    ask: Ask, name: Named, by: By, because: Annotated[str, typer.Option("--because", help="why")]
) -> None:
    """Have a service take nothing more from its topics until somebody resumes it.

    It obeys within seconds, also when it is started again. What comes in the meantime waits in Kafka.
    """
    if not because.strip():
        raise operate.NotDone("say why: whoever finds it paused at night must know")
    async with ask.reach(name) as found:
        one = found.one()
        await operate.pause(one.acting(), by, because)
    if ask.out.as_json:
        ask.out.document({"service": one.name, "paused": {"by": by, "reason": because}})
    ask.out.line(f"{one.name}: paused; csods consume resume {one.name} lets it go on", WATCH)


@command(app, "resume", example="csods consume resume checks")
async def resume(ask: Ask, name: Named) -> None:
    """Let a paused service take messages again, from where it was."""
    async with ask.reach(name) as found:
        one = found.one()
        was = await operate.resume(one.acting())
    if ask.out.as_json:
        ask.out.document({"service": one.name, "paused": None, "was_paused": was})
    ask.out.line(f"{one.name}: {'goes on' if was else 'was not paused'}", WELL)
