"""What officers read about sources, in the words of the guidance (docs/domain/words.md); never a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from contracts.codes import NoAnswer, PartyRole, Searched, Source
from messaging.decider import Unread
from services.checks.domain.coverage import Lack, Standing
from services.checks.domain.state import Pair

SOURCES: Final[Mapping[Source, str]] = {
    Source.POLICE_NATIONAL: "national police records",
    Source.POLICE_INTELLIGENCE: "national police intelligence",
    Source.POLICE_LOCAL: "our own records",
    Source.OFFENDER_MANAGEMENT: "managed offenders",
    Source.PROBATION: "probation",
    Source.SOCIAL_CARE: "children's social care",
}
SEARCHED: Final[Mapping[Searched, str]] = {
    Searched.NATIONAL_CONVICTIONS: "convictions, cautions and orders on the national record",
    Searched.NATIONAL_INTELLIGENCE: "national police intelligence",
    Searched.FORCE_CRIME_AND_INTELLIGENCE: "the force's own crime and intelligence records",
    Searched.MANAGED_OFFENDERS: "offenders managed in the community today",
    Searched.UNDER_PROBATION_SUPERVISION_TODAY: "persons under probation supervision today",
    Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE: "persons known to children's social care",
    Searched.OPEN_CHILD_PROTECTION_PLANS: "open child protection plans",
}
REASONS: Final[Mapping[NoAnswer, str]] = {
    NoAnswer.TIMED_OUT: "it did not answer in time",
    NoAnswer.DOWN: "it is down",
    NoAnswer.OVERLOADED: "it is overloaded",
    NoAnswer.NOT_UNDERSTOOD: "its answer could not be read",
    NoAnswer.NOT_ASKED_IN_TIME: "it was not asked in time",
    NoAnswer.RECORD_RESTRICTED: "there is a record: ring its owner",
    NoAnswer.FILTERED: "what we may see is filtered",
    NoAnswer.NO_LEGAL_BASIS: "it sees no legal basis",
    NoAnswer.DECLINED: "it declined",
}
_TYPES: Final[Mapping[str, str]] = {
    "checks.check.completed.v1": "a source has answered",
    "checks.check.failed.v1": "a source could not look, or would not say",
    "checks.agency_check.responded.v1": "an agency has answered",
    "checks.agency_check.withheld.v1": "an agency would not or may not say",
    "checks.subject.candidates_found.v1": "possible matches were found",
    "checks.subject.identity_confirmed.v1": "possible matches were settled",
    "checks.answers.settled.v1": "differing answers were settled",
    "checks.initial_checks.completed.v1": "the initial checks were completed",
    "checks.risk_assessment.completed.v1": "the risk assessment was completed",
    "agency_check.answered.v1": "an agency has answered",
    "immediate_risk.identified.v1": "an immediate risk was reported",
    "intake.application.made.v1": "the application was made",
    "intake.fact.corrected.v1": "a fact was corrected",
    "intake.meeting.held.v1": "the meeting was held",
    "intake.annex_a.part2.completed.v1": "the meeting's form was completed",
}


def of_type(type_: str) -> str:
    """What an event means to an officer."""
    return _TYPES.get(type_, "something new was recorded")


def listed(said: Iterable[str]) -> str:
    """Each once, in order, joined by semicolons."""
    return "; ".join(dict.fromkeys(said))


def person(pair: Pair) -> str:
    """`the subject`, `child 2`."""
    match pair.role:
        case PartyRole.CHILD:
            return (pair.child or "a child").replace("-", " ")
        case PartyRole.RESPONSIBLE_ADULT:
            return "the responsible adults"
    return f"the {pair.role.value.lower().replace('_', ' ')}"


def pair(one: Pair) -> str:
    return f"{SOURCES.get(one.source, one.source.value)} about {person(one)}"


def pairs(found: Iterable[Pair]) -> str:
    return listed(pair(one) for one in found)


def standings(found: Iterable[Standing]) -> str:
    """What is missing, source by source."""
    return listed(_standing(one) for one in found)


def _standing(one: Standing) -> str:
    said = f"{pair(one.pair)}: {one.lack}"
    if one.lack in (Lack.COULD_NOT_LOOK, Lack.WITHHELD) and one.reason is not None:
        return f"{said} ({REASONS[one.reason]})"
    return said


def children(found: Iterable[Standing]) -> str:
    said = listed(_standing(one) for one in found)
    return f"{said}." if said else "No child is named yet: the child asked about must be checked too."


def unread(mail: Iterable[Unread]) -> str:
    return listed(f"{of_type(one.type)} ({one.where})" for one in mail)
