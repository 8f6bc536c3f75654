"""What the answers that stand hold of the subject, record by record: for whatever is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.codes import Answer, PartyRole, Source
from contracts.people import Finding
from services.checks.domain.coverage import told
from services.checks.domain.state import Ask, Checks


@dataclass(frozen=True, slots=True)
class Held:
    """`sure`: of the subject, not merely a possible match."""

    source: Source
    sure: bool
    finding: Finding


def held(case: Checks) -> Iterator[Held]:
    """Each finding once a source: what a person has settled, and everything that came since (C-45)."""
    if not any(_brought_something_up(ask) for ask in case.asks.values()):
        return
    for pair in case.latest:
        if pair.role is PartyRole.SUBJECT:
            seen: set[tuple[bool, Finding]] = set()
            for one in told(case, pair):
                sure = one.answer is Answer.HIT
                for finding in one.findings:
                    if (sure, finding) not in seen:
                        seen.add((sure, finding))
                        yield Held(pair.source, sure, finding)


def _brought_something_up(ask: Ask) -> bool:
    return ask.pair.role is PartyRole.SUBJECT and any(one.findings for one in ask.answers)
