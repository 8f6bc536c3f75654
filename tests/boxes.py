"""Boxes without cryptography that keep one rule: a box opens only in the event it was made for."""

from __future__ import annotations

from typing import Any

import orjson

from assembly.described import PUBLISHED
from contracts.catalogue import Catalogue
from contracts.event import Event
from services.checks.domain.events import EVENTS as OF_CHECKS
from services.intake.domain.events import PRIVATE as OF_INTAKE
from services.notifications.domain.events import PRIVATE as OF_NOTIFICATIONS

CATALOGUE = Catalogue(dict.fromkeys((*PUBLISHED, *OF_INTAKE, *OF_CHECKS, *OF_NOTIFICATIONS)))


class Boxes:
    def __init__(self) -> None:
        self._plain: dict[str, tuple[str, str, bytes]] = {}

    def written(self, event: Event) -> dict[str, Any]:
        """The event's data as it is journalled."""

        def seal(label: str, plain: bytes) -> dict[str, str]:
            box_id = f"box-{len(self._plain):016}"
            self._plain[box_id] = (event.TYPE, label, plain)
            return {"id": box_id, "key": "k" * 16, "box": "c2VhbGVk"}

        written: dict[str, Any] = orjson.loads(CATALOGUE.encode(event, seal))
        return written

    def read(self, type_: str, data: dict[str, Any], *, key: bool = True) -> Event:
        """The event as it is folded; without the key its boxes stay closed."""

        def open_(label: str, box: dict[str, str]) -> bytes | None:
            made_for, sealed_under, plain = self._plain[box["id"]]
            if (made_for, sealed_under) != (type_, label):
                raise ValueError("bound to another event")
            return plain

        return CATALOGUE.decode(type_, data, open_ if key else None)

    def journalled(self, event: Event, *, key: bool = True) -> Event:
        return self.read(event.TYPE, self.written(event), key=key)
