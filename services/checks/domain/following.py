"""What follows at once from anything decided here: immediate risk, a broken condition, the three facts.

The risk goes out first, then the breach, then what was decided; the case is folded ahead once for all three.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from contracts.checks import (
    AgencyCheckOverdue,
    AgencyCheckResponded,
    AgencyCheckWithheld,
    AnswersSettled,
    CheckCompleted,
    CheckFailed,
    SubjectIdentityConfirmed,
)
from contracts.decisions import LinkedCaseStarted, RespondingChecksWanted
from contracts.intake import (
    ApplicationMade,
    EnquiryReceived,
    FactCorrected,
    IndirectInformationReceived,
)
from contracts.sealed import Sealed
from contracts.weighed import FactsEstablished
from messaging.decider import Actor, Message, Moment, Recorded
from messaging.outcomes import HEARD, Decided
from services.checks.domain import breach, immediate, three_facts
from services.checks.domain.events import ConditionsRead, to_the_millisecond
from services.checks.domain.evolve import evolve
from services.checks.domain.state import Checks

_OURSELVES: Final = Actor("system:checks")
_PEOPLE: Final = frozenset(
    {
        EnquiryReceived,
        ApplicationMade,
        FactCorrected,
        IndirectInformationReceived,
        LinkedCaseStarted,
        RespondingChecksWanted,
    }
)
_RECORDS: Final = frozenset(
    {CheckCompleted, AgencyCheckResponded, AnswersSettled, SubjectIdentityConfirmed, ConditionsRead}
)
"""By which it may come to light that a child is in danger."""
_STANDING: Final = _RECORDS | {CheckFailed, AgencyCheckWithheld, AgencyCheckOverdue}
"""By which a fact of the subject may become known, or may be known no longer."""


def followed(case: Checks, command: Any, decided: Decided, moment: Moment) -> Decided:
    """What was decided, with all that it shows: by a new answer, by what a person made of records, or by what
    was learnt of the children and of contact with them.
    """
    message: Message | None = getattr(command, "message", None)
    events = decided.events
    kinds = set(map(type, events))
    about_people = case.heard_from and _about_people(message, events)
    endangers = about_people or not _RECORDS.isdisjoint(kinds)
    if not endangers and _STANDING.isdisjoint(kinds):
        return decided
    after = _after(case, events, message, moment)
    heard = events[:1] if events[0] is HEARD else ()
    first, last = _dangers(after, moment) if endangers else ((), ())
    said = _facts(after, moment)
    if not first and not said:
        return decided
    return replace(decided, events=(*heard, *first, *events[len(heard) :], *last, *said))


def _about_people(message: Message | None, events: tuple[object, ...]) -> bool:
    """Before a source has said anything, nobody's record can endanger a child."""
    return message is not None and type(message.event) in _PEOPLE and HEARD in events


def _dangers(after: Checks, moment: Moment) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """What goes before everything else, and what is kept of it afterwards."""
    broken = breach.suspected(after)
    found = immediate.identified(after, moment, broken)
    if found is None:
        return (), ()
    risk, dangers = found
    suspected = (breach.event(after, broken, risk, moment),) if broken else ()
    return (risk, *suspected), (dangers,) if dangers else ()


def _facts(after: Checks, moment: Moment) -> tuple[object, ...]:
    news = three_facts.news(after)
    if news is None:
        return ()
    at = to_the_millisecond(moment.now)
    return (FactsEstablished(established_at=at, facts=Sealed.of(news)),)


def _after(case: Checks, events: Iterable[Any], message: Message | None, moment: Moment) -> Checks:
    """The case as it will be once these are in the journal."""
    for version, one in enumerate(events, moment.version + 1):
        if one is HEARD and message is not None:
            entry = immediate.as_recorded(message, version, moment.now)
        else:
            entry = Recorded(version, "", "", one.TYPE, one, moment.now, moment.now, _OURSELVES, False, {})
        case = evolve(case, entry)
    return case
