"""What is decided about disclosure, as it stands at a moment, for the forces that take part (G 66, 67).

A disclosure is decided once it is authorised, and no disclosure by no concern, by deciding that nobody is
told, or by an authority that was refused. What was decided and lapsed stands no longer. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from contracts.crossing import View
from contracts.decisions import CaseCategorised
from contracts.event import Event
from contracts.fields import ForceCode
from messaging.decider import Actor
from services.decisions.domain import agreeing, who_is_told
from services.decisions.domain.across import Ruling
from services.decisions.domain.events_disclosing import DisclosureNotAuthorised, NoDisclosureDecided
from services.decisions.domain.primacy import Primacy
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case, Decision


def in_force(case: Case, now: datetime) -> Mapping[ForceCode, Ruling]:
    """As the coordinating force: what each force that decides has decided, of those that have."""
    primacy = agreeing.stands(case, now)
    deciding = primacy.deciding if primacy else frozenset({case.force})
    held = {force: one for force, one in case.across.rulings.items() if force in deciding}
    ours = _ours(case, primacy) if case.force in deciding else None
    return held if ours is None else {**held, case.force: ours}


def _ours(case: Case, primacy: Primacy | None) -> Ruling | None:
    if not who_is_told.is_concern(case):
        none = case.decision is not None and case.decision.what is Decision.NO_CONCERN
        return _nobody(case, CaseCategorised) if none else None
    if case.disclosure.decided_none is not None:
        return _nobody(case, NoDisclosureDecided)
    return _somebody(case, primacy) or (
        _nobody(case, DisclosureNotAuthorised) if who_is_told.refused_all(case) else None
    )


def _somebody(case: Case, primacy: Primacy | None) -> Ruling | None:
    """Since the first authority that stands: that there are several would tell how many are told (A9)."""
    given = [
        one
        for one in case.disclosure.authorities.values()
        if (who_is_told.stands(case, one) or who_is_told.was_told(case, one.recipient))
        and (primacy is None or any(primacy.decides_for(child) == case.force for child in one.children))
    ]
    first = min(given, key=lambda one: one.at, default=None)
    return Ruling(View.DISCLOSE, first.at, first.rank) if first else None


def _nobody(case: Case, by: type[Event]) -> Ruling | None:
    """At the rank of whoever decided it last."""
    said = next((one for one in reversed(case.entries) if one.type == by.TYPE), None)
    if said is None:
        return None
    return Ruling(View.DO_NOT_DISCLOSE, said.occurred_at, rank_of(Actor(said.by, said.rank)))
