"""What was given, part by part: a part given anew replaces the earlier one whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from contracts.codes import Consent
from contracts.sealed import Personal, Sealed
from services.intake.domain.commands import Details
from services.intake.domain.state import PARTS, Given

P = TypeVar("P", bound=Personal)


def sealed_parts(details: Details) -> dict[str, Any]:
    """The parts that are given, personal ones sealed, by the names they have on the events."""
    parts = {part: getattr(details, part) for part in PARTS}
    return {
        part: Sealed.of(value) if isinstance(value, Personal) else value
        for part, value in parts.items()
        if value is not None
    }


def resealed(sealed: Sealed[P] | None) -> Sealed[P] | None:
    """The same value to be sealed anew: a box is bound to the event that it was written in."""
    if sealed is None or sealed.opened is None:
        return None
    return Sealed.of(sealed.opened)


def merged(given: Given, details: Details) -> Given:
    """`given` with every part of `details` in place of the earlier one."""
    return replace(given, **sealed_parts(details))


def parts_of(event: Any) -> dict[str, Any]:
    """The parts that an event carries; `NOT_ASKED` is no answer, so it replaces none."""
    found = {part: getattr(event, part, None) for part in PARTS}
    return {part: value for part, value in found.items() if value not in (None, Consent.NOT_ASKED)}
