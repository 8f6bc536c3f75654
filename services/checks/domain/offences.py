"""What a conviction means for the scheme: Schedule 34A to the Criminal Justice Act 2003, as far as it is
listed here.

Provisions are those of the point-in-time text of 25 January 2018 (field facts B1); an offence code that
is not here is called relevant until a person has read it, and an age that is not on record is never
assumed (R-014).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from contracts.people import FindingKind


@dataclass(frozen=True, slots=True)
class Meaning:
    """`provision`: of Schedule 34A; `victim_age_known`: None where the offence counts whatever the age."""

    kind: FindingKind
    provision: str | None = None
    victim_age_known: bool | None = None
    note: str = ""


_WHATEVER_THE_AGE: Final = {
    "SOA1956": ("1", (5, 6, 28)),
    "IWCA1960": ("3", (1,)),
    "CLA1977": ("5", (54,)),
    "SOAA2000": ("6", (3,)),
    "SOA2003": ("7", (5, 6, 7, 8, *range(9, 16), *range(16, 20), 25, 26, *range(47, 51))),
}
_VICTIM_UNDER_18: Final = {
    "SOA1956": ("2", (1, 10, *range(12, 17))),
    "SOA2003": ("8", (1, 2, 3, 4, *range(30, 42), 61, 66, 67)),
}
_OTHER_RELEVANT: Final = frozenset(
    {"SOA2003", "SOA1956", "PCA1978", "CJA1988", "CYPA1933", "OAPA1861", "SCA2015"}
)
_NOT_OF_THESE_KINDS: Final = frozenset({"RTA1988", "TA1968", "FA2006", "PA1968", "MDA1971", "CDA1971"})
"""Road traffic, theft, fraud, drugs, damage: kept and shown, of no kind that G 73 names."""


def meaning(code: str, victim_under_18: bool | None) -> Meaning:
    """What an offence code (`SOA2003/9`: Act and section) means, given what is on record of the victim's
    age.
    """
    act, _, rest = code.upper().replace(" ", "").partition("/")
    section = int(digits) if (digits := rest.partition("(")[0]).isdigit() else None
    paragraph = _listed(_WHATEVER_THE_AGE, act, section)
    if paragraph:
        return Meaning(FindingKind.SCHEDULE_34A_CONVICTION, f"Sch 34A para {paragraph}")
    paragraph = _listed(_VICTIM_UNDER_18, act, section)
    if paragraph and victim_under_18:
        return Meaning(
            FindingKind.SCHEDULE_34A_CONVICTION, f"Sch 34A para {paragraph}", victim_age_known=True
        )
    if paragraph and victim_under_18 is None:
        note = "counts under Schedule 34A only if the victim was under 18, which is not on record"
        return Meaning(FindingKind.OTHER_RELEVANT_CONVICTION, f"Sch 34A para {paragraph}", False, note)
    if act in _OTHER_RELEVANT:
        return Meaning(FindingKind.OTHER_RELEVANT_CONVICTION)
    if act in _NOT_OF_THESE_KINDS:
        return Meaning(FindingKind.OTHER_CONVICTION)
    return Meaning(
        FindingKind.OTHER_RELEVANT_CONVICTION, note="offence code not in our table: read the offence itself"
    )


def _listed(table: dict[str, tuple[str, tuple[int, ...]]], act: str, section: int | None) -> str | None:
    paragraph, sections = table.get(act, ("", ()))
    return paragraph if section in sections else None
