"""What its writer has packed is opened as far as there is room for it, and what does not open is said.

How records are packed is their writer's choice, and brokers bound only what is packed: some kilobytes may
hold gigabytes. The client library opens whatever comes, and what it cannot take apart it tries again for
ever. So it is given these in the place of its own. No program begins without a codec.
"""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import cramjam
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.memory_records import MemoryRecords

MOST: Final = 16_000_000
"""Bytes to which a batch may open: sixteen times what a topic takes of it packed. After so many no more of a
fetch is opened."""
MOST_HEADERS: Final = 1_000
"""Of one record: an empty one is two bytes on its way, and eighty in memory."""
_LIKELY: Final = 32
"""Times smaller than its records a batch hardly ever is."""
_XERIAL: Final = b"\x82SNAPPY\x00"
"""How snappy begins where it is written in blocks; two numbers of four bytes follow, its versions."""
_VERSIONS: Final = 8
_CODECS: Final = ("gzip", "snappy", "lz4", "zstd")


class TooMuch(Exception):
    """More than there is room for."""


class Unopened(bytes):
    """The value of the one record that stands for all of a batch that could not be read.

    It has the offset of the last of them; `first` is that of the first, `why` the type of what went wrong.
    """

    first: int
    why: str


@dataclass(frozen=True, slots=True)
class _Record:
    """As the library's fetcher takes it."""

    offset: int
    value: Unopened
    key: None = None
    headers: tuple[()] = ()
    timestamp: int = -1
    timestamp_type: int = 0
    checksum: None = None


class Batches:
    """The batches of a partition that came with one fetch; what is left out comes with the next."""

    def __init__(self, fetched: bytes) -> None:
        self._batches = MemoryRecords(fetched)
        self.opened = 0

    def size_in_bytes(self) -> int:
        return int(self._batches.size_in_bytes())

    def has_next(self) -> bool:
        return self.opened < MOST and bool(self._batches.has_next())

    def next_batch(self) -> Any:
        batch = self._batches.next_batch()
        return batch if batch is None or batch.is_control_batch else _Batch(batch, self)


class _Batch:
    """The library's, with a record in the place of those that it fails on."""

    def __init__(self, batch: Any, fetched: Batches) -> None:
        self._batch = batch
        self._fetched = fetched

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        first = self._batch.base_offset
        before = _codecs.opened
        try:
            records = iter(self._batch)  # here it is opened
            self._fetched.opened += _codecs.opened - before
            for record in records:
                if len(record.headers) > MOST_HEADERS:
                    raise TooMuch("headers")  # noqa: TRY301 - like whatever else is wrong with it
                yield record
                first = record.offset + 1
        except MemoryError:
            raise
        except Exception as error:  # whatever its writer has made, it will not become anything else
            yield _Record(self._batch.next_offset - 1, _unopened(first, error))


def _unopened(first: int, error: Exception) -> Unopened:
    value = Unopened()
    value.first, value.why = first, type(error).__name__
    return value


class _Codecs:
    """By the names that the library calls them. Raise whatever a codec calls what it cannot open."""

    opened = 0
    """Bytes that all of them have given, ever."""

    def gzip_decode(self, packed: bytes) -> bytes:
        return self._gave(gzip.GzipFile(fileobj=io.BytesIO(packed)).read(MOST + 1))

    def lz4_decode(self, packed: bytes) -> bytes:
        return self._into(cramjam.lz4.decompress_into, packed)

    def zstd_decode(self, packed: bytes) -> bytes:
        return self._into(cramjam.zstd.decompress_into, packed)

    def snappy_decode(self, packed: bytes) -> bytes:
        if packed[: len(_XERIAL)] == _XERIAL:
            return self._into(_blocks, packed)
        return self._into(cramjam.snappy.decompress_raw_into, packed)

    def _into(self, codec: Callable[[bytes, Any], int], packed: bytes) -> bytes:
        """Into as much room as it likely takes, or else as much as there is."""
        likely = min(MOST, _LIKELY * len(packed) + 4096)
        try:
            room = bytearray(likely)
            many = codec(packed, room)
        except cramjam.DecompressionError:
            room = bytearray(MOST)
            many = codec(packed, room)
        return self._gave(bytes(memoryview(room)[:many]))

    def _gave(self, opened: bytes) -> bytes:
        if len(opened) > MOST:
            raise TooMuch("bytes")
        self.opened += len(opened)
        return opened


def _blocks(packed: bytes, room: bytearray) -> int:
    """Snappy as Java writes it: in blocks, each with its length before it."""
    at, many = len(_XERIAL) + _VERSIONS, 0
    while at < len(packed):
        begin, end = at + 4, at + 4 + int.from_bytes(packed[at : at + 4], "big")
        many += cramjam.snappy.decompress_raw_into(packed[begin:end], memoryview(room)[many:])
        at = end
    return many


_codecs = _Codecs()


def _replace() -> None:
    """Raises AttributeError where the library goes by other names than it did."""
    of_batches = sys.modules[DefaultRecordBatch.__module__]
    for module, name, ours in (
        (fetcher, "MemoryRecords", Batches),
        *((of_batches, f"{one}_decode", getattr(_codecs, f"{one}_decode")) for one in _CODECS),
    ):
        getattr(module, name)
        setattr(module, name, ours)


_replace()
