"""What a writer has packed is opened within bounds; what does not open is one record that says so."""

from __future__ import annotations

import importlib
import sys
import tracemalloc
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException

from messaging.consume import Consumer, Wire, broker
from messaging.envelope import LARGEST
from messaging.faults import Fenced
from messaging.lives import Place
from messaging.packed import MOST, MOST_HEADERS, Unopened
from messaging.rows import Position, Record
from messaging.taken import NOT_OPENED
from tests.messaging.batches import WAYS, NoText, packed

PART = TopicPartition("toy.shop", 0)
PACKED = [way for way in WAYS if way != "none"]


def fetched(*batches: bytes) -> Any:
    """As the client library takes them from an answer of a broker."""
    records = fetcher.MemoryRecords(b"".join(batches))
    return fetcher.PartitionRecords(PART, records, [], 0, None, None, True, fetcher.READ_COMMITTED)


def spans(records: Sequence[ConsumerRecord]) -> list[tuple[int, int, str]]:
    """Of those that stand for others: the first, the last, and why."""
    return [
        (one.value.first, one.offset, one.value.why) for one in records if isinstance(one.value, Unopened)
    ]


@pytest.mark.parametrize("way", WAYS)
def test_whatever_a_codec_packs_is_read(way: str) -> None:
    values = (b"one", b"two" * 100_000, bytes(LARGEST))
    assert tuple(one.value for one in fetched(packed(way, *values))) == values


@pytest.mark.parametrize("way", PACKED)
def test_a_batch_that_opens_to_more_than_there_is_room_for_is_one_record_and_others_are_read(
    way: str,
) -> None:
    bomb = packed(way, *[bytes(MOST // 2)] * 3)
    found = list(fetched(bomb, packed(way, b"after", at=3)))
    ((first, last, _),) = spans(found)
    assert (first, last) == (0, 2)
    assert [(one.offset, one.value) for one in found[1:]] == [(3, b"after")]


@pytest.mark.parametrize("way", PACKED)
def test_however_much_a_batch_opens_to_it_takes_no_more_memory_than_there_is_room_for(way: str) -> None:
    """What is opened and what it is opened into, and the one before it where that was too small."""
    bomb = packed(way, *[bytes(MOST // 2)] * 3)
    tracemalloc.start()
    try:
        list(fetched(bomb))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 3 * MOST


def test_no_more_of_one_fetch_is_opened_than_there_is_room_for_and_the_rest_comes_with_the_next() -> None:
    batches = [packed("zstd", bytes(LARGEST), at=at) for at in range(50)]
    first = fetched(*batches)
    read = list(first)
    assert sum(len(one.value) for one in read) < MOST + 2 * LARGEST
    assert first.next_fetch_offset == len(read) == read[-1].offset + 1
    rest = list(islice(fetched(*batches[len(read) :]), 1))
    assert rest[0].offset == len(read)


def test_a_header_whose_name_is_no_text_is_said_and_what_came_before_is_read() -> None:
    bad = packed("none", b"two", b"three", headers=[(NoText(), b"y")], at=1)
    found = list(fetched(packed("none", b"one"), bad, packed("none", b"after", at=3)))
    assert [one.value for one in found] == [b"one", b"", b"after"]
    assert [(first, last) for first, last, _ in spans(found)] == [(1, 2)]


def test_more_headers_than_anybody_needs_are_not_taken_into_memory() -> None:
    many = packed("zstd", b"two", headers=[("", None)] * (MOST_HEADERS + 1), at=0)
    assert spans(list(fetched(many))) == [(0, 0, "TooMuch")]


def test_what_was_damaged_on_its_way_comes_again_and_is_given_up_by_nobody() -> None:
    damaged = bytearray(packed("zstd", b"one" * 100))
    damaged[-1] ^= 1
    with pytest.raises(CorruptRecordException):
        list(fetched(bytes(damaged)))


@pytest.mark.parametrize("page", ["README.md", "RECEIPTS.md"])
def test_whoever_writes_to_us_is_told_how_much_is_opened(page: str) -> None:
    told = (Path(__file__).parents[2] / "contracts" / page).read_text("utf-8")
    assert f"{MOST:,} bytes" in told
    assert f"{MOST_HEADERS:,} headers" in told


def test_no_program_begins_without_a_codec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cramjam", None)
    monkeypatch.delitem(sys.modules, "messaging.packed")
    with pytest.raises(ImportError):
        importlib.import_module("messaging.packed")


async def test_what_stands_for_many_is_taken_as_what_could_not_be_opened_and_nothing_is_missed() -> None:
    taken: list[Record] = []
    gone: list[object] = []

    async def take(records: Sequence[Record], _: object) -> None:
        taken.extend(records)

    async def expired(*what: object) -> None:
        gone.append(what)

    async def nowhere(*_: object) -> dict[tuple[str, int], Place]:
        return {}

    consumer = Consumer(
        broker(Wire("127.0.0.1:1")),
        ["toy.shop"],
        "csods.toy",
        "toy-1",
        take,
        nowhere,
        fenced=Fenced,
        expired=expired,
    )
    consumer._offsets.after[PART] = 0
    await consumer._consume(
        tuple(fetched(packed("zstd", *[bytes(MOST // 2)] * 3), packed("none", b"{}", at=3)))
    )
    assert [one.position for one in taken] == [Position("toy.shop", 0, 2), Position("toy.shop", 0, 3)]
    ((name, said),) = taken[0].headers
    assert (name, taken[0].value) == (NOT_OPENED, None)
    assert said.startswith(b"records 0 to 2: ")
    assert consumer._offsets.after[PART] == 4
    assert gone == []
