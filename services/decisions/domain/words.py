"""Sentences for officers, made of the words that contracts hold for each code. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from contracts.calendar import LONDON
from contracts.codes import Source
from contracts.parts import WhomToRing
from contracts.words import say
from services.decisions.domain.events import Consideration, Flag
from services.decisions.domain.events_telling import Departure, RiskTool
from services.decisions.domain.facts import Asked, SourceAnswer
from services.decisions.domain.state import Stage

NEWS: Final = {
    "immediate_risk.identified": "a report of immediate risk",
    "intake.application.made": "the application",
    "intake.identity.not_verified": "an identity that could not be verified",
    "intake.meeting.held": "the follow-up meeting",
    "intake.annex_a.part2.completed": "the face-to-face form (Annex A)",
    "intake.fact.corrected": "a correction of what was recorded",
    "intake.enquiry.redirected": "the enquiry was directed elsewhere",
    "checks.check.completed": "an answer from a source",
    "checks.check.failed": "a source that could not look or would not say",
    "checks.agency_check.responded": "an agency's answer",
    "checks.agency_check.withheld": "an agency that would not or may not say",
    "checks.subject.candidates_found": "possible matches to look at",
    "checks.subject.identity_confirmed": "who the subject is was settled",
    "checks.answers.settled": "which answer of a source counts was settled",
    "checks.breach.suspected": "a suspected breach of an order or a licence",
    "checks.intelligence.graded": "intelligence that was graded",
    "checks.initial_checks.completed": "the initial checks",
    "checks.risk_assessment.completed": "the risk assessment",
    "decisions.case.categorised": "a categorisation",
    "decisions.meeting.not_possible": "that there can be no follow-up meeting",
    "decisions.recipient.selected": "a recipient was chosen",
    "decisions.recipient.withdrawn": "a recipient was withdrawn",
    "decisions.representations.received": "representations of the subject",
    "decisions.mappa.outcome_received": "the advice of a MAPPA meeting",
    "decisions.disclosure.tested": "the three tests were applied",
    "decisions.no_disclosure.decided": "that nobody is told was decided",
    "decisions.disclosure.authorised": "a disclosure was authorised",
}
"""What is new, by event type: an event is no member of a closed list, and has no words there."""


KEPT: Final = {"quarantine": "QUARANTINED", "waiting": "WAITING", "missing": "MISSING"}
SERVICES: Final = frozenset({"intake", "checks", "decisions", "notifications"})
FLAGS: Final = {
    Flag.SUPERVISOR_DID_THE_WORK: "who judged had also researched the case or met the applicant",
    Flag.MEETING_WITHOUT_FORCE_RECORD: "the applicant was seen before the formal report existed (G 35)",
    Flag.WORDING_NOT_PLAIN: "a sentence of a proposed wording is long and may not be understood (G 92a)",
    Flag.AUTHORISED_BELOW_INSPECTOR: "a disclosure was authorised below the rank of Inspector (G 91)",
    Flag.AUTHORISER_NOT_INDEPENDENT: "who authorised a disclosure was not independent of the case (G 91)",
}
STAGES: Final = {
    Stage.UNOPENED: "not open yet",
    Stage.AFTER_DECISION: "after the decision",
    Stage.CLOSED: "closed",
    Stage.INITIAL_CHECKS: "initial checks",
    Stage.RISK_ASSESSMENT: "full risk assessment",
    Stage.DISCLOSED: "told; to be finalised",
    Stage.CATEGORISATION: "categorising concern or no concern",
}
"""Where contracts hold no words for a stage, or other words under its code."""
TOOLS: Final = {
    RiskTool.SEXUAL_HARM_PREVENTION_ORDER: "Sexual Harm Prevention Order",
    RiskTool.SEXUAL_RISK_ORDER: "Sexual Risk Order",
    RiskTool.MAPPA: "MAPPA referral",
    RiskTool.POTENTIALLY_DANGEROUS_PERSONS: "Potentially Dangerous Persons process",
    RiskTool.MARAC: "MARAC referral",
}
DEPARTURES: Final = {
    Departure.NOT_RELEASED: "no wording was released for it",
    Departure.OTHER_WORDS: "in other words than were authorised",
    Departure.OTHER_RECIPIENT: "to another person",
    Departure.NOT_IN_PERSON: "not in person (G 92(c))",
    Departure.NOT_BY_POLICE: "not by police (G 92(c))",
    Departure.IDENTITY_NOT_CHECKED: "without checking who the person was",
    Departure.AFTER_EXPIRY: "after the release had run out",
    Departure.SECOND_TIME: "a second time",
    Departure.UNDERTAKING_NOT_EXPLAINED: "before the undertaking was explained (G 93)",
    Departure.UNDERTAKING_OPEN: "without a signature, and nobody had decided to go on (G 94)",
    Departure.AUTHORITY_SUSPENDED: "while the subject's representations had not been weighed",
    Departure.AUTHORITY_LAPSED: "after the authority had been withdrawn",
    Departure.AUTHORITY_IN_QUESTION: "over something that came after the authority and was not weighed",
    Departure.OTHER_OFFICER: "by an officer to whom it was not released",
    Departure.WARNINGS_NOT_GIVEN: "without all that must be told with it (G 93)",
    Departure.UNDER_18_ALONE: "to somebody under 18, and to no responsible adult (G 58)",
    Departure.SELF_DISCLOSURE_NOT_DECIDED: "by the subject, and nobody had decided that it is safe (G 98)",
    Departure.SOMETHING_LEFT_IN_WRITING: "something was left in writing (G 95)",
}
CONSIDERED: Final = {
    Consideration.OTHER_DISCLOSURE: "other disclosure (G 5, 19)",
    Consideration.OTHER_SCHEME: "the domestic violence scheme (G 11)",
    Consideration.STATUTORY_REFERRALS: "statutory referrals (G 55)",
    Consideration.CHILDRENS_SOCIAL_CARE: "children's social care where the children live (G 68)",
    Consideration.OTHER_CHILDREN: "other children (G 47)",
    Consideration.SOCIAL_CARE_ALERT: "alerting social services (G 59, 61)",
}


def stage(of: Stage) -> str:
    return STAGES[of] if of in STAGES else say(of).text


def kept(where: str) -> str:
    """Why mail of the case has not been read, by where the runtime keeps it."""
    return say(KEPT[where]).text


def happened(type_: str) -> str:
    """An event of any service in words: `application made`, `meeting scheduled`; types are past tense."""
    name = type_.rpartition(".v")[0]
    service, _, what = name.partition(".")
    said = what if service in SERVICES else name
    return said.replace(".", " ").replace("_", " ")


def day(at: datetime) -> str:
    """`1 June 2026, 23:59`, London."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"


