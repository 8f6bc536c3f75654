"""Children's social care: asked by POST /v1/enquiries, it answers later on its own topic.

The same Idempotency-Key is the same enquiry: asking again is harmless and chases. One enquiry is about
one person and carries what is needed to find them, for a stated purpose (R-122).
"""

from __future__ import annotations

from typing import Any

from contracts.codes import NoAnswer
from contracts.people import Address
from services.checks.adapters.line import Line, NotAnswered
from services.checks.domain.answers import Accepted, CouldNotLook, Reply, WouldNotSay
from services.checks.domain.asking import PURPOSE
from services.checks.domain.matching import Described
from services.checks.domain.sources import SCOPE
from services.checks.domain.state import Ask


class SocialCare:
    """Puts the question; `reference` is ours, stable while the same answer is waited for."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def ask(self, case_id: str, ask: Ask, person: Described, reference: str) -> Reply:
        """Accepted, could not look, or would not say."""
        body = _enquiry(case_id, ask, person)
        try:
            response = await self._line.ask(
                "POST", "/v1/enquiries", json=body, headers={"idempotency-key": reference}
            )
        except NotAnswered as trouble:
            return CouldNotLook(trouble.reason)
        match response.status_code:
            case 200 | 201 | 202:
                return Accepted()
            case 403:
                return WouldNotSay(NoAnswer.NO_LEGAL_BASIS)
        return CouldNotLook(NoAnswer.NOT_UNDERSTOOD)


def _enquiry(case_id: str, ask: Ask, person: Described) -> dict[str, Any]:
    name = person.name
    if name is None or not name.family or ask.basis is None:
        raise ValueError("an enquiry needs a surname and a footing (R-119)")
    about: dict[str, Any] = {
        "surname": name.family,
        "forenames": name.given or "",
        "addresses": [_address(one) for one in person.addresses],
    }
    if person.date_of_birth is not None:
        about["date_of_birth"] = person.date_of_birth.isoformat()
    return {
        "case_id": case_id,
        "check": ask.check,
        "about": ask.pair.about.model_dump(mode="json", exclude_none=True),
        "person": about,
        "scope": SCOPE[ask.pair.source].value,
        "purpose": PURPOSE[ask.stage].value,
        "basis": ask.basis.value,
    }


def _address(one: Address) -> dict[str, Any]:
    return one.model_dump(mode="json", exclude_none=True)
