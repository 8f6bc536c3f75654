"""What officers read about sources and answers: the words of `contracts.words`, put into sentences; never a
code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from contracts.calendar import LONDON
from contracts.codes import Answer, PartyRole
from contracts.parts import WhomToRing
from contracts.words import say
from messaging.decider import Unread
from services.checks.domain.coverage import Lack, Standing
from services.checks.domain.sources import Register
from services.checks.domain.state import Pair

_TYPES: Final[Mapping[str, str]] = {
    "checks.check.completed.v1": "a source has answered",
    "checks.check.failed.v1": "a source could not look, or would not say",
    "checks.agency_check.responded.v1": "an agency has answered",
    "checks.agency_check.withheld.v1": "an agency would not or may not say",
    "checks.subject.candidates_found.v1": "possible matches were found",
    "checks.subject.identity_confirmed.v1": "possible matches were settled",
    "checks.answers.settled.v1": "differing answers were settled",
    "checks.breach.suspected.v1": "a breach of an order or a licence is suspected",
    "checks.intelligence.graded.v1": "intelligence was graded",
    "checks.initial_checks.completed.v1": "the initial checks were completed",
    "checks.intelligence_checks.completed.v1": "the intelligence checks were completed",
    "checks.person.also_concerned.v1": "somebody of this case is concerned in another live one",
    "checks.related.found.v1": "somebody of this case may be concerned in another live one",
    "intake.indirect_information.received.v1": "police received information",
    "checks.risk_assessment.completed.v1": "the risk assessment was completed",
    "agency_check.answered.v1": "an agency has answered",
    "immediate_risk.identified.v1": "an immediate risk was reported",
    "intake.application.made.v1": "the application was made",
    "intake.enquiry.redirected.v1": "the enquiry was sent elsewhere",
    "intake.fact.corrected.v1": "a fact was corrected",
    "intake.identity.not_verified.v1": "an identity could not be verified",
    "intake.meeting.held.v1": "the meeting was held",
    "intake.annex_a.part2.completed.v1": "the meeting's form was completed",
}


_NOT_SHOWN: Final = (Lack.COULD_NOT_LOOK, Lack.LOOKED_IN_PART, Lack.WITHHELD)
_KEPT: Final[Mapping[str, str]] = {"quarantine": "QUARANTINED", "waiting": "WAITING", "missing": "MISSING"}


def of_type(type_: str) -> str:
    """What an event means to an officer."""
    return _TYPES.get(type_, "something new was recorded")


def listed(said: Iterable[str]) -> str:
    """Each once, in order, joined by semicolons."""
    return "; ".join(dict.fromkeys(said))


def person(pair: Pair) -> str:
    """`the subject`, `child 2`."""
    if pair.role is PartyRole.CHILD and pair.child:
        return pair.child.replace("-", " ")
    return say(pair.role).text


def of_pair(pair: Pair) -> str:
    """`probation service about the subject`."""
    return f"{say(pair.source).text} about {person(pair)}"


def pairs(found: Iterable[Pair]) -> str:
    return listed(of_pair(one) for one in found)


def standings(found: Iterable[Standing], register: Register) -> str:
    """What is missing, source by source, and whom to ring there."""
    return listed(standing(one, register) for one in found)


def standing(one: Standing, register: Register) -> str:
    """`probation service about the subject: could not look (not working); ring duty officer, 01632 …`."""
    said = f"{of_pair(one.pair)}: {one.lack}"
    if one.lack in _NOT_SHOWN and one.reason is not None:
        said = f"{said} ({say(one.reason).text})"
    if one.lack not in _NOT_SHOWN and one.lack is not Lack.NOT_SEARCHABLE:
        return said
    return f"{said}: ring {desk(register[one.pair.source].ring)}"


def answer(one: Standing, ring: WhomToRing) -> str:
    """The answer as an officer reads it, with what was searched, since when, or whom to ring."""
    match one.answer:
        case None:
            return str(one.lack)
        case Answer.NO_TRACE if one.answered is not None:
            return say(one.answer, searched=say(one.answered.scope.searched).text).text
        case Answer.UNAVAILABLE if one.lack is Lack.NOT_SEARCHABLE:
            return str(one.lack)
        case Answer.UNAVAILABLE if one.ask is not None and one.ask.failing_since is not None:
            since = one.ask.failing_since.astimezone(LONDON)
            return say(one.answer, since=f"{since:%d %B %H:%M}").text
        case Answer.WITHHELD if one.reason is not None:
            return say(one.answer, reason=say(one.reason).text, ring=desk(ring)).text
    return say(one.answer).text + _rest(one)


def _rest(one: Standing) -> str:
    if not one.in_part or one.reason is None:
        return ""
    return f". The rest could not be shown ({say(one.reason).text}): nothing is known of it"


def desk(ring: WhomToRing) -> str:
    """`duty officer, 01632 960102 (Mon-Fri 09:00-17:00)`."""
    return f"{ring.desk.replace('-', ' ')}, {ring.telephone} ({ring.hours.title()})"


def children(found: Iterable[Standing], register: Register) -> str:
    said = standings(found, register)
    return f"{said}." if said else "No child is named yet: the child asked about must be checked too."


def unread(mail: Iterable[Unread]) -> str:
    return listed(f"{of_type(one.type)} ({say(_KEPT[one.where]).text})" for one in mail)
