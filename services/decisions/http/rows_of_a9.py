"""Of which rows of A9 each section of a case is; what an officer sees of it is what the table says of all."""

from __future__ import annotations

from typing import Final

from contracts.who_may_see import Data, May, Onlooker, may

OF_A_CASE: Final[dict[str, tuple[Data, ...]]] = {
    "applicant": (Data.APPLICANT,),
    "applicant_contact": (Data.APPLICANT,),
    "subject": (Data.SUBJECT,),
    "children": (Data.CHILDREN,),
    "information": (Data.SUBJECT,),
    "checks": (Data.SUBJECT,),
    "facts_of_the_subject": (Data.SUBJECT,),
    "suspected_breaches": (Data.SUBJECT,),
    "intelligence": (Data.SUBJECT, Data.SOURCE_AND_GRADE),
    "decision": (Data.OUTCOME,),
    "telling": (Data.OUTCOME, Data.RECIPIENT),
    "other_forces": (Data.OUTCOME, Data.SUBJECT, Data.CHILDREN),
    "referrals": (Data.OUTCOME, Data.CHILDREN),
    "disclosure": (Data.OUTCOME, Data.RECIPIENT, Data.REPRESENTATIONS),
    "course": (Data.OUTCOME,),
}
"""Those of `GET /cases/{case_id}`."""
OF_AN_EXPLANATION: Final[dict[str, tuple[Data, ...]]] = {
    "stood": (Data.OUTCOME,),
    "course": (Data.OUTCOME, Data.SUBJECT, Data.CHILDREN),
    "sources": (Data.SUBJECT,),
    "standing": (Data.SUBJECT,),
    "not_answered": (Data.SUBJECT,),
    "steps": (Data.OUTCOME, Data.SUBJECT, Data.CHILDREN),
    "refused": (Data.OUTCOME,),
    "wordings": (Data.OUTCOME, Data.RECIPIENT),
    "left": (Data.OUTCOME,),
}
SHOWN: Final = frozenset({May.YES, May.NEED})
"""Whoever is on the case needs what it rests on."""


def shows(onlooker: Onlooker, section: str) -> bool:
    """Default deny: a section of no row is shown to nobody."""
    rows = (OF_A_CASE | OF_AN_EXPLANATION).get(section, ())
    return bool(rows) and all(may(onlooker, row) in SHOWN for row in rows)
