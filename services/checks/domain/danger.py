"""What in an answer means that a child may be harmed now or soon: told at once, without waiting for other
sources.

G 28 d, g, 30; R-023, R-061. A possible match is enough: the supervisor is told that it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from contracts.codes import ContactKind, PartyRole, RiskGround
from contracts.fields import ChildRef
from contracts.parts import Relationships
from contracts.people import Finding, FindingKind

CLOSE_CONTACT: Final = frozenset(
    {
        ContactKind.LIVES_WITH_CHILD,
        ContactKind.WORKS_IN_HOUSEHOLD,
        ContactKind.UNSUPERVISED_SHARED_AREAS,
        ContactKind.UNSUPERVISED_THROUGH_FAMILY,
    }
)
ANY_CONTACT: Final = CLOSE_CONTACT | {ContactKind.ONLINE_OR_TELEPHONE, ContactKind.OTHER}
_CONDITIONS: Final = frozenset({FindingKind.ORDER_IN_FORCE, FindingKind.LICENCE_CONDITION})
_DANGEROUS: Final = frozenset(
    {
        FindingKind.SCHEDULE_34A_CONVICTION,
        FindingKind.REGISTERED_SEX_OFFENDER,
        FindingKind.MAPPA_MANAGED,
    }
)
_OF_CHILDREN: Final = re.compile(r"\b(child|children|minors?|under[- ]?(the age of )?1[68])\b", re.IGNORECASE)
_CONTACT: Final = re.compile(
    r"\b(contact|reside|live|stay|approach|communicat\w*|unsupervised)\b", re.IGNORECASE
)


def ground(
    role: PartyRole, findings: Iterable[Finding], relationships: Relationships | None
) -> RiskGround | None:
    """Why the risk is thought immediate, or None. Only records of the subject are looked at."""
    if role is not PartyRole.SUBJECT:
        return None
    found = tuple(findings)
    if touched(relationships, ANY_CONTACT) and any(_forbids_contact(one) for one in found):
        return RiskGround.BREACH_OF_ORDER
    if touched(relationships, CLOSE_CONTACT) and any(one.kind in _DANGEROUS for one in found):
        return RiskGround.FOUND_BY_CHECKS
    return None


def touched(relationships: Relationships | None, kinds: frozenset[ContactKind]) -> tuple[ChildRef, ...]:
    """The children with whom the subject is said to have such contact."""
    if relationships is None:
        return ()
    return tuple(one.child for one in relationships.children if kinds.intersection(one.contact))


def _forbids_contact(one: Finding) -> bool:
    text = one.summary
    return one.kind in _CONDITIONS and bool(_OF_CHILDREN.search(text)) and bool(_CONTACT.search(text))


def words(ground_: RiskGround, *, possible: bool) -> str:
    """What the supervisor reads; the records themselves are among the findings."""
    said = {
        RiskGround.BREACH_OF_ORDER: (
            "An order or licence condition about children is in force; the stated contact may break it."
        ),
        RiskGround.FOUND_BY_CHECKS: (
            "Records of sexual offending or of management as an offender; close contact with a child."
        ),
    }[ground_]
    return f"Possible match, not confirmed: {said}" if possible else said
