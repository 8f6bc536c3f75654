"""What is known of one case: our own decisions, and the facts heard from the other services. Pure.

A case is folded from facts that come in any order, so each part keeps what is needed to tell which of two
counts: the instant at which it occurred, never the order in which it came. Instants are aware, UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from contracts import policies
from contracts.calendar import Due
from contracts.clocks import Clock, ClockName
from contracts.codes import (
    AlertKind,
    Category,
    ClockStart,
    ConcernGround,
    ContactKind,
    Delivery,
    LinkReason,
    NoConcernStatement,
    Outcome,
    PartyRole,
    Priority,
    Rank,
    RecordSystem,
    RedirectedTo,
    Route,
)
from contracts.fields import ChildRef, ForceCode, Key, Reference
from contracts.parts import About
from contracts.people import (
    ApplicantContact,
    ApplicantDetails,
    Children,
    Information,
    SubjectDetails,
)
from contracts.policies import Practice, Profile
from contracts.sealed import Sealed
from services.decisions.domain.across import Across
from services.decisions.domain.disclosure import Disclosure
from services.decisions.domain.events import CannotBeTold, Consideration, Flag, Withheld
from services.decisions.domain.events_recording import Part
from services.decisions.domain.explained import Standing
from services.decisions.domain.facts import AsOf, Checks, HeldMail, Meeting, Told
from services.decisions.domain.facts_of_subject import OfSubject
from services.decisions.domain.neutral_keys import Salt
from services.decisions.domain.referred import Referrals
from services.decisions.domain.tally import Tally

_NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Opening:
    """The case record: from which instant, by which route and under which edition of the policy it runs."""

    contacted_at: datetime
    route: Route
    profile: str
    closing_at: datetime
    moved: MovedStart | None = None

    @property
    def counts_from(self) -> datetime:
        """When its clocks started."""
        return self.moved.counts_from if self.moved else self.contacted_at


@dataclass(frozen=True, slots=True)
class MovedStart:
    """The clocks count from another instant than at first; `opened_at` and `opened_under` are those facts."""

    at: datetime
    why: ClockStart
    counts_from: datetime
    earlier: str | None
    opened_at: datetime
    opened_under: str


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who supervises, or covers; the rank is that at the time of the assignment."""

    id: str
    rank: Rank
    at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """A supervisor is wanted; it climbs until one has taken it. `because_of` is a message's id."""

    key: Key
    kind: AlertKind
    raised_at: datetime
    because_of: str | None = None
    level: int = 0
    acknowledged_at: datetime | None = None
    named_at: datetime | None = None
    """When it was rung last, once it was named by the ring of another."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What was recorded of a clock: marks that passed, and whether it was put right or explained since."""

    target: bool = False
    limit: bool = False
    provisional: bool = False
    corrected: bool = False
    explained: bool = False
    owed: bool = False
    """A reason, of a clock of this name that ran before."""


@dataclass(frozen=True, slots=True)
class News:
    """Something material came: a judgement that has not seen it is not taken."""

    version: int
    type: str
    at: datetime
    source: str
    of_people: bool = False
    """Who the subject or the children are was put right."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the case's journal, for whoever must explain the case: who knew or did what, and when."""

    version: int
    id: str
    type: str
    source: str
    by: str
    rank: str
    occurred_at: datetime
    recorded_at: datetime
    reasons: tuple[Sealed[Any], ...] = ()
    passed: tuple[str, ...] = ()
    """Codes of the conditions that were passed with a written reason."""


class Decision(StrEnum):
    """What the supervisor decided about the whole; each needs a closing of its own kind."""

    NO_CONCERN = "NO_CONCERN"
    CONCERN = "CONCERN"
    NOT_PROGRESSED = "NOT_PROGRESSED"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"


