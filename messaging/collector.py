"""The garbage collector while a batch is taken: it would look at thousands of objects that are all needed."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

LARGE: Final = 100
"""So many records leave more cases behind, to be remembered, than it may look at again and again."""
EVERYTHING: Final = 2_000
"""After so many large batches it looks at all that there is: half a second in a million messages."""
_large = itertools.count(1)


@contextmanager
def unhurried(many: int) -> Iterator[None]:
    """Within, nothing is looked for: reference counts free what a batch lets go of, and the rest can wait.

    What a large batch leaves is set aside: it is what was remembered. Nothing of it is a cycle, or it would
    stay until everything is looked at; so what is young before it, and may be one, is looked at first.
    """
    was_on, large = gc.isenabled(), many >= LARGE
    gc.disable()
    if large:
        _look()
    try:
        yield
        if large:
            gc.freeze()
    finally:
        if was_on:
            gc.enable()


def _look() -> None:
    if next(_large) % EVERYTHING:
        gc.collect(1)
    else:
        gc.unfreeze()
        gc.collect()
