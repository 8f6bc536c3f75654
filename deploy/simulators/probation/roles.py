"""Who may call what, and what is left out of the answers: roles of the HMPPS External API, as data.

Source: ministryofjustice/hmpps-integration-api at c2755df, `roles/Ext*.kt`, `redaction/policies/*.kt`; only
the paths that this simulator serves. `full-access` stands for the development role that sees everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.simulators.people import Supervision

MASK = "**REDACTED**"
SEARCH = "/v1/persons"
PERSON = "/v1/persons/{hmppsId}"
ADDRESSES = "/v1/persons/{hmppsId}/addresses"
ALERTS = "/v1/persons/{hmppsId}/alerts"
MAPPA = "/v1/persons/{hmppsId}/risks/mappadetail"
LICENCES = "/v1/persons/{hmppsId}/licences/conditions"
OFFICER = "/v1/persons/{hmppsId}/person-responsible-officer"
LIMITATIONS = "/v1/persons/{hmppsId}/access-limitations"


@dataclass(frozen=True, slots=True)
class Redactions:
    """Field names taken out or masked wherever they stand in the answer of one path."""

    removed: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Role:
    """A filter that is None lets all pass. For limited access: `limited` redacts, `rejected` answers 403."""

    name: str
    paths: frozenset[str]
    supervision: Supervision | None = None
    alert_codes: frozenset[str | None] | None = None
    limited: Mapping[str, Redactions] | None = None
    rejected: frozenset[str] = frozenset()
    always: Mapping[str, Redactions] | None = None

    def redactions(self, path: str, limited_access: bool) -> Iterator[Redactions]:
        """What applies to an answer of this path, in order."""
        if limited_access and path in (self.limited or {}):
            yield (self.limited or {})[path]
        if path in (self.always or {}):
            yield (self.always or {})[path]


_PERSONAL = Redactions(removed=frozenset({"gender", "ethnicity", "contactDetails"}))
_LIMITED: Mapping[str, Redactions] = {
    SEARCH: _PERSONAL,
    PERSON: _PERSONAL,
    LICENCES: Redactions(masked=frozenset({"condition"})),
    MAPPA: Redactions(masked=frozenset({"notes"})),
    ALERTS: Redactions(removed=frozenset({"type", "typeDescription", "dateExpired", "expired", "active"})),
}

PUBLIC_PROTECTION = Role(
    "ext-hmpps-public-protection",
    frozenset({SEARCH, PERSON, ADDRESSES, ALERTS, MAPPA, LICENCES, OFFICER}),
)
POLICE_INTELLIGENCE = Role(
    "ext-probation-police-intelligence",
    frozenset({PERSON, ADDRESSES, ALERTS, MAPPA, LICENCES, OFFICER}),
    supervision=Supervision.PROBATION,
    alert_codes=frozenset(
        "HA HA2 XA XC XCA XCI XCO XCOL XCOP XCOR XEL XELH XER XHT XILLENT XIS XRF".split()  # noqa: SIM905
    ),
    limited=_LIMITED,
    rejected=frozenset({ADDRESSES}),
    always={
        OFFICER: Redactions(
            removed=frozenset({"prisonOffenderManager"}),
            masked=frozenset({"forename", "surname", "email", "telephoneNumber"}),
        )
    },
)
FULL_ACCESS = Role("full-access", PUBLIC_PROTECTION.paths | {LIMITATIONS})

ROLES: Mapping[str, Role] = {
    role.name: role for role in (PUBLIC_PROTECTION, POLICE_INTELLIGENCE, FULL_ACCESS)
}


def redacted(answer: Any, redactions: Redactions) -> Any:
    """A copy of that answer with fields removed and masked at every depth."""
    if isinstance(answer, list):
        return [redacted(one, redactions) for one in answer]
    if not isinstance(answer, dict):
        return answer
    return {
        name: MASK if name in redactions.masked else redacted(value, redactions)
        for name, value in answer.items()
        if name not in redactions.removed
    }