class Stage(StrEnum):
    """A4; immediate action runs beside all of them and is no stage."""

    UNOPENED = "UNOPENED"
    ENQUIRY = "ENQUIRY"
    INITIAL_CHECKS = "INITIAL_CHECKS"
    INTELLIGENCE_CHECKS = "INTELLIGENCE_CHECKS"
    PROGRESS_DECISION = "PROGRESS_DECISION"
    FOLLOW_UP = "FOLLOW_UP"
    RISK_ASSESSMENT = "RISK_ASSESSMENT"
    CATEGORISATION = "CATEGORISATION"
    DISCLOSURE_DECISION = "DISCLOSURE_DECISION"
    AUTHORITY_SOUGHT = "AUTHORITY_SOUGHT"
    NOT_AUTHORISED = "NOT_AUTHORISED"
    AUTHORISED = "AUTHORISED"
    NO_DISCLOSURE_CLOSING = "NO_DISCLOSURE_CLOSING"
    DISCLOSED = "DISCLOSED"
    AFTER_DECISION = "AFTER_DECISION"
    """Any of the last six, for whoever has no need to know which (A9)."""
    RESPONDING = "RESPONDING"
    """Another force coordinates, and waits for what we find (G 66)."""
    FINALISED = "FINALISED"
    CLOSED = "CLOSED"


EXITS: Final = frozenset({Decision.NOT_PROGRESSED, Decision.OUT_OF_SCOPE})
"""By which a case leaves the scheme uncategorised."""


@dataclass(frozen=True, slots=True)
class Decided:
    """`version` is that of the journal entry, or of its confirmation: news after it was not weighed.

    `passed`: what stood against it, and was passed with a written reason.
    """

    what: Decision
    at: datetime
    version: int
    by: str
    passed: frozenset[Standing] = frozenset()


@dataclass(frozen=True, slots=True)
class Crime:
    """Alleged in this case; `reference`: of its crime report, once there is one (G 22)."""

    alleged: bool = False
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Raised again after it was addressed, it is open again.

    `since` when it is open; `by_itself`: raised by no officer, but open since an immediate risk was reported
    (then `risk`), or since a partner did not take a child on.
    """

    raised: bool = False
    addressed: bool = False
    since: datetime | None = None
    by_itself: bool = False
    risk: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Another live case that concerns one person of this one, as checks found."""

    role: PartyRole
    other_role: PartyRole
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Linked:
    why: LinkReason
    role: PartyRole
    """Who it is in this case."""


