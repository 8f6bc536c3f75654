"""Entries on the force's own record system: what came of trying, what a person attests, what is chased."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.fields import Key, Reference
from messaging.decider import Actor


@dataclass(frozen=True, slots=True)
class RecordEntered:
    """The system has it, under this reference of its own."""

    entry: Key
    reference: Reference


@dataclass(frozen=True, slots=True)
class RecordNotEntered:
    """It could not be entered now. `in_file`: it was left in a file for whoever fetches it."""

    entry: Key
    in_file: bool = False


@dataclass(frozen=True, slots=True)
class LeaveToHand:
    """No system is connected, or it is there already: nothing comes of it, and a person is chased."""

    entry: Key


@dataclass(frozen=True, slots=True)
class ChaseRecordEntry:
    entry: Key
    time: int


@dataclass(frozen=True, slots=True)
class AttestRecordEntry:
    """A named person says: entered by hand, under this reference (C-49)."""

    by: Actor
    entry: Key
    reference: Reference
