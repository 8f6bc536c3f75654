"""A case as intake knows it: folded from the journal, never stored. Every field has an empty value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from contracts.codes import (
    Answer,
    Channel,
    ClockStart,
    Consent,
    IndirectKind,
    InformationSource,
    InitialItem,
    InitialOutcome,
    MeetingItem,
    NotMet,
    Occurrence,
    PartyRole,
    RedirectedTo,
    Route,
    Source,
)
from contracts.intake import AnnexAPart2Completed, MeetingHeld, MeetingScheduled, Told, Warned
from contracts.parts import LinkedCase, ReferredBy, Relationships
from contracts.people import (
    Account,
    ApplicantContact,
    ApplicantDetails,
    Children,
    Information,
    Reasons,
    RiskDetails,
    SubjectDetails,
)
from contracts.sealed import Sealed
from services.intake.domain.events import ResponsibleAdult, SameEnquiry
from services.intake.domain.flags import Flag

_NOTHING: Mapping[Any, Any] = MappingProxyType({})


def nothing() -> Mapping[Any, Any]:
    return _NOTHING


@dataclass(frozen=True, slots=True)
class Enquiry:
    """The initial contact. `contacted_at` starts every clock; `policy` is `id@edition`, or "".

    `message` is the id of its event and `recorded_at` the instant at which it was written down (UTC).
    """

    channel: Channel
    contacted_at: datetime
    entered_at: datetime
    recorded_at: datetime
    anonymous: bool
    policy: str
    privacy_offered: bool | None
    message: str
    referred_by: ReferredBy | None = None


@dataclass(frozen=True, slots=True)
class Learnt:
    """What police learnt, one entry for each time that somebody or a system told of it (G 53)."""

    what: Occurrence
    source: InformationSource
    party: str | None
    reference: str | None
    received_at: datetime
    kinds: tuple[IndirectKind, ...]
    information: Sealed[Information] | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The first of them: it starts every clock (C-02). `policy` is `id@edition`, or ""."""

    source: InformationSource
    received_at: datetime
    policy: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class AskedToo:
    """Another case in which the same applicant asked about the same subject."""

    case_id: str
    contacted_at: datetime
    redirected_at: datetime | None = None

    def written(self) -> SameEnquiry:
        return SameEnquiry(
            case_id=self.case_id, contacted_at=self.contacted_at, redirected_at=self.redirected_at
        )


@dataclass(frozen=True, slots=True)
class Start:
    """From which instant the clocks count since it was moved.

    `version` is that of the entry, and `contact_version` of the last that put initial contact right, or 0.
    """

    contacted_at: datetime
    counts_from: datetime
    policy: str
    why: ClockStart
    earlier: str | None
    version: int
    contact_version: int


@dataclass(frozen=True, slots=True)
class Given:
    """What the applicant gave, as it stands after every correction. A part that nobody gave is None."""

    applicant: Sealed[ApplicantDetails] | None = None
    applicant_contact: Sealed[ApplicantContact] | None = None
    subject: Sealed[SubjectDetails] | None = None
    children: Sealed[Children] | None = None
    account: Sealed[Account] | None = None
    relationships: Relationships = field(default_factory=Relationships)
    social_care_consent: Consent = Consent.NOT_ASKED


