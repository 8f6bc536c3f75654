"""Immediate risk: found in an answer or reported by an officer, it goes out at once (G 28 g, 30; R-061,
R-062).
"""

from __future__ import annotations

from collections.abc import Iterable

from contracts.codes import Answer, DutyRole, SafeguardingAction
from contracts.people import Finding, RiskDetails
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.outcomes import Decided
from services.checks.domain import danger
from services.checks.domain.alarms import ring
from services.checks.domain.commands import CheckAlerted, ReportImmediateRisk
from services.checks.domain.events import to_the_millisecond
from services.checks.domain.state import Ask, Checks, Risk


def found(
    case: Checks, ask: Ask, answer: Answer, findings: Iterable[Finding], moment: Moment
) -> tuple[ImmediateRiskIdentified, ...]:
    """What this answer means for the child now; once for each ground and stage, and again only for new
    records.
    """
    held = tuple(findings)
    ground = danger.ground(ask.pair.role, held, case.relationships)
    if ground is None:
        return ()
    risk_id = f"found-{ask.stage.value}-{ground.value}".lower().replace("_", "-")
    known = {one.record for each in case.of_pair(ask.pair) for said in each.answers for one in said.findings}
    news = any(one.record not in known for one in held)
    said_before = any(risk.risk_id.startswith("found-") for risk in ours(case))
    if any(risk.risk_id == risk_id for risk in ours(case)) or (said_before and not news):
        return ()
    now = to_the_millisecond(moment.now)
    words = danger.words(ground, possible=answer is Answer.AMBIGUOUS)
    return (
        ImmediateRiskIdentified(
            risk_id=risk_id,
            ground=ground,
            identified_at=now,
            reported_at=now,
            children=danger.touched(case.relationships, danger.ANY_CONTACT),
            risk=Sealed.of(RiskDetails(risk=words)),
        ),
    )


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
