"""`csods doctor`: everything that a person on call asks, in one answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import typer

from cli.checkup import Facts, examine
from cli.command import Ask, command
from cli.complaints import Complaint, Level, between, complaints, reviews_due
from cli.consume import read_so_far
from cli.exits import FINDINGS, FINE, UNREACHABLE
from cli.instants import lasting, local
from cli.output import WATCH, WELL, WRONG, Out
from cli.reach import Reach
from messaging.kafka_log import Extent, Partition

_SHOWN = (
    "service", "lag", "paused", "unpublished", "oldest", "waiting", "quarantine", "stuck", "alarms",
    "overdue", "relay", "processes",
)  # fmt: skip
_RED = ("paused", "quarantine", "stuck", "alarms", "overdue")


def add(app: typer.Typer) -> None:
    """Adds the command to the program."""

    @command(app, "doctor", example="csods doctor · csods doctor --json | jq '.complaints[]'")
    async def doctor(ask: Ask) -> int:
        """Everything that a person on call asks, and what to do about what is wrong.

        Of every service: database, Kafka, lag, unpublished, waiting, quarantine by topic, type and reason,
        stuck tasks, standing alarms, sweeper, clock, versions and rights. Exit code 1 when something is
        wrong, 3 when a database or Kafka does not answer.
        """
        async with ask.reach() as found:
            partitions, ends = await read_so_far(found)
            examined = zip(found.there, partitions, strict=True)
            kafka = ends is not None
            facts = await asyncio.gather(*(examine(one, rows, kafka=kafka) for one, rows in examined))
            deployed = found.places.stack is None
        told = [*_reached(found, ends), *between(facts)]
        for one in facts:
            told += complaints(one, deployed=deployed)
        for force, now in {one.place.name.partition(".")[0]: one.clocks.business for one in facts}.items():
            told += reviews_due(force, now)
        told.sort(key=lambda one: one.level is not Level.WRONG)
        if ask.out.as_json:
            ask.out.document(_document(facts, told))
        else:
            _render(ask.out, facts, told)
        if found.away or ends is None:
            return UNREACHABLE
        return FINDINGS if any(one.level is Level.WRONG for one in told) else FINE


def _reached(found: Reach, ends: Mapping[Partition, Extent] | None) -> list[Complaint]:
    told = [
        Complaint(Level.WRONG, one.name, "DATABASE_AWAY", one.why, "start or repair it before anything else")
        for one in found.away
    ]
    told += [
        Complaint(Level.WATCH, name, "NOT_SET_UP", "its database has no tables", "start the service once")
        for name in found.empty
    ]
    if ends is None:
        words = "Kafka's brokers do not answer, or do not let us in: lag is not known"
        told.append(
            Complaint(Level.WRONG, "Kafka", "KAFKA_AWAY", words, "start or repair it; nothing is lost")
        )
        return told
    there = {topic for topic, _ in ends}
    wanted = {topic for one in found.there for topic in one.place.reads}
    for topic in sorted(wanted - there):
        words = f"topic {topic} does not exist"
        told.append(Complaint(Level.WRONG, "Kafka", "TOPIC_MISSING", words, "create it from the register"))
    return told


def _summary(facts: Facts) -> dict[str, Any]:
    overdue = facts.overdue
    return {
        "service": facts.place.name,
        "lag": facts.lag,
        "paused": facts.paused["by"] if facts.paused else None,
        "unpublished": facts.unpublished["many"],
        "oldest": lasting(facts.unpublished["seconds"]) if facts.unpublished["many"] else None,
        "waiting": sum(row["many"] for row in facts.waiting),
        "quarantine": sum(row["many"] for row in facts.quarantine),
        "stuck": sum(row["many"] for row in facts.stuck),
        "alarms": len(facts.alarms),
        "overdue": overdue["many"] if overdue["many"] and overdue["seconds"] > 1 else 0,
        "relay": bool(facts.relays),
        "processes": facts.rights["connections"] > 0,
    }


def _document(facts: list[Facts], told: list[Complaint]) -> dict[str, Any]:
    services = [
        {
            **_summary(one),
            "partitions": one.partitions,
            "waiting_by": one.waiting,
            "quarantine_by": one.quarantine,
            "stuck_by": one.stuck,
            "standing_alarms": one.alarms,
            "sweeper": one.overdue,
            "business_now": one.clocks.business,
            "machine_now": one.clocks.machine,
            "clock_rate": one.clocks.rate,
            "skew_seconds": round(one.skew, 3),
            "schema": one.schema,
            "schema_expected": one.expected,
            "postgres": one.rights["postgres"],
            "operator": one.rights["operator"],
        }
        for one in facts
    ]
    return {
        "program": version("csods"),
        "well": not any(one.level is Level.WRONG for one in told),
        "services": services,
        "complaints": [asdict(one) for one in told],
    }


def _render(out: Out, facts: list[Facts], told: list[Complaint]) -> None:
    out.table("services", [_summary(one) for one in facts], _SHOWN, wrong=_RED)
    if facts:
        clock = facts[0].clocks
        pace = "" if clock.rate is None else f" (movable, rate {clock.rate:g})"
        servers = ", ".join(sorted({one.rights["postgres"] for one in facts}))
        logins = ", ".join(sorted({one.rights["operator"] for one in facts}))
        out.line(
            f"business time {local(clock.business)}{pace}; csods {version('csods')}, PostgreSQL {servers}"
        )
        out.line(f"looked with the login {logins}")
    for one in told:
        style = WRONG if one.level is Level.WRONG else WATCH
        out.line(f"{one.level.value}: {one.service}: {one.words}", style)
        out.line(f"    do: {one.do}")
    if not told:
        out.line("nothing is wrong", WELL)