PARTS = (
    "applicant",
    "applicant_contact",
    "subject",
    "children",
    "account",
    "relationships",
    "social_care_consent",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """In which entry of the journal a part stands now."""

    version: int
    message: str


@dataclass(frozen=True, slots=True)
class IdentityAsked:
    """One answer to the question who somebody is."""

    whose: PartyRole
    verified: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Risk:
    """An immediate risk that was reported here. `message` is what an alert refers to."""

    risk_id: str
    message: str
    identified_at: datetime
    recorded_at: datetime
    details: Sealed[RiskDetails]


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag on the case; `about` is a meeting's key, or "" for the case itself."""

    flag: Flag
    about: str
    at: datetime
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """An officer who said that they take part, and why."""

    officer: str
    at: datetime
    reasons: Sealed[Reasons]


@dataclass(frozen=True, slots=True)
class Alert:
    """A supervisor was alerted; `because_of` is the id of the message that it answers, if it says.

    `of_risk`: of an immediate risk, whichever service reported it.
    """

    because_of: str | None
    acknowledged_at: datetime | None = None
    of_risk: bool = False


Checked = tuple[Source, PartyRole, str]
"""Which source was asked about whom; the third is a child's ref, or ""."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that intake decides on. `version` is that of the last entry folded."""

    case_id: str
    force: str
    version: int = 0
    enquiry: Enquiry | None = None
    receipt: Receipt | None = None
    """Of indirect information: nobody applied (Right to Know)."""
    learnt: tuple[Learnt, ...] = ()
    given: Given = field(default_factory=Given)
    origins: Mapping[str, Origin] = field(default_factory=nothing)
    application_at: datetime | None = None
    told: Mapping[InitialItem, Told] = field(default_factory=nothing)
    warned: Mapping[MeetingItem, Warned] = field(default_factory=nothing)
    identity: tuple[IdentityAsked, ...] = ()
    linked: tuple[LinkedCase, ...] = ()
    asked_too: Mapping[str, AskedToo] = field(default_factory=nothing)
    start: Start | None = None
    look_after: int = 0
    """The entry since which the same enquiry must be looked for again."""
    allocated_to: str | None = None
    worked_by: frozenset[tuple[str, str]] = frozenset()
    """(officer, role) of whoever recorded something on it; of whoever supervises, as decisions says:"""
    supervisor: str | None = None
    cover: str | None = None
    joined: tuple[Joined, ...] = ()
    arranged: tuple[MeetingScheduled, ...] = ()
    interviewers: Mapping[str, str] = field(default_factory=nothing)
    held: tuple[MeetingHeld, ...] = ()
    adult: Sealed[ResponsibleAdult] | None = None
    adult_excused: bool = False
    part1_at: datetime | None = None
    meeting_form: AnnexAPart2Completed | None = None
    redirected: RedirectedTo | None = None
    redirected_at: datetime | None = None
    delay_told_until: date | None = None
    risks: Mapping[str, Risk] = field(default_factory=nothing)
    flags: tuple[Raised, ...] = ()
    checks: Mapping[Checked, Answer] = field(default_factory=nothing)
    in_part: frozenset[Checked] = frozenset()
    """Of which something was found by some searches, while others failed: nothing is known of the rest."""
    initial_checks: InitialOutcome | None = None
    subject_right_since: datetime | None = None
    replaced: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, repr=False)
    """Of `subject` and `children`: what corrections took the place of."""
    """Who the subject is was put right then: what was asked before was asked about somebody else."""
    record_at: datetime | None = None
    reference: str | None = None
    progressed: bool | None = None
    progressed_at: datetime | None = None
    not_met: NotMet | None = None
    alerts: Mapping[str, Alert] = field(default_factory=nothing)
    ended_at: datetime | None = None
    checks_begun: bool = False
    """Checks has said that it asks the sources."""
    held_elsewhere: frozenset[tuple[str, str]] = frozenset()
    """(source, topic) with mail of this case that its reader could not take."""
    milestones: tuple[tuple[str, datetime], ...] = ()

    @property
    def opened(self) -> bool:
        return self.enquiry is not None or self.receipt is not None

    @property
    def contact_at(self) -> datetime | None:
        """Initial contact, or receipt (C-02), as it was put right."""
        return self.start.contacted_at if self.start else self.opened_at

    @property
    def opened_at(self) -> datetime | None:
        """As it was recorded first: with the policy of then, the opening facts, which never change."""
        if self.enquiry is not None:
            return self.enquiry.contacted_at
        return self.receipt.received_at if self.receipt else None

    @property
    def counts_from(self) -> datetime | None:
        """When every clock of the case started."""
        return self.start.counts_from if self.start else self.opened_at

    @property
    def entered_at(self) -> datetime | None:
        if self.enquiry is not None:
            return self.enquiry.entered_at
        return self.receipt.recorded_at if self.receipt else None

    @property
    def policy(self) -> str:
        """`id@edition`, or ""."""
        return self.start.policy if self.start else self.opened_under

    @property
    def opened_under(self) -> str:
        """The policy as it was recorded first."""
        began = self.enquiry or self.receipt
        return began.policy if began else ""

    @property
    def sent_elsewhere_at(self) -> datetime | None:
        """Since when, if so: and not gone on with since."""
        return self.redirected_at if self.redirected is not None and not self._gone_on_since else None

    @property
    def route(self) -> Route:
        return Route.RIGHT_TO_KNOW if self.enquiry is None and self.receipt else Route.RIGHT_TO_ASK

    @property
    def finished(self) -> bool:
        """Nothing more is to be done here: finalised, closed, or redirected and not gone on with since."""
        return self.ended_at is not None or self.sent_elsewhere_at is not None

    @property
    def _gone_on_since(self) -> bool:
        """Whether police decided to go on with the application after it was sent elsewhere (G 33 a)."""
        decided, sent = self.progressed_at, self.redirected_at
        return bool(self.progressed) and decided is not None and sent is not None and decided > sent

    @property
    def not_to_be_contacted(self) -> bool:
        """Decided: the applicant is anonymous, or it is not safe to contact them (C-19, C-31)."""
        return self.not_met in (NotMet.ANONYMOUS, NotMet.UNSAFE_TO_CONTACT)

    def unanswered(self) -> tuple[Risk, ...]:
        """Risks for which no supervisor has been alerted yet, as far as we have heard."""
        answered = {alert.because_of for alert in self.alerts.values()}
        return tuple(risk for risk in self.risks.values() if risk.message not in answered)

    def risk_waits(self) -> bool:
        """Whether an immediate risk, reported here or elsewhere, waits for somebody to take it."""
        alerts = self.alerts.values()
        return bool(self.unacknowledged()) or any(one.of_risk and not one.acknowledged_at for one in alerts)

    def unacknowledged(self) -> tuple[Risk, ...]:
        """Risks that no named person has taken yet."""
        taken = {alert.because_of for alert in self.alerts.values() if alert.acknowledged_at}
        return tuple(risk for risk in self.risks.values() if risk.message not in taken)
