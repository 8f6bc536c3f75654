"""The hash tree is RFC 6962's, and one leaf of it can be proved by a few hashes."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.tree import EMPTY, Growing, Head, leaf, node, path, root_by, root_of

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)
KNOWN_INPUTS = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
"""Of the tests of certificate-transparency; with the roots of the first, and of all eight."""
KNOWN_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",  # pragma: allowlist secret
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",  # pragma: allowlist secret
}


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node(by_definition(leaves[:split]), by_definition(leaves[split:]))


@pytest.mark.parametrize("size", KNOWN_ROOTS)
def test_the_root_is_that_of_others_who_build_this_tree(size: int) -> None:
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(one)).digest() for one in KNOWN_INPUTS[:size]]
    assert root_of(leaves).hex() == KNOWN_ROOTS[size]


@given(LEAVES)
def test_the_root_grows_leaf_by_leaf_to_what_the_definition_says(leaves: list[bytes]) -> None:
    growing = Growing()
    for so_far, one in enumerate(leaves, 1):
        growing.add(one)
        assert growing.root() == by_definition(leaves[:so_far])
        assert growing.size == so_far


def test_no_leaves_have_a_root_too() -> None:
    assert root_of([]) == EMPTY == hashlib.sha256().digest()


@given(LEAVES, st.data())
def test_one_leaf_is_proved_by_its_path_and_another_is_not(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    neighbours, root = path(leaves, index), root_of(leaves)
    assert root_by(leaves[index], index, len(leaves), neighbours) == root
    assert len(neighbours) <= max(len(leaves) - 1, 1).bit_length()
    assert root_by(bytes(32), index, len(leaves), neighbours) != root or leaves[index] == bytes(32)
    assert root_by(leaves[index], index, len(leaves), (*neighbours, bytes(32))) != root


def test_a_path_of_another_length_leads_nowhere() -> None:
    assert root_by(EMPTY, 0, 2, ()) is None
    assert root_by(EMPTY, 2, 2, (EMPTY,)) is None
    assert root_by(EMPTY, 0, 1, (EMPTY,)) is None


def test_a_leaf_says_case_version_and_hash_and_nothing_of_it_can_move_to_another_part() -> None:
    said = Head("case-1", 7, bytes(32))
    others = (
        Head("case-17", 7, bytes(32)),
        Head("case-1", 8, bytes(32)),
        Head("case-1", 7, bytes(31) + b"1"),
    )
    assert len({leaf(said), *map(leaf, others)}) == 4
