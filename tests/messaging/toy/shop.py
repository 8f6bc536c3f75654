"""The shop's side: messages as another service would have published them, numbered and chained."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from contracts.event import Event
from messaging import envelope
from messaging.decider import Actor

Parcel = tuple[bytes, bytes]


@dataclass
class Shop:
    """`name` keeps several shops on one stack apart."""

    name: str
    _numbers: dict[str, int] = field(default_factory=dict)

    def parcel(self, event: Event, case_id: str, **attributes: Any) -> Parcel:
        """Key and value of a message, numbered as the shop counts; `attributes` go into its data."""
        number = self._numbers[case_id] = self._numbers.get(case_id, 0) + 1
        now = datetime.now(UTC)
        made = envelope.Composition(
            source=f"{self.name}/shop",
            type=event.TYPE,
            case_id=case_id,
            occurred_at=now,
            recorded_at=now,
            dataschema="urn:toy",
            actor=Actor("system:shop"),
            correlation=case_id,
            causation="",
            classification="OFFICIAL",
            urgent=event.URGENT,
            critical=event.CRITICAL,
            opening={},
        )
        core = envelope.compose(made, envelope.canonical({**event.model_dump(mode="json"), **attributes}))
        chained = envelope.link(case_id.encode(), core + str(number).encode())
        value = envelope.relayed(core, id_=envelope.event_id(chained), chained=chained, sequence=number)
        return case_id.encode(), value
