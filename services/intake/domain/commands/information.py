"""What police learn indirectly (Right to Know, G 53 to 57): from a system of theirs, or told by a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from contracts.codes import IndirectKind, InformationSource
from contracts.people import Information
from messaging.decider import Actor, Message
from services.intake.domain.commands.parts import Details, RiskReport


@dataclass(frozen=True, slots=True)
class HearSystem:
    """A police system published something; always a fact, whatever it lacks."""

    message: Message


@dataclass(frozen=True, slots=True)
class HearRisk:
    """An immediate risk was published: by a police system, or by a service of ours."""

    message: Message


@dataclass(frozen=True, slots=True)
class ReceiveInformation:
    """An officer or a partner reports what may affect a child's safety; nobody applies (G 54, 57).

    `known_at` None: now. `source` is OFFICER or PARTNER; `party` names the partner.
    """

    by: Actor
    source: InformationSource
    details: Details = field(repr=False)
    information: Information = field(repr=False)
    kinds: tuple[IndirectKind, ...] = ()
    party: str | None = None
    reference: str | None = None
    known_at: datetime | None = None
    risk: RiskReport | None = None
