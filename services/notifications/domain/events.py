"""What notifications notes for itself. What others hear is in `contracts.notifications`."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from contracts.codes import MessageKind, Transport
from contracts.event import Event
from contracts.fields import Instant, Key, WordingVersion
from contracts.notifications import EVENTS as PUBLISHED


class MessageQueued(Event, type="notifications.message.queued.v1", public=False):
    """It may go this way, not before that instant. `round` counts how often it was queued."""

    message: Key
    kind: MessageKind
    transport: Transport
    wording: WordingVersion
    not_before: Instant
    round: int = Field(ge=1)


class LetterPrinted(Event, type="notifications.letter.printed.v1", public=False, occurred="printed_at"):
    """An officer has the letter on paper, to hand over."""

    letter: Key
    printed_at: Instant


class Part(StrEnum):
    """Why an officer takes part. Codes: no order to this service holds words."""

    COVERS = "COVERS"
    HANDS_OVER = "HANDS_OVER"
    TELLS = "TELLS"
    ANSWERS_AN_ALARM = "ANSWERS_AN_ALARM"
    SUPERVISES = "SUPERVISES"


class PartTaken(Event, type="notifications.part.taken.v1", public=False):
    """An officer takes part in the case from now on, and why (A9)."""

    why: Part


PRIVATE: tuple[type[Event], ...] = (MessageQueued, LetterPrinted, PartTaken)
EVENTS: tuple[type[Event], ...] = (*PUBLISHED, *PRIVATE)
"""Everything that our own journal may hold of ours."""
