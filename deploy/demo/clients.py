"""Officers at their desks: HTTP clients with tokens, as any real client would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import httpx

from access.issuer import OFFICERS
from deploy.demo.stage import NotAsExpected, Stage
from deploy.local.force import Force
from deploy.local.here import http

Json = dict[str, Any]
WITHIN: Final = 20.0
"""Seconds for one answer."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command came to."""

    case_id: str
    version: int
    events: tuple[str, ...]
    replayed: bool


class Desk:
    """One officer, at any of the four services."""

    def __init__(self, force: Force, stage: Stage, officer: str, called: str = "") -> None:
        self._force = force
        self._stage = stage
        invented = OFFICERS[officer]
        self.id = officer
        self.name = called or invented.name
        self.about = "" if called else invented.about
        self._token = f"Bearer {force.token(officer)}"

    def does(
        self, service: str, path: str, body: Mapping[str, Any], what: str, key: str | None = None
    ) -> Done:
        """Give a command that must succeed. Raises NotAsExpected with what came instead."""
        answer = self._post(service, path, body, key)
        if answer.status_code not in {200, 201}:
            raise NotAsExpected(f"{self.name}: {what}: {answer.status_code} {reasons_of(answer)}")
        done = answer.json()
        came = "the same answer as before" if done["replayed"] else f"recorded as version {done['version']}"
        self._stage.said(self.name, what, came, about=self.about)
        return Done(done["case_id"], done["version"], tuple(done["events"]), done["replayed"])

    def is_refused(self, service: str, path: str, body: Mapping[str, Any], what: str, *codes: str) -> None:
        """Give a command that must be refused, for these reasons among others."""
        answer = self._post(service, path, body, None)
        if answer.status_code != 409:
            raise NotAsExpected(f"{self.name}: {what}: expected a refusal, got {answer.status_code}")
        conditions = answer.json()["conditions"]
        found = {one["code"] for one in conditions}
        if missing := set(codes) - found:
            raise NotAsExpected(
                f"{self.name}: {what}: refused for {sorted(found)}, not for {sorted(missing)}"
            )
        found_in_words = [(one["words"], one["paragraph"]) for one in conditions]
        self._stage.refused(self.name, what, found_in_words, about=self.about)

    def is_turned_away(
        self, service: str, path: str, body: Mapping[str, Any], what: str, status: int, key: str
    ) -> None:
        """Give a command that must end with this HTTP status."""
        answer = self._post(service, path, body, key)
        if answer.status_code != status:
            raise NotAsExpected(f"{self.name}: {what}: expected {status}, got {answer.status_code}")
        self._stage.said(self.name, what, answer.json()["title"], style="yellow", about=self.about)

    def is_turned_away_from(self, service: str, path: str, why: str, what: str, status: int) -> None:
        """Try to read something that must not be shown to this officer."""
        answer = self._read(service, path, why, {})
        if answer.status_code != status:
            raise NotAsExpected(f"{self.name}: {what}: expected {status}, got {answer.status_code}")
        self._stage.said(self.name, what, answer.json()["title"], style="yellow", about=self.about)

    def sees(self, service: str, path: str, why: str, **query: str) -> Json:
        """Read something; the reading is logged with its reason."""
        answer = self._read(service, path, why, query)
        if answer.status_code != 200:
            raise NotAsExpected(f"{self.name} reads {path}: {answer.status_code} {reasons_of(answer)}")
        found: Json = answer.json()
        return found

    def finds(self, service: str, query: Mapping[str, Any], why: str) -> list[Json]:
        """Cases by who is in them; the search is logged with its reason."""
        answer = self._asks("POST", service, "/cases/search", {"X-Reason": why}, json=query)
        if answer.status_code != 200:
            raise NotAsExpected(f"{self.name} searches {service}: {answer.status_code} {reasons_of(answer)}")
        found: list[Json] = answer.json()["cases"]
        return found

    def version(self, service: str, case_id: str) -> int:
        """The version of the case that this officer has before them."""
        return int(self.sees(service, f"/cases/{case_id}", "working on this case")["version"])

    def _read(self, service: str, path: str, why: str, query: Mapping[str, str]) -> httpx.Response:
        return self._asks("GET", service, path, {"X-Reason": why}, params=query)

    def _post(self, service: str, path: str, body: Mapping[str, Any], key: str | None) -> httpx.Response:
        return self._asks("POST", service, path, {"Idempotency-Key": key or str(uuid4())}, json=body)

    def _asks(
        self, method: str, service: str, path: str, headers: Mapping[str, str], **rest: Any
    ) -> httpx.Response:
        url = f"{self._force.services[service].url}{path}"
        signed_in = {"Authorization": self._token, **headers}
        return http().request(method, url, headers=signed_in, timeout=WITHIN, **rest)


def reasons_of(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        return ""
    told = [one["words"] for one in problem.get("conditions", ())]
    told += [f"{one['path']}: {one['words']}" for one in problem.get("errors", ())]
    return "; ".join(told) or problem.get("title", "")
