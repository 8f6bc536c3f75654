"""The garbage collector while a batch is taken: it would look at thousands of objects that are all needed."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MANY: Final = 10_000
"""A batch that leaves so many objects leaves cases to be remembered, to be looked at again and again."""
EVERYTHING: Final = 2_000
"""After so many batches like that it looks at all that there is: half a second in a million messages."""
_numbers = itertools.count(1)


class _Last:
    """What the last batch of this process was like."""

    left_many = False


@contextmanager
def unhurried() -> Iterator[None]:
    """Within, nothing is looked for: reference counts free what a batch lets go of, and the rest can wait.

    What a batch like the last one leaves is set aside. Nothing of it is a cycle, or it would stay until
    everything is looked at; so what is young before it, and may be one, is looked at first.
    """
    was_on, looked = gc.isenabled(), _Last.left_many
    gc.disable()
    if looked:
        _look()
    try:
        yield
        _Last.left_many = gc.get_count()[0] >= MANY
        if looked and _Last.left_many:
            gc.freeze()
    finally:
        if was_on:
            gc.enable()


def _look() -> None:
    if next(_numbers) % EVERYTHING:
        gc.collect(1)
    else:
        gc.unfreeze()
        gc.collect()
