"""From the records that a search brought up to one of three answers, with the reasons for each record.
Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from contracts.checks import SearchAnswer
from contracts.codes import Answer, Source
from contracts.people import Candidate, Finding, FindingKind
from services.checks.domain.answers import HeldRecord
from services.checks.domain.events import WeighedRecord
from services.checks.domain.matching import Band, Described, Match, match
from services.checks.domain.names import words

NAME_NOT_SHOWN: Final = "its surname is not shown to us: it cannot be told whose it is"
"""Of a record that the search brought up, and that hides what would have to be compared (R-067)."""

NAME_NOT_READ: Final = "a surname in letters that we do not compare: it cannot be told whose it is"


@dataclass(frozen=True, slots=True)
class Weighing:
    """`findings` are those of the records that are, or may be, of the person; `count` says how many these
    are.
    """

    answer: SearchAnswer
    count: int
    findings: tuple[Finding, ...]
    candidates: tuple[Candidate, ...]
    weighed: tuple[WeighedRecord, ...]


def weigh(
    sought: tuple[Described, ...], records: tuple[HeldRecord, ...], source: Source, today: date
) -> Weighing:
    """HIT: exactly one record is of the person and no other may be. AMBIGUOUS: a person decides. Else
    NO_TRACE.

    `today` is the London day. Of several people sought together, a record counts for the one it fits
    best.
    """
    matches = [(record, _best(sought, record, today)) for record in records]
    of_them = [(record, found) for record, found in matches if found.band is not Band.DIFFERENT]
    weighed = tuple(_weighed(record, found) for record, found in matches)
    if not of_them:
        return Weighing(Answer.NO_TRACE, 0, (), (), weighed)
    sure = len(of_them) == 1 and of_them[0][1].band is Band.SAME
    return Weighing(
        answer=Answer.HIT if sure else Answer.AMBIGUOUS,
        count=len(of_them),
        findings=tuple(finding for record, found in of_them for finding in _findings(record, found)),
        candidates=tuple(_candidate(record, found, source) for record, found in of_them),
        weighed=weighed,
    )


def _best(sought: tuple[Described, ...], record: HeldRecord, today: date) -> Match:
    held = Described(
        name=record.name,
        date_of_birth=record.date_of_birth,
        addresses=record.addresses,
        other_dates=record.other_dates,
    )
    found = max((match(one, held, today=today) for one in sought), key=_strength)
    if found.band is not Band.DIFFERENT:
        return found
    if not (record.name.family or record.name.other):
        return replace(found, band=Band.POSSIBLE, reasons_against=(*found.reasons_against, NAME_NOT_SHOWN))
    named = (record.name, *(one.name for one in sought if one.name))
    if any(one.family and not words(one.family) for one in named):
        return replace(found, band=Band.POSSIBLE, reasons_against=(*found.reasons_against, NAME_NOT_READ))
    return found


def _strength(found: Match) -> tuple[int, float]:
    return (Band.DIFFERENT, Band.POSSIBLE, Band.SAME).index(found.band), found.weight


def _findings(record: HeldRecord, found: Match) -> tuple[Finding, ...]:
    words = why(found)
    if not record.findings:
        listed = Finding(
            kind=FindingKind.NOT_RELEVANT, record=record.record, summary="On record; nothing is listed."
        )
        return (listed.model_copy(update={"match": words}),)
    return tuple(one.model_copy(update={"match": words}) for one in record.findings)


def why(found: Match) -> str:
    """`same surname, same forename; against: date of birth differs by a day`."""
    for_ = ", ".join(found.reasons_for) or "nothing for it"
    return f"{for_}; against: {', '.join(found.reasons_against)}" if found.reasons_against else for_


def _candidate(record: HeldRecord, found: Match, source: Source) -> Candidate:
    return Candidate(
        record=record.record,
        source=source.value,
        name=record.name,
        date_of_birth=record.date_of_birth,
        address=record.addresses[0] if record.addresses else None,
        reasons_for=found.reasons_for,
        reasons_against=found.reasons_against,
    )


def _weighed(record: HeldRecord, found: Match) -> WeighedRecord:
    return WeighedRecord(
        record=record.record,
        band=found.band,
        weight=found.weight,
        reasons_for=found.reasons_for,
        reasons_against=found.reasons_against,
    )
