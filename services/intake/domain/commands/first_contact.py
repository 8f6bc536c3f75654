"""From the first words to an application, and what is put right on the way (G 13 to 32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.codes import (
    Channel,
    CorrectionReason,
    Missing,
    RedirectedTo,
)
from contracts.parts import LinkedCase, ReferredBy
from messaging.decider import Actor
from services.intake.domain.commands.parts import Details, Item, RiskReport
from services.intake.domain.flags import Flag
from services.intake.domain.state import AskedToo


@dataclass(frozen=True, slots=True)
class ReceiveEnquiry:
    """Initial contact (G 20, 27). No applicant: the caller stays anonymous, which stops nothing (C-19).

    `contacted_at` None: now. `linked` are earlier cases on the same people.
    """

    by: Actor
    channel: Channel
    wording: str
    details: Details
    contacted_at: datetime | None = None
    told: tuple[Item, ...] = ()
    privacy_offered: bool | None = None
    risk: RiskReport | None = None
    linked: tuple[LinkedCase, ...] = ()
    referred_by: ReferredBy | None = None


@dataclass(frozen=True, slots=True)
class LinkCases:
    """A fact: the blind index found other cases on the same people, and `no_longer` finds others.

    `found`: those of them whose contact may count, or counted, for the clocks of both.
    """

    linked: tuple[LinkedCase, ...] = ()
    found: tuple[AskedToo, ...] = ()
    no_longer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AllocateCase:
    by: Actor
    to: str


@dataclass(frozen=True, slots=True)
class TakePart:
    """A fact: this officer works on the case too, beside whoever has it (A9)."""

    by: Actor
    why: str


@dataclass(frozen=True, slots=True)
class CorrectFact:
    """An intention: a part of what was given, anew and whole. `seen` is the version in which it was read."""

    by: Actor
    why: CorrectionReason
    details: Details
    seen: int
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CorrectContact:
    """An intention: initial contact (or receipt) was at another instant than was recorded.

    `seen` is the version in which it was read; `override`: why what followed is recorded as earlier.
    """

    by: Actor
    contacted_at: datetime
    reasons: str
    seen: int
    override: str | None = None


@dataclass(frozen=True, slots=True)
class GiveInitialInformation:
    """A fact: some of the eight things of G 28 were told."""

    by: Actor
    channel: Channel
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class CompleteAnnexAPart1:
    """An intention. `cannot_be_given`: what the applicant was asked for and does not know, or nobody can ask.

    `override`: why an applicant who cannot be reached was not told everything.
    """

    by: Actor
    form: str
    cannot_be_given: frozenset[Missing] = frozenset()
    override: str | None = None


@dataclass(frozen=True, slots=True)
class RedirectEnquiry:
    """An intention: it belongs elsewhere (G 13, 24, 25; C-38)."""

    by: Actor
    to: RedirectedTo
    wording: str
    concern_passed_on: bool
    party: str | None = None
    told_at: datetime | None = None
    reasons: str | None = None


@dataclass(frozen=True, slots=True)
class ReportImmediateRisk:
    """A fact, and the one thing that nothing ever blocks (G 28 g, 30)."""

    by: Actor
    report: RiskReport


@dataclass(frozen=True, slots=True)
class AcknowledgeFlags:
    """An intention: a supervisor has looked at what was flagged."""

    by: Actor
    flags: tuple[Flag, ...]
    reasons: str
