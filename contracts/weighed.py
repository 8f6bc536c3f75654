"""What checks says of the subject, beyond each answer: facts, conditions that may be broken, grades."""

from __future__ import annotations

from contracts.assessed import BrokenConditions, GradedItem, SubjectFacts
from contracts.codes import Rank
from contracts.event import Event
from contracts.fields import ChildRef, Instant, Key
from contracts.sealed import Sealed


class FactsEstablished(Event, type="checks.facts.established.v1", occurred="established_at"):
    """What is known of the subject as a registered sex offender, under Schedule 34A and MAPPA (C-26).

    It replaces what was said before. Until it comes, nothing is known. It follows from answers that are news
    themselves.
    """

    established_at: Instant
    facts: Sealed[SubjectFacts]


class BreachSuspected(
    Event,
    type="checks.breach.suspected.v1",
    urgent=True,
    critical=True,
    material=True,
    occurred="suspected_at",
):
    """The contact described may break a condition of an order or a licence (K 3.6; R-023, R-263).

    `risk_id` is that of the immediate risk that is reported with it: one alert for both.
    """

    breach: Key
    risk_id: Key
    suspected_at: Instant
    children: tuple[ChildRef, ...] = ()
    broken: Sealed[BrokenConditions]


class IntelligenceGraded(
    Event, type="checks.intelligence.graded.v1", material=True, critical=True, occurred="graded_at"
):
    """A person examined an item of intelligence and graded it 3x5x2 (G 18; R-069). The last grade counts."""

    graded_at: Instant
    rank: Rank
    """Of whoever graded it, at that moment."""
    item: Sealed[GradedItem]
