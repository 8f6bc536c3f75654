"""A crime that is alleged in a case, and its report by the normal procedures (G 22): private to here."""

from __future__ import annotations

from contracts.event import Event
from contracts.fields import Instant, Key, Reference
from contracts.people import Reasons
from contracts.sealed import Sealed


class CrimeAlleged(Event, type="decisions.crime.alleged.v1", public=False, occurred="alleged_at"):
    """Police believe that a crime is alleged: by the applicant, by a record, by whatever is found."""

    allegation: Key
    alleged_at: Instant
    what: Sealed[Reasons]


class CrimeRecorded(Event, type="decisions.crime.recorded.v1", public=False, occurred="recorded_at"):
    """The crime report exists on the force's own system, under this number."""

    allegation: Key
    reference: Reference
    recorded_at: Instant


EVENTS: tuple[type[Event], ...] = (CrimeAlleged, CrimeRecorded)