def named(sources: Iterable[Source]) -> str:
    """`probation service, children's social care`: each once, in the order given."""
    return ", ".join(dict.fromkeys(say(source).text for source in sources))


def asked_of(found: Iterable[Asked]) -> str:
    """Who was asked about whom: `probation service (subject), children's social care (child 2)`."""
    return ", ".join(dict.fromkeys(f"{say(one.source).text} ({_whom(one)})" for one in found))


def _whom(asked: Asked) -> str:
    return asked.child.replace("-", " ") if asked.child else say(asked.about).text


def standing(found: Iterable[tuple[Asked, SourceAnswer]]) -> str:
    """How sources stand: `probation service (subject): could not look (not working), ring duty officer …`."""
    return "; ".join(
        f"{asked_of((asked,))}: {say(one.answer).text}"
        + (f" ({say(one.reason).text})" if one.reason else "")
        + (f", ring the {desk(one.ring)}" if one.ring else "")
        for asked, one in found
    )


def desk(ring: WhomToRing) -> str:
    """`duty officer on 01632 960102, Mon-Fri 09:00-17:00`."""
    return f"{ring.desk.replace('-', ' ')} on {ring.telephone}, {ring.hours.title()}"


def news(types: Iterable[str]) -> str:
    """Event types as an officer would name them, each once."""
    names = (type_.rpartition(".v")[0] for type_ in types)
    return ", ".join(dict.fromkeys(NEWS.get(name, "something new") for name in names))
