"""Who owns the information that is to be disclosed (G 71). Pure.

Police authorise what they own; what another agency owns takes its consent, or a power to disclose without.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import Source
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import coverage, words
from services.decisions.domain.commands import RecordOwnerConsent
from services.decisions.domain.events_disclosing import OwnerConsent
from services.decisions.domain.facts import Asked
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case

OTHERS: Final = frozenset(
    {
        Source.PROBATION,
        Source.SOCIAL_CARE,
        Source.YOUTH_JUSTICE,
        Source.HEALTH,
        Source.SCHOOL,
        Source.PRISON,
    }
)
"""Agencies that own what they hold; ViSOR and MAPPS are entered and owned by police here."""


def record_consent(case: Case, command: RecordOwnerConsent, moment: Moment) -> Decided:
    said = OwnerConsent(
        check=command.check,
        force=command.force,
        consents=command.consents,
        power=command.power,
        said_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((said,))


def relied_on(case: Case) -> list[tuple[Asked, str]]:
    """What the tests rest on that a source holds, here or elsewhere: about whom, and by which check."""
    tested = case.disclosure.tested
    evidence = tested.evidence if tested else frozenset()
    return [(asked, key) for asked, key in coverage.answered_by(case) if key in evidence]


def not_ours_to_tell(case: Case) -> list[Asked]:
    """Relied on, owned by another agency, and neither its consent nor a power is recorded."""
    consents = case.disclosure.consents
    return [
        asked for asked, check in relied_on(case) if asked.source in OTHERS and not consents.get(check, False)
    ]


OWNERS_CONSENT: Final[Gate[Case, Any]] = Gate(
    "OWNER_CONSENT_MISSING",
    "G 71",
    ("R-166", "R-167"),
    lambda case, command, moment: not not_ours_to_tell(case),
    lambda case, command, moment: (
        f"{words.asked_of(not_ours_to_tell(case))}: another agency owns what the tests rest on. Record that "
        "it consents to the disclosure, or by which power it is disclosed without."
    ),
)
