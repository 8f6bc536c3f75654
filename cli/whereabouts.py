"""What `csods where` has found, as sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cli.instants import short
from cli.meanings import QUARANTINED, WAITING
from cli.output import WATCH, WELL, WRONG, Out

Tables = dict[str, list[dict[str, Any]]]
Sentence = tuple[str, str]
"""Words and their style."""


@dataclass(slots=True)
class Answer:
    """What was found: tables by service, offsets on topics, and what could not be asked."""

    sought: str
    form: str
    cases: list[str] = field(default_factory=list)
    services: dict[str, Tables] = field(default_factory=dict)
    offsets: list[dict[str, Any]] = field(default_factory=list)
    away: list[dict[str, str]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not any(self.services.values()) and not self.offsets


def render(out: Out, answer: Answer) -> None:
    """For people: a sentence for each thing found, then the rows."""
    if answer.empty:
        out.line(f"nothing is known of {answer.sought} here", WRONG)
    for name, tables in answer.services.items():
        for words, style in _sentences(name, tables, answer.form):
            out.line(f"{name}: {words}", style)
    for gone in answer.away:
        out.line(f"{gone['service']}: {gone['why']}", WRONG)
    out.table("on its topics", [_offset(one) for one in answer.offsets])
    for name, tables in answer.services.items():
        for table, rows in tables.items():
            out.table(f"{name} {table}", rows, [column for column in rows[0] if column != "case_id"])


def _sentences(name: str, tables: Mapping[str, list[dict[str, Any]]], form: str) -> list[Sentence]:
    told = [*(_case(tables) if form == "case" else _message(tables)), *_kept(name, tables)]
    return told or [("nothing of it here", "")]


def _case(tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[Sentence]:
    if journal := tables.get("journal"):
        yield f"journal of {len(journal)} entries, the last at {short(journal[-1]['recorded_at'])}", WELL
    if inbox := tables.get("inbox"):
        yield f"{len(inbox)} messages taken, the last at {short(inbox[-1]['taken_at'])}", WELL


def _message(tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[Sentence]:
    for row in tables.get("journal", []):
        yield f"in the journal as version {row['version']} ({row['type']})", WELL
    for row in tables.get("inbox", []):
        yield f"taken at {short(row['taken_at'])}: {row['outcome']}", WELL


def _kept(name: str, tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[Sentence]:
    """What has not gone its way yet."""
    for row in tables.get("outbox", []):
        why = f"could not be sent ({row['failed']})" if row["failed"] else "not published yet"
        yield f"version {row['version']} {why}, since {short(row['since'])}", WRONG
    for row in tables.get("waiting", []):
        yield f"{row['ref']} waits since {short(row['since'])}: {WAITING[row['reason']]}", WATCH
    for row in tables.get("quarantine", []):
        yield _quarantined(name, row)
    for row in tables.get("streams", []):
        if row["missing"]:
            yield f"numbers {row['missing']} have never come on {row['topic']}: republish", WRONG
    for row in tables.get("tasks", []):
        if row["state"] == "stuck":
            yield f"task {name}/{row['id']} ({row['kind']}) is stuck: {row['trouble']}", WRONG


def _offset(one: Mapping[str, Any]) -> dict[str, Any]:
    readers = [f"{name} at {short(at)}" if at else f"{name}: not yet" for name, at in one["read_by"].items()]
    return {"place": one["ref"], "message_id": one["message_id"], "bytes": one["bytes"], "read_by": readers}


def _quarantined(name: str, row: Mapping[str, Any]) -> tuple[str, str]:
    entry = f"{row['ref']} is in quarantine as {name}/{row['id']}"
    if row["state"] != "open":
        return f"{entry}: {row['state']}", WELL
    return f"{entry} ({row['reason']}): {QUARANTINED.get(row['reason'], 'see csods quarantine show')}", WRONG
