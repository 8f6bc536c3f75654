"""The page for a visit: each gate of printing it, and of printing it again, blocked, then passed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contracts.sealed import Box, Sealed
from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.domain.events_disclosing import (
    RecipientIdentityVerified,
    RecipientPerson,
    RecipientSelected,
)
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.ordering import UNREAD, Told, Tried, saying

CLOSED: Sealed[RecipientPerson] = Sealed("recipient", None, Box("a" * 22, "b" * 22, "c"))
RELEASE = "auth-mother-r1"


def print_page(told: Told, **more: Any) -> c.PrintPack:
    parts: dict[str, Any] = {"by": s.OFFICER, "release": RELEASE}
    return c.PrintPack(**(parts | more))


def another(told: Told, **more: Any) -> c.AllowReprint:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "release": RELEASE,
        "reasons": "The first is torn, and here.",
    }
    return c.AllowReprint(**(parts | more))


def printed(by: Actor = s.OFFICER) -> Told:
    """By whoever is to tell it."""
    told = s.authorised()
    told = told.when(s.release(told, to=by.id)).after(hours=1).by(by)
    return told.when(print_page(told, by=by)).by(t.SERGEANT).after(minutes=10)


def allowed() -> Told:
    told = printed()
    return told.when(another(told)).after(minutes=10)


def nameless() -> Told:
    """Released, and who is to be told cannot be read here."""
    told = s.chosen(s.concern())
    chosen = next(one.event for one in told.history if isinstance(one.event, RecipientSelected))
    told = told.given(chosen.model_copy(update={"person": CLOSED})).given(
        *(one.event for one in told.history if isinstance(one.event, RecipientIdentityVerified))
    )
    told = s.given_authority(told)
    return told.when(s.release(told)).after(hours=1)


def unread_since() -> Told:
    """Released, and then something came that nobody could read: it may be of this telling."""
    told = s.released()
    return told.with_unread(replace(UNREAD, since=told.now))


PRINTING: Tried = {
    "WORDING_NOT_RELEASED": (
        lambda: saying(print_page, s.authorised()),
        lambda: saying(print_page, s.released()),
    ),
    "RELEASED_TO_SOMEBODY_ELSE": (
        lambda: saying(print_page, s.released(), by=t.SERGEANT),
        lambda: saying(print_page, s.released()),
    ),
    "PAGE_NOT_READABLE": (
        lambda: saying(print_page, nameless()),
        lambda: saying(print_page, s.released()),
    ),
    "PAGE_PRINTED_ALREADY": (
        lambda: saying(print_page, printed()),
        lambda: saying(print_page, allowed()),
    ),
    "UNREAD_SINCE_RELEASED": (
        lambda: saying(print_page, unread_since()),
        lambda: saying(print_page, s.released()),
    ),
    "PAGE_NOT_PRINTED": (
        lambda: saying(another, s.released()),
        lambda: saying(another, printed()),
    ),
    "NOT_THE_SUPERVISOR to-print-again": (
        lambda: saying(another, printed(), by=t.OTHER_SERGEANT),
        lambda: saying(another, printed()),
    ),
    "FOUR_EYES_WANTED": (
        lambda: saying(another, printed(t.SERGEANT)),
        lambda: saying(another, printed()),
    ),
}
