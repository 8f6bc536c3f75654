"""Which forces a measurement is made with."""

from __future__ import annotations

from typing import Final

import typer

from bench.load.across import OFFICERS
from contracts.parties import joined_to

HOME: Final = "46"
"""Whose cases are played: every officer that a case needs is invented there."""


def forces_of(given: str) -> tuple[str, ...]:
    """Their codes, the one with the cases first. Raises typer.BadParameter."""
    codes = tuple(given.split(","))
    may_be_asked = {*joined_to(HOME)} & {*OFFICERS}
    if codes[0] != HOME or not {*codes[1:]} <= may_be_asked or len({*codes}) < len(codes):
        asked = " or ".join(sorted(may_be_asked))
        raise typer.BadParameter(f"the first is {HOME}, and can ask {asked}: nobody else is to be played")
    return codes
