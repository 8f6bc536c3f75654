"""Immediate risk: said at once, whatever else is missing (G 28 g, 30)."""

from __future__ import annotations

from datetime import datetime

from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.outcomes import Decided
from services.intake.domain import commands as c
from services.intake.domain.instants import by_then
from services.intake.domain.state import Case


def identified(case: Case, report: c.RiskReport, now: datetime) -> ImmediateRiskIdentified:
    """A time that lies ahead is never a reason to wait: the receipt stands."""
    return ImmediateRiskIdentified(
        risk_id=f"risk-{len(case.risks) + 1}",
        ground=report.ground,
        identified_at=by_then(report.identified_at, now),
        reported_at=by_then(report.reported_at, now),
        children=report.children,
        done=report.done,
        risk=Sealed.of(report.details),
    )


def report(case: Case, command: c.ReportImmediateRisk, moment: Moment) -> Decided:
    return Decided((identified(case, command.report, moment.now),))
