"""Sentences for officers, made of the words that contracts hold for each code. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from contracts.calendar import LONDON
from contracts.codes import Source
from contracts.fields import ForceCode
from contracts.parties import forces
from contracts.parts import WhomToRing
from contracts.words import say
from services.decisions.domain.facts import Asked, SourceAnswer

NEWS: Final = {
    "immediate_risk.identified": "a report of immediate risk",
    "intake.indirect_information.received": "information that police received",
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
    "checks.intelligence_checks.completed": "the intelligence checks",
    "checks.person.also_concerned": "that somebody of this case is concerned in another",
    "checks.risk_assessment.completed": "the risk assessment",
    "decisions.case.linked": "a link to another case that concerns the same person",
    "decisions.case.categorised": "a categorisation",
    "decisions.meeting.not_possible": "that there can be no follow-up meeting",
    "decisions.recipient.selected": "a recipient was chosen",
    "decisions.recipient.withdrawn": "a recipient was withdrawn",
    "decisions.representations.received": "representations of the subject",
    "decisions.mappa.outcome_received": "the advice of a MAPPA meeting",
    "decisions.disclosure.tested": "the three tests were applied",
    "decisions.no_disclosure.decided": "that nobody is told was decided",
    "decisions.disclosure.authorised": "a disclosure was authorised",
    "responding_force.tasked": "a task from another force",
    "tasked_parties.corrected": "that somebody whom a task is about was put right",
    "responding_force.returned": "a task that another force returned",
    "responding_force.reported": "the report of another force",
    "position.stated": "the position of a force",
    "position.passed_on": "the position of a third force, or that ours is asked anew",
    "decision.passed_on": "what another force decided about disclosure, or that ours stands no longer",
    "outcome.passed_on": "what the coordinating force's case came to",
    "disagreement.recorded": "that the forces cannot agree",
    "primacy.determined": "which force decides",
    "primacy.re_evaluated": "that another force decides now",
    "hosted_decision.made": "the decision of the force with primacy",
}
"""What is new, by event type: an event is no member of a closed list, and has no words there."""


KEPT: Final = {"quarantine": "QUARANTINED", "waiting": "WAITING", "missing": "MISSING"}
SERVICES: Final = frozenset({"intake", "checks", "decisions", "notifications"})


def cited(code: str) -> str:
    """The words of a code with the paragraph that they rest on: `not in person (G 92c)`."""
    held = say(code)
    return f"{held.text} ({held.paragraph})" if held.paragraph else held.text


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
    """Who was asked about whom: `probation service (subject), health (child 2, asked by Warwickshire)`."""
    return ", ".join(dict.fromkeys(f"{source(one.source, one.force)} ({_whom(one)})" for one in found))


def source(what: Source, by: ForceCode | None) -> str:
    """A source, as whoever reads it here calls it: another force's own records are not this force's."""
    return f"records of {force(by)}" if by and what is Source.POLICE_LOCAL else say(what).text


def _whom(asked: Asked) -> str:
    whom = asked.child.replace("-", " ") if asked.child else say(asked.about).text
    return f"{whom}, asked by {force(asked.force)}" if asked.force else whom


def force(code: ForceCode) -> str:
    """`Kent`."""
    held = forces().get(code)
    return held.name if held else f"force {code}"


NOT_ALL: Final = ", and not all could be searched"
"""Of a source that held something in the part that was searched."""


def standing(found: Iterable[tuple[Asked, SourceAnswer]]) -> str:
    """How sources stand: `probation service (subject): could not look (not working), ring duty officer …`."""
    return "; ".join(
        f"{asked_of((asked,))}: {say(one.answer).text}{NOT_ALL if one.in_part else ''}"
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
