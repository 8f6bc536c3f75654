"""`immediate_risk.identified`: three publishers, one model, one type (responsibilities)."""

from __future__ import annotations

from contracts.codes import RiskGround, SafeguardingAction
from contracts.event import Event
from contracts.fields import ChildRef, Instant, Key
from contracts.people import RiskDetails
from contracts.sealed import Sealed


class ImmediateRiskIdentified(
    Event,
    type="immediate_risk.identified.v1",
    urgent=True,
    critical=True,
    material=True,
    occurred="identified_at",
):
    """A child may be harmed now or soon (G 28 g, 30): whoever learns it says it, whatever is missing."""

    risk_id: Key
    ground: RiskGround
    identified_at: Instant
    reported_at: Instant
    """To a supervisor (R-062: the gap is measured)."""
    children: tuple[ChildRef, ...] = ()
    done: tuple[SafeguardingAction, ...] = (SafeguardingAction.NONE_YET,)
    risk: Sealed[RiskDetails]
