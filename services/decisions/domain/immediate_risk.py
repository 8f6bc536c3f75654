"""A child may be harmed now or soon: a supervisor is told at once (G 28 g, 30). Pure.

It waits for nothing: not for the form, not for the case to be open here, not for unread mail (R-035, C-37).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from contracts.codes import AlertKind
from contracts.fields import Key
from contracts.people import RiskDetails
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Message, Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import clocks
from services.decisions.domain.alerts import Raised, acknowledgement_clock, raise_alert
from services.decisions.domain.commands import ReportImmediateRisk
from services.decisions.domain.events import AcknowledgementStarted
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import AlertKey, alert_key
from services.decisions.domain.state import Case

OURS: Final = "decisions"


def risk_key(case: Case, source: str, risk_id: Key) -> AlertKey:
    """One alert a risk: three services may report under keys of their own choosing."""
    return alert_key(case, "risk", source, risk_id)


def heard(case: Case, message: Message, moment: Moment) -> Raised:
    """Intake or checks identified it: alert at once, and start the clock from when it was identified.

    A suspected breach goes out with the risk that it is, under one key: whichever comes rings, once.
    """
    key = risk_key(case, message.source, message.event.risk_id)
    return _alert(case, key, message.occurred_at, moment, message.id)


def report(case: Case, command: ReportImmediateRisk, moment: Moment) -> Decided:
    """An officer on the case identified it."""
    now, risk_id = to_the_millisecond(moment.now), _another(case, command.risk_id, moment)
    identified = ImmediateRiskIdentified(
        risk_id=risk_id,
        ground=command.ground,
        identified_at=now,
        reported_at=now,
        children=command.children,
        done=command.done,
        risk=Sealed.of(RiskDetails(risk=command.risk, done=command.done_words)),
    )
    alerted = _alert(case, risk_key(case, OURS, risk_id), now, moment, None)
    return (Raised((identified,)) + alerted).decided()


def _another(case: Case, risk_id: Key, moment: Moment) -> Key:
    """Officers choose the key: said under one that was used before, it is another risk and rings as one."""
    used = risk_key(case, OURS, risk_id) in case.alerts
    return f"{risk_id[:48]}-{moment.version + 1}" if used else risk_id


def _alert(case: Case, key: AlertKey, identified: datetime, moment: Moment, because_of: str | None) -> Raised:
    if key in case.alerts:
        return Raised()
    clock = acknowledgement_clock(case, to_the_millisecond(identified))
    started = AcknowledgementStarted(alert=key, kind=AlertKind.IMMEDIATE_RISK, clock=clocks.written(clock))
    return raise_alert(case, key, AlertKind.IMMEDIATE_RISK, moment.now, because_of) + Raised((started,))


def _taken(case: Case, command: object, moment: Moment) -> bool:
    risks = [alert for alert in case.alerts.values() if alert.kind is AlertKind.IMMEDIATE_RISK]
    return all(alert.acknowledged_at is not None for alert in risks)


RISK_TAKEN: Final[Gate[Case, object]] = Gate(
    "ALERT_NOT_TAKEN",
    "G 30",
    ("R-035", "R-062"),
    _taken,
    "A report of immediate risk has not been taken by a supervisor: take it, then go on.",
)
