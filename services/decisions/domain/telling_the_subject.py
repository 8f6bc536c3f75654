"""What the subject is told, and what they tell (G 87, 89, 98, 99 c; C-11). Pure.

In person and with the scheme explained, or not at all, and then why. Nothing is ever written to them.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import AlertKind
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import (
    ConsiderSelfDisclosure,
    DoNotInformSubject,
    ReportSelfDisclosure,
    ReportSelfDisclosureIncomplete,
    ReportSubjectInformed,
)
from services.decisions.domain.events_telling import (
    SelfDisclosureConsidered,
    SelfDisclosureIncomplete,
    SelfDisclosureMade,
    SubjectInformed,
    SubjectNotInformed,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import AlertKey, neutral_key
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case
from services.decisions.domain.who_is_told import anybody_told


def informed(case: Case, command: ReportSubjectInformed, moment: Moment) -> Decided:
    recorded = SubjectInformed(
        before_delivery=command.before_delivery,
        in_person=command.in_person,
        scheme_explained=command.scheme_explained,
        implications_explained=command.implications_explained,
        informed_at=min(to_the_millisecond(command.at), to_the_millisecond(moment.now)),
        by=command.by.id,
        reasons=Sealed.of(Reasons(text=command.reasons)) if command.reasons else None,
    )
    if told_as_it_must_be(recorded):
        return Decided((recorded,))
    key = otherwise_key(case, recorded)
    return (Raised((recorded,)) + raise_alert(case, key, AlertKind.REVIEW_WANTED, moment.now)).decided()


def told_as_it_must_be(event: SubjectInformed) -> bool:
    """In person, and about the scheme and what it may mean for them (G 89)."""
    return event.in_person and event.scheme_explained and event.implications_explained


def otherwise_key(case: Case, event: SubjectInformed) -> AlertKey:
    """Of the alert that rings where the subject learnt of it in writing, or by halves."""
    return neutral_key(case, "subject informed", event.informed_at.isoformat())


def do_not_inform(case: Case, command: DoNotInformSubject, moment: Moment) -> Decided:
    decided = SubjectNotInformed(
        decided_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((decided,))


def consider_self_disclosure(case: Case, command: ConsiderSelfDisclosure, moment: Moment) -> Decided:
    considered = SelfDisclosureConsidered(
        safe=command.safe,
        decided_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((considered,))


def self_disclosed(case: Case, command: ReportSelfDisclosure, moment: Moment) -> Decided:
    at = min(to_the_millisecond(command.at), to_the_millisecond(moment.now))
    return Decided((SelfDisclosureMade(recipient=command.recipient, told_at=at),))


def incomplete(case: Case, command: ReportSelfDisclosureIncomplete, moment: Moment) -> Decided:
    checked = SelfDisclosureIncomplete(
        recipient=command.recipient,
        checked_at=min(to_the_millisecond(command.at), to_the_millisecond(moment.now)),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((checked,))


def _unconfirmed(case: Case) -> tuple[str, ...]:
    return tuple(sorted(key for key, said in case.disclosure.self_disclosed.items() if said is None))


def _subject_decided(case: Case, command: Any, moment: Moment) -> bool:
    """Wanted where somebody was told, or where the subject was asked and knows of it already (C-11)."""
    known = case.disclosure
    asked = known.representations.sought is not None or known.representations.received is not None
    if not (anybody_told(case) or asked):
        return True
    return known.subject_informed is not None or known.subject_not_informed is not None


SUBJECT_DECIDED: Final[Gate[Case, Any]] = Gate(
    "SUBJECT_NOT_DECIDED",
    "G 89, 99(c)",
    ("R-204", "R-232"),
    _subject_decided,
    "Record that the subject was told, in person, with the scheme and what it means for them explained; or "
    "decide that they are not told, and why.",
)
SELF_DISCLOSURE_CONFIRMED: Final[Gate[Case, Any]] = Gate(
    "SELF_DISCLOSURE_UNCONFIRMED",
    "G 98",
    ("R-224", "R-225"),
    lambda case, command, moment: not _unconfirmed(case),
    lambda case, command, moment: (
        f"The subject has told {', '.join(_unconfirmed(case))}: ask them whether all that matters was said, "
        "and record the answer."
    ),
)
