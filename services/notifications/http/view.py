"""What officers see of a case: every message in words; whom it goes to by need to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from access.runtime import Snapshot
from access.views import Found, View
from contracts.codes import MessageKind
from contracts.words import say
from services.notifications.domain.due import NAMES
from services.notifications.domain.events import Part
from services.notifications.domain.gates import contact_of
from services.notifications.domain.state import Case, Outgoing, Standing
from services.notifications.http.on_the_case import CONTACT, TAKING_PART, WHY_NOT, hands
from services.notifications.store.queries import Line

TO_DO: Final[Mapping[Standing, str]] = {
    Standing.TO_HAND: "Print the {name} and hand it over",
    Standing.PRINTED: "Hand the {name} over and record that",
    Standing.FAILED: "The {name} did not go: send it again, or tell the applicant in another way",
    Standing.BLOCKED: "The {name} may not be sent: tell the applicant in another way",
}
PARTS: Final[Mapping[Part, str]] = {
    Part.COVERS: "covers for whoever has it",
    Part.HANDS_OVER: "hands a letter over",
    Part.TELLS: "tells the applicant in person or by voice",
    Part.ANSWERS_AN_ALARM: "answers an alarm",
    Part.SUPERVISES: "supervises it",
}
STANDS: Final[Mapping[Standing, str]] = {
    Standing.ASKED: "asked for",
    Standing.QUEUED: "waits to be sent",
    Standing.TO_HAND: "to be printed and handed over",
    Standing.PRINTED: "printed, to be handed over",
    Standing.SENT: "sent",
    Standing.FAILED: "did not go",
    Standing.BLOCKED: "may not be sent",
    Standing.SUPERSEDED: "replaced by a later one",
}


def show(found: Snapshot[Case]) -> View:
    """Every message of the case, and the contact that the newest goes to."""
    messages = list(found.state.messages.values())
    contacts = [contact for one in messages if (contact := contact_of(found.state, one))]
    personal: dict[str, Any] = {
        WHY_NOT: {one.key: say(one.why).text for one in messages if one.why},
        TAKING_PART: [
            {"officer": one.officer, "at": one.at, "why": PARTS[one.why]} for one in found.state.joined
        ],
    }
    if contacts:
        personal[CONTACT] = contacts[-1].model_dump(mode="json", exclude_none=True)
    on_it = sorted({officer for officer, _ in hands(found.state)})
    return View(
        {"messages": [_shown(one) for one in messages], "on_the_case": on_it},
        personal,
        (CONTACT, WHY_NOT, TAKING_PART),
    )


def _shown(one: Outgoing) -> dict[str, Any]:
    return {
        "message": one.key,
        "what": NAMES[one.kind],
        "standing": STANDS[one.standing],
        "by": say(one.transport).text if one.transport else None,
        "wording": one.wording,
        "asked_at": one.asked_at,
        "not_before": one.not_before,
        "ended_at": one.ended_at,
        "handed_over_at": one.handed_at,
    }


def step(line: Line) -> str:
    """What somebody must do about a message."""
    return TO_DO[Standing(line.standing)].format(name=NAMES[MessageKind(line.kind)])


def listed(lines: Sequence[Line]) -> list[Found]:
    """Cases found, each with its messages in one line."""
    by_case: dict[str, list[Line]] = {}
    for line in lines:
        by_case.setdefault(line.case_id, []).append(line)
    return [Found(case_id, View(_found(found))) for case_id, found in by_case.items()]


def _found(lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "reference": next((line.reference for line in lines if line.reference), None),
        "messages": [f"{NAMES[MessageKind(one.kind)]}: {STANDS[Standing(one.standing)]}" for one in lines],
    }
