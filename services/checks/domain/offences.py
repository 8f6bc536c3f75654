"""What a conviction means for the scheme, by the dated table of Schedule 34A (G 10; R-014, R-258).

An offence that the table does not tell is never called unlisted, and an age that is not on record is never
assumed: the answer is then UNKNOWN, with what to find out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from contracts.codes import FactReason, Known
from contracts.held import Conviction
from contracts.people import FindingKind
from contracts.schedule_34a import Age, Row, Table, parse, table

_SEXUAL_OR_AGAINST_CHILDREN: Final = frozenset(
    {"SOA2003", "SOA1956", "IWCA1960", "CLA1977", "SOAA2000", "PCA1978", "CJA1988", "CYPA1933", "OAPA1861"}
    | {"SCA2015"}
)
"""Acts of which no offence is called irrelevant by its code alone (G 73 b)."""
_NO_CONVICTION: Final = (
    "NOT GUILTY", "ACQUITTED", "NO FURTHER ACTION", "DISCONTINUED", "WITHDRAWN", "DISMISSED", "QUASHED",
)  # fmt: skip
"""How a charge ends without one; everything else counts, cautions and reprimands among it (G 10)."""


_A_FINDING: Final = ("INSANITY", "DISABILITY")
"""Not guilty by reason of insanity, or under a disability and did the act: a child sex offender as well (CJA
2003 s. 327B (4) b, c)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Whether Schedule 34A lists it. `provision`: the paragraph that does, or that has to be read."""

    answer: Known
    why: FactReason
    provision: str | None = None
    by_age: bool = False
    """Whether it counts by the age of the victim."""


def convicted(one: Conviction) -> bool:
    """Whether it is a conviction, caution, reprimand or warning, not a charge that ended without (G 10)."""
    said = one.disposal.strip().upper()
    return any(word in said for word in _A_FINDING) or not said.startswith(_NO_CONVICTION)


def listed(one: Conviction, by: Table | None = None) -> Listed:
    """What the table says of this conviction, with what is on record of the victim's age."""
    by = by or table()
    if not convicted(one):
        return Listed(Known.NO, FactReason.NOT_ON_RECORD)
    row = by.row(one.code)
    if row is None:
        known = by.never_listed(one.code)
        return Listed(Known.NO, FactReason.NOT_ON_RECORD) if known else _not_told()
    provision = f"Sch 34A para {row.paragraph}"
    answer, why = _counts(row, one)
    return Listed(answer, why, provision, row.age is Age.VICTIM_UNDER_18)


def _counts(row: Row, one: Conviction) -> tuple[Known, FactReason]:
    by_age = row.age is Age.VICTIM_UNDER_18
    if by_age and one.victim_under_18 is False:
        return Known.NO, FactReason.NOT_ON_RECORD
    if row.intent:
        return Known.UNKNOWN, FactReason.INTENT_NOT_STATED
    if by_age and one.victim_under_18 is None:
        return Known.UNKNOWN, FactReason.VICTIM_AGE_UNKNOWN
    if not row.checked:
        return Known.UNKNOWN, FactReason.PARAGRAPH_TO_READ
    return Known.YES, FactReason.ON_RECORD


def _not_told() -> Listed:
    return Listed(Known.UNKNOWN, FactReason.OFFENCE_NOT_IN_TABLE)


def kind(one: Conviction) -> FindingKind:
    """Under which ground of G 73 it falls; what is in doubt is relevant until a person has read it."""
    if not convicted(one):
        harmless = table().never_listed(one.code)
        return FindingKind.NOT_RELEVANT if harmless else FindingKind.RELEVANT_INTELLIGENCE
    found = listed(one)
    if found.answer is Known.YES:
        return FindingKind.SCHEDULE_34A_CONVICTION
    relevant = found.answer is Known.UNKNOWN or _act(one.code) in _SEXUAL_OR_AGAINST_CHILDREN
    return FindingKind.OTHER_RELEVANT_CONVICTION if relevant else FindingKind.OTHER_CONVICTION


def _act(code: str) -> str:
    parsed = parse(code)
    return parsed[0] if parsed else ""


NOTES: Final = {
    FactReason.VICTIM_AGE_UNKNOWN: (
        "counts under Schedule 34A only if the victim was under 18, which is not on record"
    ),
    FactReason.OFFENCE_NOT_IN_TABLE: "offence code not in our table: read the offence itself",
    FactReason.INTENT_NOT_STATED: "counts under Schedule 34A only by what was intended: read the offence",
    FactReason.PARAGRAPH_TO_READ: "may be listed in Schedule 34A: read that paragraph",
}
"""What an officer reads beside a conviction that is not certain."""
