"""Bad records end where the design says; the partition moves on, every other case goes on, nothing leaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from messaging import envelope
from tests.faults.parcels import Parcels
from tests.messaging.toy import depot

CANARY = "Canaria Neverprinted"
Made = tuple[bytes | None, bytes | None]


def changed(made: tuple[bytes, bytes], **attributes: Any) -> Made:
    """A message with some attributes otherwise; None takes one away."""
    key, value = made
    document = orjson.loads(value) | attributes
    return key, envelope.canonical({name: one for name, one in document.items() if one is not None})


def deeper(value: bytes, levels: int) -> bytes:
    """The same message, with something of our own writing nested so deep."""
    return value[:-1] + b',"zz":' + b"[" * levels + b"]" * levels + b"}"


@dataclass(frozen=True)
class Bad:
    """What is sent, and the reason under which it is kept; `holds` when its case waits for it."""

    make: Callable[[Parcels, tuple[bytes, bytes]], Made]
    reason: str
    holds: bool = False
    headers: Sequence[Any] = ()


def _later(**span: float) -> str:
    return envelope.wire(datetime.now(UTC) + timedelta(**span))


BAD: dict[str, Bad] = {
    "empty": Bad(lambda _, made: (made[0], b""), "EMPTY"),
    "null": Bad(lambda _, made: (made[0], None), "EMPTY"),
    "broken JSON": Bad(lambda _, made: (made[0], b'{"id": "' + CANARY.encode()), "NOT_JSON"),
    "not UTF-8": Bad(lambda _, made: (made[0], b'{"id": "\xff\xfe"}'), "NOT_JSON"),
    "a list": Bad(lambda _, made: (made[0], b"[1]"), "NOT_AN_OBJECT"),
    "no id": Bad(lambda _, made: changed(made, id=None), "BAD_ENVELOPE"),
    "a sequence that is no number": Bad(lambda _, made: changed(made, sequence=CANARY), "BAD_ENVELOPE"),
    "a sequence of 5,000 digits": Bad(lambda _, made: changed(made, sequence="9" * 5000), "BAD_ENVELOPE"),
    "too deep to be written again": Bad(lambda _, made: (made[0], deeper(made[1], 300)), "TOO_DEEP"),
    "too deep to be kept": Bad(lambda _, made: (made[0], deeper(made[1], 1022)), "TOO_DEEP"),
    "other content type": Bad(lambda _, made: changed(made, datacontenttype="text/xml"), "BAD_ENVELOPE"),
    "wrong key": Bad(lambda _, made: (b"case-other", made[1]), "WRONG_KEY"),
    "no key": Bad(lambda _, made: (None, made[1]), "WRONG_KEY"),
    "another writer's source": Bad(lambda _, made: changed(made, source="toy/stranger"), "WRONG_SOURCE"),
    "no case id": Bad(lambda _, made: (b"/../", changed(made, subject="/../")[1]), "BAD_CASE_ID"),
    "unknown type": Bad(
        lambda _, made: changed(made, type="shop.parcel.lost.v1", critical=False), "UNKNOWN_TYPE"
    ),
    "unknown critical type": Bad(
        lambda _, made: changed(made, type="shop.parcel.lost.v1", critical=True), "UNKNOWN_TYPE", holds=True
    ),
    "unknown version": Bad(
        lambda _, made: changed(made, type="shop.parcel.ordered.v9"), "UNKNOWN_VERSION", holds=True
    ),
    "a type of another topic": Bad(
        lambda _, made: changed(made, type="depot.parcel.shipped.v1", data={"attempt": 1}),
        "WRONG_TOPIC",
        holds=True,
    ),
    "wrong data": Bad(lambda _, made: changed(made, data={"weight": CANARY}), "BAD_DATA", holds=True),
    "future time": Bad(lambda _, made: changed(made, time=_later(minutes=6)), "FUTURE_TIME", holds=True),
    "a program error": Bad(lambda _, made: changed(made, data={"weight": 13}), "FAILED", holds=True),
}
GOOD_HEADERS: dict[str, Sequence[Any]] = {
    "null header": [("traceparent", None)],
    "binary header": [("traceparent", b"\xff\x00\xfe")],
    "reply_to": [("reply_to", b"somewhere-else")],
    "lying content type": [("content-type", b"application/json; charset=\xff")],
    "headers of other people": [("correlation_id", CANARY.encode())],
}


async def test_every_bad_record_is_kept_under_its_reason_and_nobody_else_waits(parcels: Parcels) -> None:
    await parcels.depot()
    for number, bad in enumerate(BAD.values()):
        case_id = f"case-bad-{number:02}"
        made = parcels.parcel(depot.Ordered(weight=1), case_id)
        await parcels.send(bad.make(parcels, made), headers=bad.headers)
        await parcels.send(parcels.parcel(depot.Ordered(weight=2), case_id))
    await parcels.send(*[parcels.parcel(depot.Ordered(weight=3), f"case-good-{one}") for one in range(10)])
    await parcels.settled()
    await _each_is_where_it_belongs(parcels)
    unreadable = {
        "EMPTY",
        "NOT_JSON",
        "NOT_AN_OBJECT",
        "TOO_DEEP",
        "BAD_ENVELOPE",
        "WRONG_KEY",
        "WRONG_SOURCE",
        "BAD_CASE_ID",
    }
    numberless = sum(bad.reason in unreadable for bad in BAD.values())
    findings = (await parcels.audited()).findings
    assert [one.code for one in findings] == ["MISSING_NUMBERS"] * numberless, (
        "only what has no number is missed"
    )
    leaks = [line for line in _logs(parcels) if CANARY in line]
    assert leaks == []


async def _each_is_where_it_belongs(parcels: Parcels) -> None:
    async with parcels.engine.connect() as connection:
        kept = {row.case_id: row for row in await connection.execute(text("SELECT * FROM quarantine"))}
        reasons = sorted(
            row.reason for row in await connection.execute(text("SELECT reason FROM quarantine"))
        )
    assert reasons == sorted(bad.reason for bad in BAD.values())
    for number, (name, bad) in enumerate(BAD.items()):
        case_id = f"case-bad-{number:02}"
        waits = await parcels.count("SELECT count(*) FROM waiting WHERE case_id = :case", case=case_id)
        applied = await parcels.count(
            "SELECT count(*) FROM journal WHERE case_id = :case AND heard", case=case_id
        )
        assert (waits, applied) == ((1, 0) if bad.holds else (0, 1)), name
        if bad.holds:
            assert kept[case_id].holds, name
        assert CANARY not in str(kept.get(case_id) and kept[case_id].detail), name
    good = await parcels.count("SELECT count(DISTINCT case_id) FROM journal WHERE case_id LIKE 'case-good-%'")
    assert good == 10


def _logs(parcels: Parcels) -> list[str]:
    lines: list[str] = []
    for log in (parcels.stack.state / "logs").glob(f"{parcels.name}-*.log"):
        lines += log.read_text(errors="replace").splitlines()
    assert lines, "no log to search"
    return lines


@pytest.mark.parametrize("name", GOOD_HEADERS)
async def test_a_strange_header_neither_loses_nor_stops_a_message(name: str, parcels: Parcels) -> None:
    await parcels.depot()
    await parcels.send(parcels.parcel(depot.Ordered(weight=4), "case-header"), headers=GOOD_HEADERS[name])
    await parcels.send(parcels.parcel(depot.Paid(pence=4), "case-header"))
    await parcels.settled()
    assert await parcels.count("SELECT count(*) FROM journal WHERE heard") == 2
    assert await parcels.count("SELECT count(*) FROM quarantine") == 0


async def test_a_message_with_two_megabytes_is_refused_by_the_broker_and_harms_nobody(
    parcels: Parcels,
) -> None:
    await parcels.depot()
    made = changed(parcels.parcel(depot.Ordered(weight=1), "case-large"), padding="x" * 1_020_000)
    await parcels.send(made)
    await parcels.send(parcels.parcel(depot.Ordered(weight=2), "case-small"))
    await parcels.settled()
    assert await parcels.count("SELECT count(*) FROM quarantine WHERE reason = 'TOO_LARGE'") == 1
    assert await parcels.count("SELECT count(*) FROM journal WHERE case_id = 'case-small' AND heard") == 1


async def test_the_same_id_with_other_bytes_is_kept_and_said(parcels: Parcels) -> None:
    await parcels.depot()
    first = parcels.parcel(depot.Ordered(weight=1), "case-reused")
    again = changed(first, data={"weight": 2})
    await parcels.send(first, first, again)
    await parcels.settled()
    assert await parcels.count("SELECT count(*) FROM journal WHERE heard") == 1
    assert await parcels.count("SELECT count(*) FROM quarantine WHERE reason = 'ID_REUSED' AND holds") == 1


async def test_another_history_under_a_known_number_is_a_fork(parcels: Parcels) -> None:
    await parcels.depot()
    first = parcels.parcel(depot.Ordered(weight=1), "case-forked")
    await parcels.send(first)
    await parcels.settled()
    other = changed(first, id="00000000-0000-8000-8000-000000000001", chainhash="f" * 64, data={"weight": 9})
    await parcels.send(other)
    await parcels.settled()
    assert (
        await parcels.count("SELECT count(*) FROM quarantine WHERE reason = 'HISTORY_FORKED' AND holds") == 1
    )


async def test_a_missing_number_is_unread_mail_until_it_comes(parcels: Parcels) -> None:
    await parcels.depot()
    first = parcels.parcel(depot.Ordered(weight=1), "case-gap")
    second = parcels.parcel(depot.Wrapped(layers=2), "case-gap")
    third = parcels.parcel(depot.Paid(pence=1), "case-gap")
    await parcels.send(first, third)
    await parcels.settled()
    assert await parcels.count("SELECT count(*) FROM streams WHERE missing = '{2}'") == 1
    assert await parcels.count("SELECT count(*) FROM tasks WHERE kind = 'alarm' AND key LIKE 'GAP/%'") == 1
    assert await parcels.count("SELECT count(*) FROM journal WHERE heard") == 2, "a gap stops no message"
    await parcels.send(second)
    await parcels.settled()
    assert await parcels.count("SELECT count(*) FROM streams WHERE missing = '{}'") == 1


async def test_a_flood_of_bad_messages_is_one_alarm(parcels: Parcels) -> None:
    await parcels.depot()
    await parcels.send(*[(b"case-flood", b"not json") for _ in range(200)])
    await parcels.settled()
    assert await parcels.count("SELECT count(*) FROM quarantine") == 200
    assert await parcels.count("SELECT count(*) FROM tasks WHERE kind = 'alarm'") == 1


async def test_an_urgent_message_overtakes_what_holds_its_case(parcels: Parcels) -> None:
    await parcels.depot()
    await parcels.send(parcels.parcel(depot.Ordered(weight=13), "case-urgent"))
    await parcels.send(parcels.parcel(depot.Wrapped(layers=1), "case-urgent"))
    await parcels.send(parcels.parcel(depot.Recalled(reason=7), "case-urgent"))
    await parcels.settled()
    assert await parcels.count("SELECT count(*) FROM waiting WHERE case_id = 'case-urgent'") == 1
    assert await parcels.count("SELECT count(*) FROM journal WHERE type = 'depot.parcel.stopped.v1'") == 1


async def test_what_came_too_early_is_applied_once_its_case_opens(parcels: Parcels) -> None:
    await parcels.depot()
    paid = parcels.parcel(depot.Paid(pence=5), "case-early")
    ordered = parcels.parcel(depot.Ordered(weight=5), "case-early")
    await parcels.send(paid)
    await parcels.settled()
    assert await parcels.count("SELECT count(*) FROM waiting WHERE reason = 'NOT_YET'") == 1
    await parcels.send(ordered)
    await parcels.journalled("depot.parcel.shipped.v1", 1)
    assert await parcels.count("SELECT count(*) FROM waiting") == 0
