"""Every named adult is looked up among managed offenders, recipients and parents too (C-23; R-244)."""

from __future__ import annotations

from typing import Final

from contracts.codes import PartyRole, Why
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate, unmet
from messaging.outcomes import Decided, Outcome, Refusal
from services.checks.domain import rounds
from services.checks.domain.commands import NameAdult
from services.checks.domain.events import AdultNamed
from services.checks.domain.gates import NOT_FINISHED, PERSON, G
from services.checks.domain.sources import Register
from services.checks.domain.state import Checks

ROLES: Final = frozenset({PartyRole.RECIPIENT, PartyRole.RESPONSIBLE_ADULT})
"""The subject and the applicant come with the enquiry."""


def name(case: Checks, command: NameAdult, register: Register, moment: Moment) -> Outcome:
    """Record who it is, and ask; one who was named before is not asked about again."""
    if found := unmet(NAME, case, command, moment):
        return Refusal(found)
    if command.adult in case.adults:
        return Decided()
    after = case._replace(adults=(*case.adults, command.adult))
    named = AdultNamed(adult=Sealed.of(command.adult))
    return Decided((named, *rounds.reactions(case, after, Why.NEW_DETAILS, register, moment)))


NAME: Final[tuple[G, ...]] = (
    NOT_FINISHED,
    PERSON,
    Gate(
        "NOT_OF_THIS_ROLE",
        "G 101",
        ("R-244",),
        lambda case, command, now: command.adult.role in ROLES,
        "Here a recipient or another adult responsible for a child is named: whoever asks, and whoever is "
        "asked about, come with the enquiry, and are corrected there.",
    ),
    Gate(
        "SURNAME_NEEDED",
        "G 101",
        ("R-244",),
        lambda case, command, now: command.adult.name.searchable,
        "Give the surname: nobody can be looked up by a first name alone.",
    ),
)
