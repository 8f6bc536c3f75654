"""Remembered keys: more of them than fit never lose those that are in use."""

from __future__ import annotations

import pytest

from messaging import keys as module
from messaging.keys import Keys
from messaging.rows import Rows
from tests.messaging.toy.service import NoVault


class Plain(NoVault):
    """Boxes that are not closed: enough to see which key is used."""

    def __init__(self) -> None:
        self.made = 0

    def new_key(self) -> bytes:
        self.made += 1
        return str(self.made).encode()

    def key_id(self, key: bytes) -> str:
        return f"k{key.decode()}"

    def seal(self, *told: object) -> dict[str, str]:
        return {"id": "", "key": f"k{bytes(told[0]).decode()}", "box": ""}  # type: ignore[call-overload]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Keys:
    monkeypatch.setattr(module, "REMEMBERED", 3)
    return Keys(Plain(), "toy/depot")


def test_only_the_oldest_is_forgotten(few: Keys) -> None:
    rows = Rows()
    used = [few.seal(f"case-{one}", "LABEL", "type", b"", rows)["key"] for one in range(4)]
    assert [few.key(one) is not None for one in used] == [False, True, True, True]


def test_a_case_whose_key_was_forgotten_is_asked_for_again(few: Keys) -> None:
    rows = Rows()
    first = few.seal("case-0", "LABEL", "type", b"", rows)["key"]
    assert few.seal("case-0", "LABEL", "type", b"", rows)["key"] == first
    for one in range(1, 4):
        few.seal(f"case-{one}", "LABEL", "type", b"", rows)
    assert few.seal("case-0", "LABEL", "type", b"", rows)["key"] != first


def test_keys_of_a_transaction_that_was_not_committed_are_not_used(few: Keys) -> None:
    """Also where only its COMMIT failed: a box under a key that no table has is read by nobody, ever."""
    first = few.seal("case-0", "LABEL", "type", b"", Rows())["key"]
    again = Rows()
    assert few.seal("case-0", "LABEL", "type", b"", again)["key"] != first
    assert [row.key_id for row in again.keys] != [first], "and is saved"


def test_keys_of_a_transaction_that_was_committed_are_ours(few: Keys) -> None:
    rows, later = Rows(), Rows()
    first = few.seal("case-0", "LABEL", "type", b"", rows)["key"]
    few.committed(rows)
    assert few.seal("case-0", "LABEL", "type", b"", later)["key"] == first
    assert later.keys == [], "saved once"
