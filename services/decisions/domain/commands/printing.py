"""The page for a delivery: printed by the officer who takes it along, and again only by four eyes."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.fields import Key
from messaging.decider import Actor


@dataclass(frozen=True, slots=True)
class PrintPack:
    by: Actor
    release: Key


@dataclass(frozen=True, slots=True)
class AllowReprint:
    """By somebody else than who prints, with reasons."""

    by: Actor
    release: Key
    reasons: str


INTENDED = PrintPack | AllowReprint
