"""Nothing is lost to the garbage collector for good, however much a batch leaves behind."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from messaging import collector
from messaging.collector import unhurried


class Ring:
    """Holds itself: only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every batch here counts as one that leaves many objects, and so did the one before."""
    monkeypatch.setattr(collector, "MANY", 0)
    gc.freeze()  # what other tests have left is not to be looked at each time
    with unhurried():
        pass
    gc.collect()
    yield
    monkeypatch.undo()
    with unhurried():
        pass
    gc.unfreeze()


def test_what_was_left_before_a_large_batch_is_freed() -> None:
    gone = weakref.ref(Ring())
    with unhurried():
        assert gone() is None


def test_what_a_large_batch_leaves_is_not_looked_at_again_and_again() -> None:
    with unhurried():
        left = weakref.ref(Ring())
    gc.collect()
    assert left() is not None


def test_it_is_looked_at_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with unhurried():
        left = weakref.ref(Ring())
    monkeypatch.setattr(collector, "EVERYTHING", 1)
    with unhurried():
        assert left() is None


def test_nothing_is_set_aside_of_a_batch_that_fails_or_leaves_little(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[weakref.ref[Ring]] = []

    def fails() -> None:
        with unhurried():
            left.append(weakref.ref(Ring()))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    monkeypatch.setattr(collector, "MANY", 1_000_000)
    with unhurried():
        left.append(weakref.ref(Ring()))
    gc.collect()
    assert [one() for one in left] == [None, None]


def test_it_works_again_after_a_batch() -> None:
    with unhurried():
        assert not gc.isenabled()
    assert gc.isenabled()
