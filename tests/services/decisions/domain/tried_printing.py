"""The page for a visit: each gate of printing it, and of printing it again, blocked, then passed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from services.decisions.domain import commands as c
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told, Tried, saying

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


def printed() -> Told:
    told = s.released().by(s.OFFICER)
    return told.when(print_page(told)).by(t.SERGEANT).after(minutes=10)


def allowed() -> Told:
    told = printed()
    return told.when(another(told)).after(minutes=10)


def nameless() -> Told:
    """Released, and who is to be told cannot be read here."""
    told = s.released()
    lost = replace(told.state.disclosure.recipients["mother"], person=None)
    return t.with_state(told, disclosure=replace(told.state.disclosure, recipients={"mother": lost}))


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
    "PAGE_NOT_PRINTED": (
        lambda: saying(another, s.released()),
        lambda: saying(another, printed()),
    ),
    "FOUR_EYES_WANTED": (
        lambda: saying(another, printed(), by=s.OFFICER),
        lambda: saying(another, printed()),
    ),
}
