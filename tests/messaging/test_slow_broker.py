"""A broker that is slow, and works, gets everything in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from messaging import relay as relaying
from messaging.keys import Keys
from messaging.relay import Pointer, Relay
from tests.messaging.toy.service import NoVault


class Slow:
    """A broker that acknowledges one after the other, each after a while."""

    acknowledged: ClassVar[list[bytes]] = []

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, topic: str, value: bytes, key: bytes, headers: Any) -> asyncio.Future[None]:
        await asyncio.sleep(0.002)
        self.acknowledged.append(value)
        done = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done


async def test_what_a_slow_broker_has_acknowledged_need_not_be_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relaying, "SEND_LIMIT", timedelta(seconds=0.1))  # as 10 s at 200 ms each
    outbox = [
        Pointer(one, "case-1", one, "toy.depot", f"id-{one}", b'{"a":1}', b"h" * 32, one, ())
        for one in range(1, 501)
    ]
    relay = Relay(SimpleNamespace(), Slow, Keys(NoVault(), "toy/depot"), lambda *_: ())  # type: ignore[arg-type]

    async def remove(_: object) -> None:
        gone, relay._gone = set(relay._gone), []
        outbox[:] = [one for one in outbox if one.id not in gone]

    async def read(_: object, flying: Sequence[int]) -> list[Pointer]:
        await remove(_)
        return [one for one in outbox if one.id not in flying][:500]

    monkeypatch.setattr(relay, "_read", read)
    monkeypatch.setattr(relay, "_remove", remove)
    for _ in range(5):  # as `run` does
        try:
            await relay.once(SimpleNamespace())  # type: ignore[arg-type]
        except TimeoutError:
            await relay._drop_producer()
    await remove(None)
    assert len(outbox) < 500, f"{len(Slow.acknowledged)} were acknowledged, and none is taken for sent"
