"""What breaks the silence of a case: acts of people, and answers of whoever was asked (field facts B3). Pure.

What a clock or a service does by itself is no sign that anybody looks after the case: an alert rings, a
source that is down is asked again and again.
"""

from __future__ import annotations

from typing import Final

from contracts.checks import AgencyCheckResponded, AgencyCheckWithheld, CheckCompleted
from contracts.intake import ApplicationMade, EnquiryReceived, IndirectInformationReceived
from contracts.referrals import OF_PARTNERS
from messaging.decider import Recorded
from services.decisions.domain.events import ClocksStarted
from services.decisions.domain.ranks import is_person

_BY_ITSELF: Final[tuple[type, ...]] = (
    CheckCompleted,
    AgencyCheckResponded,
    AgencyCheckWithheld,
    EnquiryReceived,
    IndirectInformationReceived,
    ApplicationMade,
    ClocksStarted,
    *OF_PARTNERS,
)
"""Whoever carried it here: somebody applied, or somebody answered."""


def breaks_silence(recorded: Recorded) -> bool:
    return isinstance(recorded.event, _BY_ITSELF) or is_person(recorded.actor)
