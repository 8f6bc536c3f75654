"""What a service says of itself: mail of a case that it could not take, and that it is alive.

The runtime says both; they are facts of the machinery, never news of a case. Instants here are machine time.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from contracts.codes import Kept
from contracts.event import Event, Fact
from contracts.fields import Instant

TopicName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,127}$")]


class CaseMessageHeld(Event, type="case.message.held.v1"):
    """Mail of this case on this topic is unread here, and who judges waits for it. Once until released."""

    topic: TopicName
    kept: Kept
    since: Instant
    """Since when, by the clock of the database that keeps it."""


class CaseMessageReleased(Event, type="case.message.released.v1"):
    """All mail of this case on this topic has been taken, or given up by two people."""

    topic: TopicName


class ServiceAlive(Fact):
    """Data of `service.alive.v1`, which stands on each topic of a service, every few seconds, and in no
    journal: key and subject are the service, there is no number, no case, and no answer."""

    sent_at: Instant
    read_until: Instant | None = None
    """Whatever stood on its own topics then has been taken or kept; None: it has not looked yet."""
    kept_since: Instant | None = None
    """The oldest message that it keeps, waiting or in quarantine; None: there is none."""
    unpublished_since: Instant | None = None
    """The oldest event for this topic that has not left; None: all have."""


ALIVE = "service.alive.v1"
HELD: tuple[type[Event], ...] = (CaseMessageHeld, CaseMessageReleased)
"""Said by intake, checks and notifications, each on its own topic; decisions looks at its own tables."""
