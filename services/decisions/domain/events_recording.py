"""What became of each entry on the force's own record system (G 35, 50, 100, 104; C-49): private to here."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from contracts.event import Event
from contracts.fields import Instant, Key, Reference


class Part(StrEnum):
    """What belongs on the force's record system."""

    FORMAL_REPORT = "FORMAL_REPORT"
    MEETING_FORM = "MEETING_FORM"
    EXTENSION = "EXTENSION"
    FINAL_ENTRY = "FINAL_ENTRY"


class RecordEntryMade(Event, type="decisions.record_entry.made.v1", public=False, occurred="made_at"):
    """It is there: by the system's own word, or as a named person attests (C-49)."""

    entry: Key
    part: Part
    reference: Reference
    by_hand: bool
    made_at: Instant


class RecordEntryNotMade(Event, type="decisions.record_entry.not_made.v1", public=False, occurred="tried_at"):
    """The system could not be reached, or did not take it; it is tried again. `in_file`: left in a file."""

    entry: Key
    time: int = Field(ge=1)
    in_file: bool
    tried_at: Instant


class RecordEntryChased(Event, type="decisions.record_entry.chased.v1", public=False, occurred="chased_at"):
    """It was still not there: the supervisor was rung."""

    entry: Key
    time: int = Field(ge=1)
    chased_at: Instant


EVENTS: tuple[type[Event], ...] = (RecordEntryMade, RecordEntryNotMade, RecordEntryChased)
