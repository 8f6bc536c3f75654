"""What police systems publish, each on its own topic to intake: the indirect information of G 53.

The key is the system's own reference: all that it says under one reference is one case here. A part that is
given replaces the earlier one whole. `known_at` is when police knew it, from which every limit runs (C-02).
Who gave intelligence is never said: its report carries a grade and no source.
"""

from __future__ import annotations

from typing import Final

from contracts.codes import Arrested, DetentionEnd, IndirectKind, InformationSource, OffenderChange
from contracts.event import Event
from contracts.fields import Instant, Reference
from contracts.parts import Relationships
from contracts.people import Children, Information, SubjectDetails
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed


class _Known(Event, type="police.information.known.v1"):
    """What all of them say; stands on no topic itself."""

    reference: Reference
    """By which people find it in that system."""
    known_at: Instant
    kinds: tuple[IndirectKind, ...] = ()
    """As G 53 lists them, as far as the system can tell; empty: it cannot."""
    subject: Sealed[SubjectDetails] | None = None
    children: Sealed[Children] | None = None
    relationships: Relationships | None = None
    information: Sealed[Information] | None = None


class ArrestMade(_Known, type="custody.arrest.made.v1", material=True, critical=True, occurred="known_at"):
    """Somebody was arrested, or came to a station to be asked."""

    arrested: Arrested


class DetentionEnded(
    _Known, type="custody.detention.ended.v1", material=True, critical=True, occurred="known_at"
):
    """They left custody, and how."""

    how: DetentionEnd


class IntelligenceSubmitted(
    _Known, type="intelligence.report.submitted.v1", material=True, critical=True, occurred="known_at"
):
    """A report of intelligence, graded 3x5x2 in its sealed part or not graded yet."""


class CrimeReported(_Known, type="crime.report.made.v1", material=True, critical=True, occurred="known_at"):
    """A crime report in which somebody is named who may be a risk to a child."""


class OffenderChanged(
    _Known, type="offender.management.changed.v1", material=True, critical=True, occurred="known_at"
):
    """Status or address of a managed offender is another than before."""

    changed: OffenderChange


EVENTS: tuple[type[Event], ...] = (
    ArrestMade,
    DetentionEnded,
    IntelligenceSubmitted,
    CrimeReported,
    OffenderChanged,
)
Known = ArrestMade | DetentionEnded | IntelligenceSubmitted | CrimeReported | OffenderChanged

CARRIED: Final[dict[InformationSource, tuple[type[Event], ...]]] = {
    InformationSource.CUSTODY: (ArrestMade, DetentionEnded, ImmediateRiskIdentified),
    InformationSource.INTELLIGENCE: (IntelligenceSubmitted, ImmediateRiskIdentified),
    InformationSource.CRIME: (CrimeReported, ImmediateRiskIdentified),
    InformationSource.MANAGED_OFFENDERS: (OffenderChanged, ImmediateRiskIdentified),
}
"""What stands on the topic of each kind of system; an immediate risk on all (G 28 g)."""
