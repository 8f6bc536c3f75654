"""A whole force on a stack of its own: a service of it may be killed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.local.contents import contents
from deploy.local.force import Force
from deploy.local.stack import Stack

LIVES_EVERY, STALE_AFTER = 1, 6
"""Seconds: how often a service says that it lives, and how long it may be silent."""


class Watched(Force):
    """A force whose services speak often, so that silence is noticed soon."""

    def environment(self, name: str, port: int) -> dict[str, str]:
        told = super().environment(name, port)
        return told | {
            "CSODS_ALIVE_EVERY": f"PT{LIVES_EVERY}S",
            "CSODS_FEED_STALE_AFTER": f"PT{STALE_AFTER}S",
        }


@pytest.fixture(scope="module")
def force(testrun_uid: str, worker_id: str) -> Iterator[Force]:
    name = f"unread-{testrun_uid[:12]}-{worker_id}"
    with Stack.start(contents(("46",)), name, disposable=True) as stack:
        whole = Watched(stack)
        whole.start()
        yield whole
