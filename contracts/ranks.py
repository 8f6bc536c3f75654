"""The order of ranks (A8), in one place; a police staff equivalent counts as its rank (G 34, 91)."""

from __future__ import annotations

from contracts.codes import Rank

LEVELS: dict[Rank, int] = {
    Rank.STAFF: 0,
    Rank.CONSTABLE: 1,
    Rank.SERGEANT: 2,
    Rank.STAFF_SERGEANT_EQUIVALENT: 2,
    Rank.INSPECTOR: 3,
    Rank.STAFF_INSPECTOR_EQUIVALENT: 3,
    Rank.CHIEF_INSPECTOR: 4,
    Rank.SUPERINTENDENT: 5,
}

SHORT: dict[str, Rank] = {
    "PC": Rank.CONSTABLE,
    "DC": Rank.CONSTABLE,
    "SGT": Rank.SERGEANT,
    "PS": Rank.SERGEANT,
    "DS": Rank.SERGEANT,
    "INSP": Rank.INSPECTOR,
    "DI": Rank.INSPECTOR,
    "CH_INSP": Rank.CHIEF_INSPECTOR,
    "DCI": Rank.CHIEF_INSPECTOR,
    "SUPT": Rank.SUPERINTENDENT,
}
"""What forces write for them."""


def rank_of(written: str) -> Rank:
    """The rank meant by a code or its usual short form; ValueError for any other word."""
    return SHORT[written] if written in SHORT else Rank(written)


def at_least(rank: str, least: str) -> bool:
    """Whether `rank` may do what asks for `least`. A rank that is not known reaches none."""
    needed = LEVELS[rank_of(least)]
    try:
        return LEVELS[rank_of(rank)] >= needed
    except ValueError:
        return False
