"""Right to Know, and cases that concern one person: what officers order, and what one case tells another."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.codes import LinkReason, PartyRole, Priority
from messaging.decider import Actor


@dataclass(frozen=True, slots=True)
class Prioritise:
    """Which of what police learnt gets a full risk assessment, and why (G 56; C-20)."""

    by: Actor
    seen: int
    priority: Priority
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class LinkCase:
    """On either case: somebody of it, in that role, is somebody of the other."""

    other: str
    why: LinkReason
    role: PartyRole
