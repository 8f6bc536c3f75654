"""Officers who go on though a service is away: the same command, under the same key, until it is answered."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

import httpx

from deploy.demo.clients import Desk, Done, reasons_of
from deploy.demo.stage import NotAsExpected, Stage
from deploy.local.force import Force

AWAY: Final = frozenset({502, 503, 504})
PASSING: Final = frozenset({"CASE_CHANGED", "UNREAD_MESSAGES", "FEED_STALE"})
"""What stands in the way for a while: news that the officer has not seen, mail that is not read yet."""
PATIENCE: Final = 120.0
"""Seconds of machine time until what does not work counts as not working."""
AGAIN_AFTER: Final = 0.25


class Met:
    """What officers met with, counted; several threads count."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._one = threading.Lock()

    def note(self, what: str) -> None:
        with self._one:
            self._counts[what] += 1

    def counts(self) -> dict[str, int]:
        with self._one:
            return dict(sorted(self._counts.items()))


class Refused(NotAsExpected):
    """Refused, for these reasons."""

    def __init__(self, who: str, what: str, codes: frozenset[str]) -> None:
        super().__init__(f"{who}: {what}: refused for {', '.join(sorted(codes))}")
        self.codes = codes

    @property
    def passes(self) -> bool:
        """By itself, and soon: look again, and ask again."""
        return self.codes <= PASSING


class PatientDesk(Desk):
    """One officer. Raises NotAsExpected when patience ends."""

    def __init__(self, force: Force, stage: Stage, officer: str, met: Met, called: str = "") -> None:
        super().__init__(force, stage, officer, called)
        self._met = met

    def does(
        self, service: str, path: str, body: Mapping[str, Any], what: str, key: str | None = None
    ) -> Done:
        """Raises Refused with every reason, NotAsExpected for whatever else is no success."""
        answer = self._post(service, path, body, key)
        if answer.status_code == 409 and (codes := _codes(answer)):
            self._met.note(f"refused: {', '.join(sorted(codes))}")
            raise Refused(self.id, what, codes)
        if answer.status_code not in {200, 201}:
            raise NotAsExpected(f"{self.id}: {what}: {answer.status_code} {reasons_of(answer)}")
        done = answer.json()
        return Done(done["case_id"], done["version"], tuple(done["events"]), done["replayed"])

    def takes_alarms(self, service: str) -> None:
        """Whatever rings there; what rings no longer needs nobody."""
        for alarm in self._read(service, "/alarms", "what rings", {}).json():
            answer = self._post(service, f"/alarms/{alarm['id']}/acknowledge", {}, None)
            if answer.status_code not in {202, 204, 404}:
                raise NotAsExpected(f"{self.id}: takes an alarm: {answer.status_code} {reasons_of(answer)}")

    def _post(self, service: str, path: str, body: Mapping[str, Any], key: str | None) -> httpx.Response:
        whole = key or str(uuid4())
        return self._until_answered(
            service, path, lambda: super(PatientDesk, self)._post(service, path, body, whole)
        )

    def _read(self, service: str, path: str, why: str, query: Mapping[str, str]) -> httpx.Response:
        return self._until_answered(
            service, path, lambda: super(PatientDesk, self)._read(service, path, why, query)
        )

    def _until_answered(self, service: str, path: str, ask: Any) -> httpx.Response:
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                answer: httpx.Response = ask()
            except httpx.TransportError:
                self._met.note(f"no answer from {service}")
            else:
                if answer.status_code not in AWAY:
                    return answer
                self._met.note(f"not recorded by {service}")
            if time.monotonic() > ends:
                raise NotAsExpected(
                    f"{service} did not answer {path.rpartition('/')[2]} for {PATIENCE:.0f} s"
                )
            time.sleep(AGAIN_AFTER)


def _codes(answer: httpx.Response) -> frozenset[str]:
    try:
        return frozenset(one["code"] for one in answer.json()["conditions"])
    except (ValueError, KeyError, TypeError):
        return frozenset()
