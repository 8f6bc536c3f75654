"""Parts that events of several services share; none is personal."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from contracts.codes import (
    COULD_NOT_LOOK,
    Answer,
    ApplicantToChild,
    ApplicantToSubject,
    ContactKind,
    LinkReason,
    NoAnswer,
    PartyRole,
    Searched,
    Source,
    SubjectToChild,
)
from contracts.event import Fact
from contracts.fields import CaseId, ChildRef, Count, Instant, Key, PartyId, Reference, Telephone
from contracts.people import Findings
from contracts.sealed import Sealed

Hours = Annotated[
    str, StringConstraints(pattern=r"^(24/7|(MON|TUE|WED|THU|FRI|SAT|SUN)(-[A-Z]{3})? [0-9:]{5}-[0-9:]{5})$")
]
"""`24/7` or `MON-FRI 09:00-17:00`, local time."""


class Relationship(Fact):
    """Who the applicant and the subject are to one child, and what contact the subject has with it."""

    child: ChildRef
    applicant: ApplicantToChild = ApplicantToChild.NOT_STATED
    subject: SubjectToChild = SubjectToChild.NOT_KNOWN
    contact: tuple[ContactKind, ...] = ()


class Relationships(Fact):
    applicant_to_subject: ApplicantToSubject = ApplicantToSubject.NOT_STATED
    children: tuple[Relationship, ...] = ()


class LinkedCase(Fact):
    case_id: CaseId
    why: LinkReason


class ReferredBy(Fact):
    """A partner agency was told that this is an enquiry under the scheme, and sent it to police (G 23).

    `agreed`: the person agrees that what they told it is passed on; None: nobody has asked. `helped`: it put
    them in touch itself.
    """

    party: PartyId
    agreed: bool | None = None
    helped: bool = False
    their_reference: Reference | None = None


class Scope(Fact):
    """What was searched, and the state of it: `persons under probation supervision` on that day."""

    searched: Searched
    as_of: Instant | None = None
    """None: as it was when it answered."""


class WhomToRing(Fact):
    """A desk, never a person."""

    party: PartyId
    desk: Key
    telephone: Telephone
    hours: Hours


class About(Fact):
    """Whom a check is about; `child` names which, for a child."""

    role: PartyRole
    child: ChildRef | None = None


class Coverage(Fact):
    """How one source stands for one person when somebody judged; `check` is None if it was never asked."""

    source: Source
    about: About
    check: Key | None = None
    answer: Answer | None = None
    scope: Scope | None = None
    reason: NoAnswer | None = None


def answer_agrees(answer: Answer, count: Count, findings: Sealed[Findings] | None) -> None:
    """ValueError unless count and findings say what the answer says: nothing found only by NO_TRACE."""
    if answer is Answer.NO_TRACE and (count or findings is not None):
        raise ValueError("NO_TRACE has no findings")
    if answer in (Answer.HIT, Answer.AMBIGUOUS) and (not count or findings is None):
        raise ValueError(f"{answer} has at least one finding")


def reason_agrees(answer: Answer, reason: NoAnswer) -> None:
    """ValueError unless the reason belongs to the answer: could not look, or would not or may not say."""
    if (reason in COULD_NOT_LOOK) != (answer is Answer.UNAVAILABLE):
        raise ValueError(f"{reason} is no reason of {answer}")
