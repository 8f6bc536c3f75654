"""What commands of intake are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.codes import (
    Consent,
    InitialItem,
    MeetingItem,
    RiskGround,
    SafeguardingAction,
)
from contracts.parts import Relationships
from contracts.people import (
    Account,
    ApplicantContact,
    ApplicantDetails,
    Children,
    RiskDetails,
    SubjectDetails,
)


@dataclass(frozen=True, slots=True)
class Details:
    """What the applicant gives; each part whole, or None where it is not touched."""

    applicant: ApplicantDetails | None = None
    applicant_contact: ApplicantContact | None = None
    subject: SubjectDetails | None = None
    children: Children | None = None
    account: Account | None = None
    relationships: Relationships | None = None
    social_care_consent: Consent | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things of G 28 or G 40 and 46, and when and in which words it was said.

    `acknowledged`: on a screen, that the applicant confirmed having read it.
    """

    item: InitialItem | MeetingItem
    wording: str
    at: datetime | None = None
    acknowledged: bool = True


@dataclass(frozen=True, slots=True)
class RiskReport:
    """`reported_at` is when a supervisor was told, if one was already (R-062); None: now."""

    ground: RiskGround
    details: RiskDetails
    identified_at: datetime | None = None
    reported_at: datetime | None = None
    children: tuple[str, ...] = ()
    done: tuple[SafeguardingAction, ...] = (SafeguardingAction.NONE_YET,)
