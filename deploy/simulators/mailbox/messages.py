"""What arrived: messages and rings, numbered as they came, in memory and in an append-only file."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$"


class Channel(StrEnum):
    LETTER = "LETTER"
    EMAIL = "EMAIL"
    TEXT = "TEXT"
    ALERT = "ALERT"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Message(Part):
    """The body of PUT /v1/messages/{reference}. `to` is an address block, a number, or a duty role."""

    kind: str = Field(min_length=1, max_length=100)
    channel: Channel
    to: str = Field(min_length=1, max_length=2000)
    title: str = Field(default="", max_length=500)
    body: str = Field(min_length=1, max_length=100_000)


class Ring(Part):
    """The body of PUT /v1/rings/{reference}: a duty role is rung, without personal data."""

    role: str = Field(min_length=1, max_length=100)
    code: str = Field(min_length=1, max_length=100)
    words: str = Field(min_length=1, max_length=2000)


class Arrived(Part):
    """`number` counts everything that arrived, from 1; `at` is business time."""

    number: int
    what: Literal["message", "ring"]
    reference: str
    at: AwareDatetime
    content: Message | Ring

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.model_dump(mode="json", exclude={"content", "what"})
        return shown | self.content.model_dump(mode="json")


class OtherContent(Exception):
    """That reference has arrived already with other content."""


class Mailbox:
    """Keeps what came; the same again is the same, and the same reference with other content is refused."""

    def __init__(self, state: Path) -> None:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = state / "arrived.jsonl"
        self._arrived: list[Arrived] = _read(self._path)
        self._by_reference = {(one.what, one.reference): one for one in self._arrived}
        self._news = asyncio.Condition()

    @property
    def last(self) -> int:
        return len(self._arrived)

    def everything(self) -> list[Arrived]:
        return list(self._arrived)

    def get(self, what: Literal["message", "ring"], reference: str) -> Arrived | None:
        return self._by_reference.get((what, reference))

    async def put(self, reference: str, content: Message | Ring, at: datetime) -> bool:
        """True when it is new. On disk before this returns. Raises OtherContent."""
        what: Literal["message", "ring"] = "ring" if isinstance(content, Ring) else "message"
        async with self._news:
            if known := self.get(what, reference):
                if known.content != content:
                    raise OtherContent
                return False
            one = Arrived(number=self.last + 1, what=what, reference=reference, at=at, content=content)
            _append(self._path, one)
            self._arrived.append(one)
            self._by_reference[what, reference] = one
            self._news.notify_all()
        return True

    async def after(
        self, number: int, what: Literal["message", "ring"], wait_seconds: float
    ) -> list[Arrived]:
        """What came of that kind after `number`; waits for the first such, at most so long."""

        def fresh() -> list[Arrived]:
            return [one for one in self._arrived[max(number, 0) :] if one.what == what]

        async with self._news:
            try:
                async with asyncio.timeout(wait_seconds):
                    await self._news.wait_for(lambda: bool(fresh()))
            except TimeoutError:
                return []
            return fresh()


def _append(path: Path, one: Arrived) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(one.model_dump_json().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> list[Arrived]:
    """What was written whole; a line cut short by a crash was never acknowledged and is taken off."""
    if not path.exists():
        return []
    content = path.read_bytes()
    whole, _, cut_short = content.rpartition(b"\n")
    if cut_short:
        os.truncate(path, len(content) - len(cut_short))
    return [_arrived(json.loads(line)) for line in whole.split(b"\n") if line]


def _arrived(row: dict[str, Any]) -> Arrived:
    kind = Ring if row["what"] == "ring" else Message
    return Arrived.model_validate({**row, "content": kind.model_validate(row["content"])})
