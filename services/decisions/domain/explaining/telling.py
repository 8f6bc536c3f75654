"""One entry of a case's journal as something that a person can follow: what, by whom, why, and when. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from pydantic import BaseModel

from contracts.codes import Rank
from contracts.crossing import PositionReasons, ReportedFindings, ReportedIntelligence
from contracts.event import Event
from contracts.people import Findings, Reasons
from contracts.sealed import Sealed
from messaging.decider import Recorded
from services.decisions.domain.explaining import said
from services.decisions.domain.explaining.titles import title

AT_ONCE: Final = timedelta(minutes=1)
"""What is recorded within this was learnt as it occurred."""
WRITTEN: Final = frozenset({Reasons.LABEL, PositionReasons.LABEL})
"""The labels under which a reason was written down: it is told, as is what was found. All else stays under
its seal, who applied above all."""
FOUND: Final = (Findings, ReportedFindings)
ERASED: Final = "erased: its key has been destroyed"
CLOSED: Final = "cannot be opened here"
_HEADING: Final = frozenset({"rank"})


def told(recorded: Recorded, erased: frozenset[str]) -> dict[str, Any]:
    """An entry; instants are aware. `unreadable`: what it held, and cannot be read any more, or not here."""
    event: Event = recorded.event
    words, paragraph = title(recorded.type)
    parts = list(boxes(event, erased))
    return {
        "number": recorded.version,
        "recorded_at": recorded.recorded_at,
        "occurred_at": recorded.occurred_at,
        "learnt_later": recorded.recorded_at - recorded.occurred_at > AT_ONCE,
        "words": words,
        "paragraph": paragraph,
        "from": recorded.source.rpartition("/")[2],
        **who(recorded),
        "details": [*_details(event), *_findings(parts)],
        "reasons": [text for name, one, why in parts if one is not None for text in _written(name, one)],
        "kept_sealed": [said.label(name) for name, one, _ in parts if one is not None and not _shown(one)],
        "unreadable": [f"{said.label(name)}: {why}" for name, one, why in parts if one is None],
    }


def who(recorded: Recorded) -> dict[str, str]:
    """The officer, with the rank of that moment; or the service that acted of itself."""
    if recorded.actor.id.startswith("system:"):
        return {"by": "no person: a service, by its rules", "rank": ""}
    return {"by": recorded.actor.id, "rank": rank(recorded.actor.rank)}


def rank(written: str) -> str:
    return said.code(Rank(written)) if written in Rank.__members__ else written.replace("_", " ").lower()


def boxes(event: Event, erased: frozenset[str]) -> Iterator[tuple[str, BaseModel | None, str]]:
    """Field, what is in its box, and if nothing can be read, why."""
    for name in type(event).model_fields:
        held = getattr(event, name)
        if not isinstance(held, Sealed):
            continue
        if held.box is not None and held.box.key in erased:
            yield name, None, ERASED
        else:
            yield name, held.opened, CLOSED


def _details(event: Event) -> Iterator[dict[str, str]]:
    for name in type(event).model_fields:
        if name == event.OCCURRED or name in said.QUIET or name in _HEADING:
            continue
        held = getattr(event, name)
        if name == "codes":
            held = tuple(said.phrase(one) for one in held)
        if name == "step":
            held = held.replace("-", " ")
        if text := said.value(held):
            yield {"what": said.label(name), "is": text}


def _findings(parts: list[tuple[str, BaseModel | None, str]]) -> Iterator[dict[str, str]]:
    """What a force reports that it found; of a source which kinds of thing, and under which provision: never
    the record itself."""
    for _, held, _ in parts:
        if isinstance(held, ReportedFindings):
            yield {"what": "what was found", "is": held.text}
            yield from map(_graded, held.intelligence or ())
        if not isinstance(held, Findings):
            continue
        kinds = (said.code(one.kind) + (f" ({one.provision})" if one.provision else "") for one in held.found)
        yield {"what": "found", "is": "; ".join(dict.fromkeys(kinds))}


def _graded(one: ReportedIntelligence) -> dict[str, str]:
    return {"what": "intelligence", "is": f"graded {one.grade.short}" if one.grade else "not graded"}


def _written(name: str, held: BaseModel) -> Iterator[str]:
    if getattr(held, "LABEL", "") not in WRITTEN:
        return
    for part in type(held).model_fields:
        text = getattr(held, part)
        if not text:
            continue
        written = text if isinstance(text, str) else "; ".join(str(one) for one in text)
        yield written if part == "text" else f"{said.label(part)}: {written}"


def _shown(held: BaseModel) -> bool:
    return isinstance(held, FOUND) or getattr(held, "LABEL", "") in WRITTEN
