"""Safeguarding issues that were found, each addressed or owned, and what must have been considered. Pure.

The decision-maker ensures in all cases that every issue is addressed (G 78, 85). What must be thought about
before a case ends is in G 5 and 19, 7, 11, 47, 55, 59, 61 and 68.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from contracts.calendar import london_date
from contracts.codes import AlertKind
from contracts.fields import Key
from contracts.people import Reasons, SubjectDetails
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import mappa, three_tests
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import (
    RaiseSafeguardingIssue,
    RecordConsideration,
    ResolveSafeguardingIssue,
)
from services.decisions.domain.events import (
    Consideration,
    Considered,
    SafeguardingIssueRaised,
    SafeguardingIssueResolved,
)
from services.decisions.domain.facts import AsOf
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import AlertKey, neutral_key
from services.decisions.domain.state import Case
from services.decisions.domain.supervision import supervises

ADULT: Final = 18
"""Years."""


def raise_issue(case: Case, command: RaiseSafeguardingIssue, moment: Moment) -> Decided:
    """Recorded always, and somebody is rung unless the supervisor raises it (G 78)."""
    raised = SafeguardingIssueRaised(
        issue=command.issue,
        raised_at=to_the_millisecond(moment.now),
        children=command.children,
        what=Sealed.of(Reasons(text=command.what)),
    )
    if case.ended is None and supervises(case, command, moment):
        return Decided((raised,))
    kind = AlertKind.REVIEW_WANTED if case.ended is None else AlertKind.NEW_INFORMATION
    key = raised_key(case, command.issue, raised.raised_at)
    return (Raised((raised,)) + raise_alert(case, key, kind, moment.now)).decided()


def raised_key(case: Case, issue: Key, raised_at: datetime) -> AlertKey:
    """Of the alert that it was raised."""
    return neutral_key(case, issue, str(raised_at))


def resolve_issue(case: Case, command: ResolveSafeguardingIssue, moment: Moment) -> Decided:
    resolved = SafeguardingIssueResolved(
        issue=command.issue,
        how=command.how,
        resolved_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((resolved,))


def record_consideration(case: Case, command: RecordConsideration, moment: Moment) -> Decided:
    reasons = Sealed.of(Reasons(text=command.reasons))
    return Decided((Considered(what=command.what, acted=command.acted, reasons=reasons),))


def open_issues(case: Case) -> tuple[str, ...]:
    """Keys of the issues that nobody has addressed or taken over."""
    return tuple(sorted(key for key, issue in case.issues.items() if issue.raised and not issue.addressed))


def may_be_under_18(details: AsOf[Sealed[SubjectDetails]] | None, today: date) -> bool:
    """Whether what is known of the subject's age says under 18; nothing known says nothing."""
    known = details.value.opened if details else None
    if known is None:
        return False
    if known.date_of_birth is not None:
        return today < birthday(known.date_of_birth, ADULT)
    return known.approximate_age is not None and known.approximate_age < ADULT


def birthday(born: date, years: int) -> date:
    """The day somebody reaches that age; born on 29 February, 1 March."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def _somebody_is_a_child(case: Case, moment: Moment) -> bool:
    subject = may_be_under_18(case.subject, london_date(moment.now))
    return subject or case.meeting.responsible_adult_absent


def _considered(
    what: Consideration,
    paragraph: str,
    requirements: tuple[str, ...],
    words: str,
    applies: Callable[[Case, Moment], bool] = lambda case, moment: True,
) -> Gate[Case, Any]:
    return Gate(
        f"{what}_NOT_CONSIDERED",
        paragraph,
        requirements,
        lambda case, command, moment: what in case.considered or not applies(case, moment),
        words,
    )


ISSUES_ADDRESSED: Final[Gate[Case, Any]] = Gate(
    "SAFEGUARDING_ISSUE_OPEN",
    "G 78, 85",
    ("R-185",),
    lambda case, command, moment: not open_issues(case),
    lambda case, command, moment: (
        f"A safeguarding issue is still open ({len(open_issues(case))} in all: "
        f"{', '.join(open_issues(case))}). Each is resolved, or an agency has accepted it."
    ),
)
OTHER_DISCLOSURE: Final = _considered(
    Consideration.OTHER_DISCLOSURE,
    "G 5, 19",
    ("R-003",),
    "Say whether other relevant information should be disclosed, even with none under this scheme.",
)
OTHER_SCHEME: Final = _considered(
    Consideration.OTHER_SCHEME,
    "G 11",
    ("R-017",),
    "Say whether a disclosure under the domestic violence scheme should be considered, without a new "
    "application.",
)
STATUTORY_REFERRALS: Final = _considered(
    Consideration.STATUTORY_REFERRALS,
    "G 55",
    ("R-128",),
    "Say whether statutory safeguarding referrals are needed.",
    lambda case, moment: not case.asked_for,
)
CHILDRENS_SOCIAL_CARE: Final = _considered(
    Consideration.CHILDRENS_SOCIAL_CARE,
    "G 68",
    ("R-159",),
    "Say whether children's social care, where each child lives, needs an enquiry or a referral.",
)
OTHER_CHILDREN: Final = _considered(
    Consideration.OTHER_CHILDREN,
    "G 47",
    ("R-107",),
    "The meeting brought up other people: say whether the subject has access to other children, and what "
    "follows.",
    lambda case, moment: case.meeting.others_mentioned,
)
SOCIAL_CARE_ALERT: Final = _considered(
    Consideration.SOCIAL_CARE_ALERT,
    "G 59, 61",
    ("R-137", "R-140"),
    "Somebody in this case is under 18 and on their own: say whether social services should be alerted.",
    _somebody_is_a_child,
)
SECTION_327A: Final = _considered(
    Consideration.SECTION_327A,
    "G 7(b)",
    ("R-005",),
    "The subject is a convicted child sex offender who is managed under MAPPA: say what came of the duty to "
    "consider disclosure to particular members of the public (section 327A, Criminal Justice Act 2003).",
    lambda case, moment: mappa.is_managed(case) and three_tests.is_child_sex_offender(case),
)
ALL_CONSIDERED: Final = (
    OTHER_DISCLOSURE,
    SECTION_327A,
    OTHER_SCHEME,
    STATUTORY_REFERRALS,
    CHILDRENS_SOCIAL_CARE,
    OTHER_CHILDREN,
    SOCIAL_CARE_ALERT,
)
