"""Immediate risk: found in what sources answer or reported by an officer, it goes out at once (G 28 g, 30;
R-061, R-062).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from contracts.checks import AgencyCheckResponded, AnswersSettled, CheckCompleted, SubjectIdentityConfirmed
from contracts.codes import DutyRole, PartyRole, SafeguardingAction
from contracts.intake import ApplicationMade, EnquiryReceived, FactCorrected
from contracts.people import RiskDetails
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Actor, Message, Moment, Recorded
from messaging.outcomes import HEARD, Decided
from services.checks.domain import danger
from services.checks.domain.alarms import ring
from services.checks.domain.commands import CheckAlerted, ReportImmediateRisk
from services.checks.domain.coverage import told
from services.checks.domain.events import Dangers, DangersFound, to_the_millisecond
from services.checks.domain.evolve import evolve
from services.checks.domain.state import Checks, Risk

_OURSELVES: Final = Actor("system:checks")


_ANSWERS: Final = frozenset({CheckCompleted, AgencyCheckResponded, AnswersSettled, SubjectIdentityConfirmed})
_PEOPLE: Final = frozenset({EnquiryReceived, ApplicationMade, FactCorrected})


def with_dangers(case: Checks, command: Any, decided: Decided, moment: Moment) -> Decided:
    """What was decided, and the immediate risk that it shows: by a new answer, by a verdict on records, or by
    what was learnt of the children and of contact with them. The risk goes first.
    """
    message: Message | None = getattr(command, "message", None)
    events = decided.events
    about_people = message is not None and type(message.event) in _PEOPLE and HEARD in events
    if _ANSWERS.isdisjoint(map(type, events)) and not (about_people and _anything_held(case)):
        return decided
    found = identified(_after(case, events, message, moment), moment)
    if found is None:
        return decided
    heard = events[:1] if events[0] is HEARD else ()
    risk, dangers = found
    return replace(decided, events=(*heard, risk, *events[len(heard) :], dangers))


def _anything_held(case: Checks) -> bool:
    """Whether any source has said anything of anybody: before that, nobody's record can endanger a child."""
    return bool(case.settled) or any(ask.answers for ask in case.asks.values())


def _after(case: Checks, events: Iterable[Any], message: Message | None, moment: Moment) -> Checks:
    """The case as it will be once these are in the journal."""
    for version, one in enumerate(events, moment.version + 1):
        if one is HEARD and message is not None:
            entry = as_recorded(message, version, moment.now)
        else:
            entry = Recorded(version, "", "", one.TYPE, one, moment.now, moment.now, _OURSELVES, False, {})
        case = evolve(case, entry)
    return case


def as_recorded(message: Message, version: int, now: datetime) -> Recorded:
    """The message as the journal will hold it, to see what it changes before it is written."""
    said = message
    return Recorded(
        version,
        said.id,
        said.source,
        said.type,
        said.event,
        said.occurred_at,
        now,
        said.actor,
        True,
        said.opening,
    )


def identified(case: Checks, moment: Moment) -> tuple[ImmediateRiskIdentified, DangersFound] | None:
    """What the answers that stand mean for the children now, as far as no supervisor was told of it."""
    children = danger.exposed(case.children, case.relationships)
    standing = (
        one
        for pair in case.latest
        if pair.role is PartyRole.SUBJECT
        for one in danger.dangers(pair.source, told(case, pair), children)
    )
    news = tuple(
        one for one in dict.fromkeys(standing) if not any(danger.covers(known, one) for known in case.dangers)
    )
    if not news:
        return None
    now = to_the_millisecond(moment.now)
    risk = ImmediateRiskIdentified(
        risk_id=f"found-{1 + sum(risk.risk_id.startswith('found-') for risk in ours(case))}",
        ground=danger.ground(news),
        identified_at=now,
        reported_at=now,
        children=tuple(dict.fromkeys(one.child for one in news if one.child is not None)),
        risk=Sealed.of(RiskDetails(risk=danger.words(news))),
    )
    return risk, DangersFound(risk_id=risk.risk_id, dangers=Sealed.of(Dangers(found=news)))


def report(case: Checks, command: ReportImmediateRisk, moment: Moment) -> Decided:
    """An officer has learnt of it: recorded whatever is missing."""
    now = to_the_millisecond(moment.now)
    number = 1 + sum(risk.risk_id.startswith("officer-") for risk in ours(case))
    return Decided(
        (
            ImmediateRiskIdentified(
                risk_id=f"officer-{number}",
                ground=command.ground,
                identified_at=now,
                reported_at=now,
                children=command.children,
                done=command.done or (SafeguardingAction.NONE_YET,),
                risk=Sealed.of(command.details),
            ),
        )
    )


def watch(case: Checks, command: CheckAlerted) -> Decided:
    """Decisions should have said by now that a supervisor is alerted; if not, we ring one ourselves."""
    waiting = {risk.risk_id for risk in unanswered(case)}
    if command.risk_id not in waiting:
        return Decided()
    words = "Checks found an immediate risk to a child and no supervisor was alerted: open the case and act."
    return Decided(tasks=(ring("RISK_NOT_ALERTED", command.risk_id, DutyRole.DUTY_SERGEANT, words),))


def ours(case: Checks) -> tuple[Risk, ...]:
    """Those that this service identified."""
    return tuple(risk for risk in case.risks.values() if risk.ours)


def unanswered(case: Checks) -> tuple[Risk, ...]:
    """Ours of which decisions has not said that a supervisor was alerted."""
    return tuple(risk for risk in ours(case) if risk.message not in case.alerted)
