"""What notifications notes for itself. What others hear is in `contracts.notifications`."""

from __future__ import annotations

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


PRIVATE: tuple[type[Event], ...] = (MessageQueued, LetterPrinted)
EVENTS: tuple[type[Event], ...] = (*PUBLISHED, *PRIVATE)
"""Everything that our own journal may hold of ours."""