@dataclass(frozen=True, slots=True)
class ForTheRecord:
    """What belongs on the force's own record system: the event that says it, when and by whom."""

    part: Part
    event: Any
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class PutRight:
    """What made somebody another person: when it was said, and its entry of the journal here."""

    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class InTheRecord:
    """It is there, under this reference."""

    reference: Reference
    at: datetime
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing letter, as far as decisions is concerned."""

    delivery: AsOf[Delivery] | None = None
    published: Mapping[str, datetime] = field(default_factory=dict)
    """Message id of each `closing.due` -> its slot."""
    held_back: Mapping[datetime, Withheld] = field(default_factory=dict)
    owed_since: datetime | None = None
    """Of a concern: since when it is known that there is nothing to tell the applicant (G 96, 99)."""


class Case(NamedTuple):
    """A named tuple: a changed copy of so many fields costs a fifth of a data class's."""

    case_id: str
    salt: Salt = Salt()
    """Of the keys of its alerts; given with the case, by no event."""
    force: ForceCode = ""
    """Ours; empty until the case is open."""
    opening: Opening | None = None
    reference: Reference | None = None
    clocks: Mapping[ClockName, Clock] = _NOTHING
    extended: Mapping[ClockName, Due] = _NOTHING
    """The day that was granted, from whatever instant the clock counts (G 104)."""
    ends: Mapping[ClockName, datetime] = _NOTHING
    """When the end event of a clock occurred: the earliest, if there are several."""
    passed: Mapping[ClockName, Passed] = _NOTHING
    alerts: Mapping[Key, Alert] = _NOTHING
    alert_clocks: Mapping[Key, Clock] = _NOTHING
    alerts_passed: Mapping[Key, Passed] = _NOTHING

    route_said: Route | None = None
    anonymous: AsOf[bool] | None = None
    applied: datetime | None = None
    applicant: AsOf[Sealed[ApplicantDetails]] | None = None
    contact: AsOf[Sealed[ApplicantContact]] | None = None
    subject: AsOf[Sealed[SubjectDetails]] | None = None
    children: AsOf[Sealed[Children]] | None = None
    contact_kinds: AsOf[Mapping[ChildRef, frozenset[ContactKind]]] | None = None
    redirected: AsOf[RedirectedTo] | None = None
    identities: Mapping[PartyRole, AsOf[bool]] = _NOTHING
    """Of whom intake has said that they are who they say, or that this could not be shown."""
    annex_a_part2: datetime | None = None
    meeting: Meeting = Meeting()
    checks: Checks = Checks()
    of_subject: OfSubject = OfSubject()
    told: Told = Told()
    mail_elsewhere: Mapping[tuple[str, str], AsOf[HeldMail | None]] = _NOTHING
    """By (service, topic): what could not be taken there, None once it was."""
    learnt: tuple[AsOf[Sealed[Information]], ...] = ()
    """What police learnt indirectly, in the order in which it was heard (G 53)."""
    priority: AsOf[Priority] | None = None
    put_right: Mapping[About, PutRight] = _NOTHING
    """The last of each person who was made another."""
    related: Mapping[str, Related] = _NOTHING
    """By the other case, from the moment at which checks said so."""
    linked_to: Mapping[str, Linked] = _NOTHING
    """By the other case, once both know."""
    worked_by: frozenset[str] = frozenset()
    """Officers who did the research or met the applicant (R-080)."""

    supervisor: Supervisor | None = None
    cover: Supervisor | None = None
    progressed: datetime | None = None
    decision: Decided | None = None
    category: Category | None = None
    grounds: frozenset[ConcernGround] = frozenset()
    """Of G 73, as they were given."""
    across: Across = Across()
    disclosure: Disclosure = Disclosure()
    referrals: Referrals = Referrals()
    tally: Tally = Tally()
    statements: frozenset[NoConcernStatement] = frozenset()
    """Of G 75, as they were made."""
    force_record: tuple[RecordSystem, Reference] | None = None
    for_the_record: Mapping[Key, ForTheRecord] = _NOTHING
    in_the_record: Mapping[Key, InTheRecord] = _NOTHING
    record_tries: Mapping[Key, tuple[datetime, ...]] = _NOTHING
    record_chases: Mapping[Key, int] = _NOTHING
    issues: Mapping[Key, Issue] = _NOTHING
    crimes: Mapping[Key, Crime] = _NOTHING
    considered: frozenset[Consideration] = frozenset()
    acted: frozenset[Consideration] = frozenset()
    """On which of them something was done."""
    withdrawn: datetime | None = None
    overridden: tuple[str, frozenset[Standing]] = ("", frozenset())
    """The last step that was passed with a written reason, and what stood against it."""
    not_told: CannotBeTold | None = None
    closing: Closing = Closing()
    flags: frozenset[Flag] = frozenset()
    flags_acknowledged: frozenset[Flag] = frozenset()
    final_entry: datetime | None = None
    entered: Outcome | None = None
    """The outcome that the final entry records."""
    goes_on_from: str | None = None
    """The ended case from which this one goes on (C-50)."""
    came_after: Mapping[str, str | None] = _NOTHING
    """Material facts that came after the end, by message id -> the case that goes on from each (C-50)."""
    ended: datetime | None = None
    finalised: bool = False
    news: tuple[News, ...] = ()
    entries: tuple[Entry, ...] = ()
    last_active: datetime | None = None

    @property
    def opened(self) -> bool:
        return self.opening is not None

    @property
    def profile(self) -> Profile:
        """The edition that the case keeps; before it is open, the nation's, for an alert that cannot wait."""
        return policies.profile(self.opening.profile) if self.opening else national()

    @property
    def rules(self) -> Practice:
        return self.profile.rules

    @property
    def asked_for(self) -> bool:
        """Whether somebody applied (Right to Ask), so that there is somebody to answer."""
        return self.opening is None or self.opening.route is Route.RIGHT_TO_ASK

    @property
    def is_anonymous(self) -> bool:
        return self.anonymous is not None and self.anonymous.value


def national() -> Profile:
    """The newest profile that holds for every force."""
    return max(
        (p for p in policies.profiles() if p.forces is None and p.new_cases), key=lambda p: p.in_force_from
    )
