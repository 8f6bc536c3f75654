"""Every event type that intake writes or hears."""

from __future__ import annotations

from typing import Final

from contracts import checks, decisions, intake, notifications
from contracts.catalogue import Catalogue
from contracts.event import Event
from services.intake.domain import events as private

PUBLISHED: Final = intake.EVENTS
HEARD: Final[tuple[type[Event], ...]] = (
    *(kind for kind in checks.EVENTS if kind.PUBLIC),
    *(kind for kind in decisions.EVENTS if kind.PUBLIC and kind not in decisions.NOTICES),
    *(kind for kind in notifications.EVENTS if kind.PUBLIC),
)


def catalogue() -> Catalogue:
    """Published, private and heard; a type that several services publish is one."""
    return Catalogue(dict.fromkeys((*PUBLISHED, *private.EVENTS, *HEARD)))
