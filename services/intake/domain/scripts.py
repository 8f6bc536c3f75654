"""What was read out is known by the version of its text; one that is not held is flagged (G 28, 40, 46)."""

from __future__ import annotations

from typing import Any

from contracts.codes import InitialItem
from contracts.texts import is_held, texts
from messaging.gates import Gate
from services.intake.domain import commands as c
from services.intake.domain.events import FlagsRaised
from services.intake.domain.flags import Flag
from services.intake.domain.state import Case

AT_FIRST_CONTACT = "initial-information"
AT_THE_MEETING = "meeting-warnings"


def not_held(items: tuple[c.Item, ...]) -> bool:
    """Whether one of them was read from a text that is not held in that version."""
    return not all(is_held(_text_of(one), one.wording) for one in items)


def flagged(items: tuple[c.Item, ...]) -> tuple[FlagsRaised, ...]:
    return (FlagsRaised(flags=(Flag.SCRIPT_NOT_HELD,)),) if not_held(items) else ()


def _text_of(one: c.Item) -> str:
    return AT_FIRST_CONTACT if isinstance(one.item, InitialItem) else AT_THE_MEETING


HELD: Gate[Case, Any] = Gate(
    "TEXT_NOT_HELD",
    "G 28, 36",
    ("R-045",),
    holds=lambda _case, command, _moment: command.wording in texts(),
    words="We hold no text of that version: take the one that is in use.",
)
