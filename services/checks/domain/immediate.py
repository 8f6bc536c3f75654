"""Immediate risk: found in what sources answer or reported by an officer, it goes out at once (G 28 g, 30;
R-061, R-062).
"""

from __future__ import annotations

from datetime import datetime

from contracts.assessed import BrokenCondition
from contracts.codes import DutyRole, PartyRole, RiskGround, SafeguardingAction
from contracts.people import RiskDetails
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Message, Moment, Recorded
from messaging.outcomes import Decided
from services.checks.domain import danger
from services.checks.domain.alarms import ring
from services.checks.domain.commands import CheckAlerted, ReportImmediateRisk
from services.checks.domain.coverage import told
from services.checks.domain.events import Dangers, DangersFound, to_the_millisecond
from services.checks.domain.state import Checks, Risk


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


def identified(
    case: Checks, moment: Moment, broken: tuple[BrokenCondition, ...] = ()
) -> tuple[ImmediateRiskIdentified, DangersFound | None] | None:
    """What the answers that stand mean for the children now, as far as no supervisor was told of it.

    `broken`: conditions that the contact described breaks, of which nobody was told either.
    """
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
    if not news and not broken:
        return None
    now = to_the_millisecond(moment.now)
    endangered = (*(one.child for one in broken), *(one.child for one in news))
    risk = ImmediateRiskIdentified(
        risk_id=f"found-{1 + sum(risk.risk_id.startswith('found-') for risk in ours(case))}",
        ground=RiskGround.BREACH_OF_ORDER if broken else danger.ground(news),
        identified_at=now,
        reported_at=now,
        children=tuple(dict.fromkeys(child for child in endangered if child is not None)),
        risk=Sealed.of(RiskDetails(risk=danger.words(news, broken))),
    )
    if not news:
        return risk, None
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
    if not case.risks:
        return ()
    return tuple(risk for risk in ours(case) if risk.message not in case.alerted)
