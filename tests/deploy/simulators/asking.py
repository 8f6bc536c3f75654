"""What a force sends to social care."""

from __future__ import annotations

from typing import Any

from contracts.codes import PartyRole
from deploy.simulators.people import read_people

PEOPLE = read_people()


def enquiry(who: str, case_id: str, check: str, role: PartyRole = PartyRole.SUBJECT) -> dict[str, Any]:
    """The body of an enquiry about a person of the people file."""
    person = PEOPLE[who]
    child = {"child": "child-1"} if role is PartyRole.CHILD else {}
    return {
        "case_id": case_id,
        "check": check,
        "about": {"role": role, **child},
        "person": {
            "surname": person.surname,
            "forenames": person.forenames,
            "date_of_birth": person.date_of_birth.isoformat(),
        },
        "purpose": "INITIAL_CHECKS",
        "basis": "CIRCUMSTANCES_DICTATE",
    }
