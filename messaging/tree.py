"""A hash tree over the heads of all cases, as RFC 6962 (2.1) builds one: leaf after leaf, and each provable.

Leaves come in the order of their case ids as bytes. Nothing is kept but one hash for each power of two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

EMPTY: Final = hashlib.sha256(b"").digest()
"""The root of no leaves."""
_LEAF, _NODE = b"\x00", b"\x01"


class Head(NamedTuple):
    """Where the chain of one case has come to."""

    case_id: str
    version: int
    hash: bytes


def leaf(head: Head) -> bytes:
    """The id ends with a zero byte, which no case id holds; then eight bytes of version, then the hash."""
    said = head.case_id.encode() + b"\x00" + head.version.to_bytes(8, "big") + head.hash
    return hashlib.sha256(_LEAF + said).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


class Growing:
    """The root of what has been added so far. Memory grows with the logarithm of the leaves."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[bytes] = []
        """Roots of complete trees, the largest first; one for each bit that is set in `size`."""

    def add(self, one: bytes) -> None:
        filled = self.size
        while filled & 1:
            one = node(self._whole.pop(), one)
            filled >>= 1
        self._whole.append(one)
        self.size += 1

    def root(self) -> bytes:
        if not self._whole:
            return EMPTY
        *rest, found = self._whole
        for larger in reversed(rest):
            found = node(larger, found)
        return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    growing = Growing()
    for one in leaves:
        growing.add(one)
    return growing.root()


def path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """What proves leaf `index` under the root of all of them: its neighbours, the nearest first."""
    if len(leaves) <= 1:
        return ()
    split = _split(len(leaves))
    if index < split:
        return (*path(leaves[:split], index), root_of(leaves[split:]))
    return (*path(leaves[split:], index - split), root_of(leaves[:split]))


def root_by(one: bytes, index: int, size: int, neighbours: Sequence[bytes]) -> bytes | None:
    """The root that this leaf and its path lead to; None when the path is of another length."""
    if size <= 1:
        return one if size == 1 and index == 0 and not neighbours else None
    if not neighbours or not 0 <= index < size:
        return None
    split = _split(size)
    *nearer, last = neighbours
    if index < split:
        below = root_by(one, index, split, nearer)
        return None if below is None else node(below, last)
    below = root_by(one, index - split, size - split, nearer)
    return None if below is None else node(last, below)


def _split(size: int) -> int:
    """The largest power of two that is less than `size`."""
    return 1 << (size - 1).bit_length() - 1
