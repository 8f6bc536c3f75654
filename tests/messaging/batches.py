"""Batches of records as a broker keeps them, made by hand: what no client library would make."""

from __future__ import annotations

import struct
import time
from collections.abc import Sequence
from typing import Final

from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

WAYS: Final = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}
Headers = Sequence[tuple[str, bytes | None]]


class NoText(str):
    """The name of a header, which is sent as bytes that are no UTF-8."""

    def encode(self, *_: object) -> bytes:
        return b"\xff\xfe"


def packed(way: str, *values: bytes, headers: Headers = (), at: int = 0) -> bytes:
    """Of records with these headers each; the first has offset `at`."""
    builder = _DefaultRecordBatchBuilderPy(2, WAYS[way], 0, -1, -1, -1, 1 << 30)
    now = int(time.time() * 1000)
    for number, value in enumerate(values):
        assert builder.append(number, now, b"case-1", value, list(headers)) is not None
    return struct.pack(">q", at) + bytes(builder.build())[8:]
