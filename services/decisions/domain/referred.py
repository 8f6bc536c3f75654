"""What was offered to partners, and what they said of it. Pure; instants are aware, UTC.

Facts come in any order, so each milestone keeps when it occurred; how a referral stands follows from all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from contracts.codes import HandlingCode, LegalBasis, NotTakenOn, ReferralKind, ReferralOutcome, SharedPart
from contracts.fields import ChildRef, Key, PartyId, Reference
from contracts.parts import WhomToRing
from contracts.sealed import Sealed
from services.decisions.domain.events_referring import WhyShared
from services.decisions.domain.neutral_keys import AlertKey, Salted, neutral_key

WITH_THEM: Final = frozenset({NotTakenOn.ALREADY_WITH_US})


class Stands(StrEnum):
    """How a referral stands."""

    OFFERED = "OFFERED"
    TAKEN_ON = "TAKEN_ON"
    NOT_TAKEN_ON = "NOT_TAKEN_ON"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Shared:
    """What a partner holds of us, and on what it rested: keys of graded items and of agencies' answers."""

    parts: frozenset[SharedPart]
    children: frozenset[ChildRef]
    basis: LegalBasis
    handling: HandlingCode
    items: frozenset[Key] = frozenset()
    checks: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Referral:
    """One offer to one partner. `next_word_by`: when it said that it would speak next."""

    key: Key
    party: PartyId
    kind: ReferralKind
    offered: datetime
    answer_by: datetime
    shared: Shared
    why: Sealed[WhyShared] | None = None
    """Of the last share that said under which conditions."""
    chased: int = 0
    last_chased: datetime | None = None
    taken_on: datetime | None = None
    not_taken_on: tuple[datetime, NotTakenOn, WhomToRing | None] | None = None
    in_progress: datetime | None = None
    next_word_by: datetime | None = None
    done: tuple[datetime, ReferralOutcome] | None = None
    withdrawn: datetime | None = None
    their_reference: Reference | None = None
    by: str = ""
    """Who offered it."""

    @property
    def stands(self) -> Stands:
        """Of what was said the last counts; what is done or withdrawn stays so."""
        if self.withdrawn is not None:
            return Stands.WITHDRAWN
        if self.done is not None:
            return Stands.DONE
        taken = max(filter(None, (self.taken_on, self.in_progress)), default=None)
        if self.not_taken_on is not None and (taken is None or taken < self.not_taken_on[0]):
            return Stands.NOT_TAKEN_ON
        if taken is None:
            return Stands.OFFERED
        return Stands.IN_PROGRESS if self.in_progress is not None else Stands.TAKEN_ON

    @property
    def left_open(self) -> bool:
        """Whether the partner does not take a child on, who is not with it already."""
        refused = self.stands is Stands.NOT_TAKEN_ON and self.kind is not ReferralKind.LEAD_AGENCY
        return refused and self.not_taken_on is not None and self.not_taken_on[1] not in WITH_THEM

    @property
    def theirs(self) -> bool:
        """Whether the partner has it, or has done with it."""
        return self.stands in (Stands.TAKEN_ON, Stands.IN_PROGRESS, Stands.DONE)

    @property
    def live(self) -> bool:
        """Whether the partner has still something to say."""
        return self.stands in (Stands.OFFERED, Stands.TAKEN_ON, Stands.IN_PROGRESS)


def left_open_key(case: Salted, referral: Key) -> AlertKey:
    """Of the issue that is left open. Everybody reads it, and that a case is referred is not for all."""
    return neutral_key(case, "left-open", referral)


@dataclass(frozen=True, slots=True)
class Referrals:
    """All of one case, by key; `moved`: since when it is with the safeguarding hub (G 12)."""

    offered: Mapping[Key, Referral] = field(default_factory=dict)
    moved: datetime | None = None
