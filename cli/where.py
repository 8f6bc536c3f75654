"""`csods where`: one message or one case, through every table of every service and on its topics."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import typer
from aiokafka.errors import KafkaError
from sqlalchemy import text

from cli.command import Ask, command
from cli.exits import FINDINGS, FINE, UNREACHABLE, Misused
from cli.reach import Reach, Reached
from cli.whereabouts import Answer, render
from contracts.references import case_reference
from messaging import reading, where
from messaging.kafka_log import partition_of
from messaging.rows import Position, Record

_REFERENCE: Final = re.compile(
    r"kafka:(?P<topic>[A-Za-z0-9._-]{1,249})/(?P<partition>\d{1,9})/(?P<offset>\d{1,18})"
)
_CALLED: Final = re.compile(r"CS-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}")
_ABOUT_CASE: Final = ("cases", "streams", "tasks", "refusals")
CASES: Final = text("SELECT case_id FROM cases")


def add(app: typer.Typer) -> None:
    """Adds the command to the program."""

    @command(app, "where", example="csods where c-a3kq… · csods where kafka:csods.46.intake/3/1205")
    async def where_(
        ask: Ask,
        what: Annotated[
            str, typer.Argument(help="a case id or reference, a message id, or kafka:topic/partition/offset")
        ],
        quick: Annotated[bool, typer.Option("--quick", help="databases only: do not look on topics")] = False,
    ) -> int:
        """Where a message or case is: journal, outbox, offset, inbox, waiting, quarantine, tasks; everywhere.

        Nothing of any content is shown. Exit code 1 when nothing is known of it.
        """
        what = what.strip()
        async with ask.reach() as found:
            answer = await _answer(found, what, quick=quick)
        if ask.out.as_json:
            ask.out.document(
                {
                    "sought": answer.sought,
                    "form": answer.form,
                    "cases": answer.cases,
                    "services": answer.services,
                    "offsets": answer.offsets,
                    "away": answer.away,
                }
            )
        else:
            render(ask.out, answer)
        return UNREACHABLE if answer.away else FINDINGS if answer.empty else FINE


async def _answer(found: Reach, what: str, *, quick: bool) -> Answer:
    away = [{"service": one.name, "why": one.why} for one in found.away]
    if position := _position(what):
        answer = Answer(what, "offset", away=away)
        await _by_position(found, answer, position, quick=quick)
        return answer
    case_id = await _called(found, what) if _CALLED.fullmatch(what) else what
    tables = {one.name: await where.of_case(one.looking, case_id) for one in found.there}
    if any(tables.values()):
        answer = Answer(what, "case", [case_id], tables, away=away)
        if not quick:
            await _offsets(found, answer, wanted="")
        return answer
    answer = Answer(what, "message", away=away)
    await _by_id(found, answer, what, "")
    if not quick:
        await _offsets(found, answer, wanted=what)
    return answer


def _position(what: str) -> Position | None:
    match = _REFERENCE.fullmatch(what)
    if match is None and what.startswith("kafka:"):
        raise Misused("a place on a topic is written kafka:topic/partition/offset")
    return Position(match["topic"], int(match["partition"]), int(match["offset"])) if match else None


async def _called(found: Reach, reference: str) -> str:
    """The case behind what people call it; the reference itself when there is none."""
    for one in found.there:
        async with one.looking.connect() as connection:
            for row in await connection.execute(CASES):
                if case_reference(row.case_id) == reference:
                    return str(row.case_id)
    return reference


async def _by_id(found: Reach, answer: Answer, message_id: str, ref: str) -> None:
    """Through all databases by id or reference, and then what they hold of its case."""
    for one in found.there:
        answer.services[one.name] = await where.of_message(one.looking, message_id, ref)
    cases = {
        row["case_id"] for tables in answer.services.values() for rows in tables.values() for row in rows
    }
    answer.cases = sorted({*answer.cases, *(case for case in cases if case)})
    for one in found.there:
        for case_id in answer.cases:
            about = await where.of_case(one.looking, case_id)
            for table in _ABOUT_CASE:
                rows = [row for row in about.get(table, []) if row.get("state") != "done"]
                if rows:
                    answer.services[one.name].setdefault(table, []).extend(rows)


async def _by_position(found: Reach, answer: Answer, position: Position, *, quick: bool) -> None:
    if quick:
        await _by_id(found, answer, "", str(position))
        return
    readers = [one for one in found.there if position.topic in one.place.reads]
    message_id = ""
    try:
        ids = await found.log.topic_ids([position.topic])
        id_ = ids.get(position.topic)
        stands = [await where.stands_at(one.looking, position, id_) for one in readers] or [position]
        for at in sorted({one for one in stands if one is not None}):
            record = await found.log.at(at)
            if record is not None:
                message_id, case_id = _named(record)
                answer.cases += [case_id] if case_id else []
                answer.offsets.append(await _offset(found.there, record, message_id, ids))
    except (KafkaError, OSError, TimeoutError):
        answer.away.append({"service": "Kafka", "why": "its brokers do not answer"})
    await _by_id(found, answer, message_id, str(position))


async def _offsets(found: Reach, answer: Answer, wanted: str) -> None:
    """Where records of the case, or the one wanted, stand on topics."""
    topics = sorted({topic for one in found.there for topic in (*one.place.reads, *one.place.writes)})
    found_at: dict[Position, dict[str, Any]] = {}
    try:
        extents, ids = await found.log.extents(topics), await found.log.topic_ids(topics)
        parts = {
            (topic, partition_of(case_id.encode(), sum(name == topic for name, _ in extents)))
            for topic in {name for name, _ in extents}
            for case_id in answer.cases
        }
        async for record in found.log.read(topics, parts or None):
            message_id, case_id = _named(record)
            if message_id == wanted if wanted else case_id in answer.cases:
                found_at[record.position] = await _offset(found.there, record, message_id, ids)
    except (KafkaError, OSError, TimeoutError):
        answer.away.append({"service": "Kafka", "why": "its brokers do not answer: offsets are not known"})
    in_order = sorted(found_at, key=lambda at: (at.topic, at.partition, at.offset))
    answer.offsets += [found_at[position] for position in in_order]


def _named(record: Record) -> tuple[str, str]:
    """Message id and case id, as far as the record can be read."""
    read = reading.read(record.value)
    if isinstance(read, reading.Envelope):
        return read.id, read.case_id
    return "", ""


async def _offset(
    there: Sequence[Reached], record: Record, message_id: str, ids: Mapping[str, UUID]
) -> dict[str, Any]:
    at = record.position
    read_by = {}
    for one in there:
        if at.topic in one.place.reads:
            interval = await where.accounted(one.looking, at, ids.get(at.topic))
            read_by[one.name] = interval["at"] if interval else None
    return {"ref": str(at), "message_id": message_id, "bytes": len(record.value or b""), "read_by": read_by}
