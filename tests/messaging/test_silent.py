"""A part of a process that has never made any progress is as silent as one that has ceased to."""

from __future__ import annotations

import time

import pytest

from messaging.clock import DatabaseClock
from messaging.consume import Wire
from messaging.runtime import Options, Runtime, engine
from tests.messaging.ground import Bell
from tests.messaging.toy import depot
from tests.messaging.toy.service import service


@pytest.fixture
def runtime() -> Runtime[depot.Parcel]:
    """Of a process with every role, whose database and brokers are nowhere."""
    nowhere = engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    return Runtime(
        service("toy"),
        nowhere,
        DatabaseClock(),
        {},
        Bell(),
        Options(Wire("127.0.0.1:1"), "one", b"toy secret"),
    )


async def test_what_has_never_made_progress_is_silent_a_while_after_the_process_has_begun(
    runtime: Runtime[depot.Parcel], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert runtime.silent() == {}
    monkeypatch.setattr(runtime, "_begun_at", time.monotonic() - 3600)
    assert {"relay", "sweeper", "watch"} <= runtime.silent().keys()
