"""Which sources a force asks, about whom, and whom to ring there: made from the register of parties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from contracts.codes import PartyRole, Searched, Source
from contracts.fields import PartyId
from contracts.parties import Agency, AnswersBy, agencies_of
from contracts.parts import WhomToRing

ADULTS: Final = (
    PartyRole.SUBJECT,
    PartyRole.APPLICANT,
    PartyRole.RESPONSIBLE_ADULT,
    PartyRole.RECIPIENT,
)
SUBJECT: Final = (PartyRole.SUBJECT,)

ASKED_ABOUT: Final[Mapping[Source, tuple[PartyRole, ...]]] = MappingProxyType(
    {
        Source.POLICE_NATIONAL: SUBJECT,
        Source.POLICE_INTELLIGENCE: SUBJECT,
        Source.POLICE_LOCAL: SUBJECT,
        Source.OFFENDER_MANAGEMENT: ADULTS,
        Source.PROBATION: SUBJECT,
        Source.SOCIAL_CARE: (PartyRole.SUBJECT, PartyRole.CHILD),
    }
)
"""Whom each source is asked about: managed offenders for every named adult (C-23), children with social
care (G 29).
"""

OTHER_AGENCIES: Final[Mapping[Source, tuple[PartyRole, ...]]] = MappingProxyType(
    {
        Source.YOUTH_JUSTICE: SUBJECT,
        Source.PRISON: SUBJECT,
        Source.HEALTH: (PartyRole.SUBJECT, PartyRole.CHILD),
        Source.SCHOOL: (PartyRole.CHILD,),
    }
)
"""Agencies that are asked where a person sees that they can inform the risk assessment (G 52 c), of whom."""

SCOPE: Final[Mapping[Source, Searched]] = MappingProxyType(
    {
        Source.POLICE_NATIONAL: Searched.NATIONAL_CONVICTIONS,
        Source.POLICE_INTELLIGENCE: Searched.NATIONAL_INTELLIGENCE,
        Source.POLICE_LOCAL: Searched.FORCE_CRIME_AND_INTELLIGENCE,
        Source.OFFENDER_MANAGEMENT: Searched.MANAGED_OFFENDERS,
        Source.PROBATION: Searched.UNDER_PROBATION_SUPERVISION_TODAY,
        Source.SOCIAL_CARE: Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE,
        Source.YOUTH_JUSTICE: Searched.KNOWN_TO_YOUTH_JUSTICE,
        Source.PRISON: Searched.IN_PRISON_TODAY,
        Source.HEALTH: Searched.HEALTH_SAFEGUARDING_FLAGS,
        Source.SCHOOL: Searched.SCHOOL_SAFEGUARDING_RECORDS,
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One source of a force: who answers for it, how, what it searches, and whom to ring."""

    source: Source
    searched: Searched
    party: PartyId
    by: AnswersBy
    ring: WhomToRing
    about: tuple[PartyRole, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """The sources of one force, in the order of its agencies; made once, when a process starts.

    Of other agencies those that the force has.
    """

    by_source: Mapping[Source, Asked]

    def __getitem__(self, source: Source) -> Asked:
        return self.by_source[source]


def register_for(force: str) -> Register:
    """The sources of this force. ValueError if two parties answer for one source, or none does."""
    found: dict[Source, Asked] = {}
    for agency in agencies_of(force):
        for one in _asked(agency):
            if one.source in found:
                raise ValueError(
                    f"force {force}: two parties answer for {one.source}: keep one in the register"
                )
            found[one.source] = one
    if missing := _missing(found):
        raise ValueError(f"force {force}: nobody answers for {', '.join(missing)}: add them to the register")
    return Register(MappingProxyType(found))


def _asked(agency: Agency) -> Iterable[Asked]:
    desk = agency.ring
    ring = WhomToRing(party=agency.id, desk=desk.desk, telephone=desk.telephone, hours=desk.hours)
    for source in agency.answers:
        if about := ASKED_ABOUT.get(source) or OTHER_AGENCIES.get(source):
            yield Asked(source, SCOPE[source], agency.id, agency.by, ring, about)


def _missing(found: Mapping[Source, Asked]) -> list[str]:
    return sorted(source.value for source in ASKED_ABOUT if source not in found)
