"""Out to the force's own record system (Athena, Niche, Connect), by a neutral port.

No conformance is claimed. An entry is put under a reference of ours, so that the same again is one entry, and
looked up by it before each attempt. While the system is away it is left in a file, if one is wanted.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Protocol

import httpx
from pydantic import SecretStr, TypeAdapter, ValidationError

from contracts.fields import Reference
from messaging.routes import DueTask, TryAgain
from services.decisions.domain import recording
from services.decisions.domain.commands import LeaveToHand, RecordEntered, RecordNotEntered
from services.decisions.domain.record import system_of
from services.decisions.domain.state import Case

ATTEMPTS: Final = 4
NOTHING_WAS_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_REFERENCE: Final = TypeAdapter(Reference)


class Away(Exception):
    """The system does not answer, or will not take it now. Nothing was entered."""


class NotUnderstood(Exception):
    """It answered in a way that cannot be read: nobody knows whether it was entered."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered. `record`: the number of the formal report there, once there is one."""

    case: str
    part: str
    system: str
    record: str | None
    text: str

    def __repr__(self) -> str:
        return f"Entry({self.case!r}, {self.part!r})"


class RecordSystem(Protocol):
    async def enter(self, reference: str, entry: Entry) -> str:
        """The system's own reference of it. Raises Away; anything else leaves it open."""

    async def has(self, reference: str) -> str | None:
        """The same, if it was entered before. Raises Away or NotUnderstood."""


class ByHttp:
    """`PUT {url}/v1/entries/{reference}` and `GET` of the same: `{"reference": "46/123456/26"}`."""

    def __init__(self, http: httpx.AsyncClient, url: str, key: SecretStr) -> None:
        self._http, self._key = http, key
        self._entries = f"{url.rstrip('/')}/v1/entries"

    async def enter(self, reference: str, entry: Entry) -> str:
        try:
            answer = await self._http.put(
                f"{self._entries}/{reference}", json=asdict(entry), headers=self._headers()
            )
        except NOTHING_WAS_SENT as error:
            raise Away(type(error).__name__) from error
        if answer.status_code in (200, 201):
            return _reference(answer)
        if 400 <= answer.status_code < 500 or answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise Away(str(answer.status_code))
        raise NotUnderstood(str(answer.status_code))

    async def has(self, reference: str) -> str | None:
        try:
            answer = await self._http.get(f"{self._entries}/{reference}", headers=self._headers())
        except httpx.TransportError as error:
            raise Away(type(error).__name__) from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if answer.status_code != httpx.codes.OK:
            raise Away(str(answer.status_code))
        return _reference(answer)

    def _headers(self) -> dict[str, str]:
        return {"X-Api-Key": self._key.get_secret_value()}


def _reference(answer: httpx.Response) -> str:
    try:
        return _REFERENCE.validate_python(answer.json()["reference"])
    except (ValueError, KeyError, TypeError, ValidationError):
        raise NotUnderstood("it gave no reference") from None


class FileDrop:
    """A directory from which entries are fetched; no file name tells of anybody."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def leave(self, reference: str, entry: Entry) -> None:
        """Whole or not at all, readable to its owner alone; the same again is one file."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = hashlib.sha256(reference.encode()).hexdigest()[:32]
        draft, final = (self._directory / f"{name}{ending}" for ending in (".new", ".json"))
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"entry": reference, **asdict(entry)}, file)
        draft.replace(final)


class Entering:
    """Enters one; what comes of it goes through decide. No system: a person enters it, and is chased."""

    def __init__(self, system: RecordSystem | None, drop: FileDrop | None = None) -> None:
        self._system, self._drop = system, drop

    async def enter(self, task: DueTask, case: Case) -> RecordEntered | RecordNotEntered | LeaveToHand:
        key = task.refs["entry"]
        if self._system is None or key not in recording.missing(case):
            return self._left(case, key)
        entry = _entry(case, key)
        try:
            reference = reference_of(case, key)
            there = await self._system.has(reference) or await self._system.enter(reference, entry)
        except Away as away:
            if task.attempt < ATTEMPTS:
                raise TryAgain from away
            if self._drop is not None:
                self._drop.leave(reference_of(case, key), entry)
            return RecordNotEntered(key, in_file=self._drop is not None)
        return RecordEntered(key, there)

    async def look_up(self, task: DueTask, case: Case) -> RecordEntered | None:
        key = task.refs["entry"]
        there = await self._system.has(reference_of(case, key)) if self._system else None
        return RecordEntered(key, there) if there else None

    def _left(self, case: Case, key: str) -> LeaveToHand:
        if self._drop is not None and key in recording.missing(case):
            self._drop.leave(reference_of(case, key), _entry(case, key))
        return LeaveToHand(key)


def reference_of(case: Case, key: str) -> str:
    """Ours, the same in every attempt and every round: no entry is made twice."""
    return f"{case.case_id}/{key}"


def _entry(case: Case, key: str) -> Entry:
    return Entry(
        case=case.reference or case.case_id,
        part=case.for_the_record[key].part.value,
        system=system_of(case.profile).value,
        record=case.force_record[1] if case.force_record else None,
        text=recording.text(case, key),
    )
