"""Words that officers read in refusals, in place of codes (words.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from contracts.calendar import LONDON
from contracts.clocks import ClockName
from contracts.codes import AlertKind, Answer, NoAnswer, Source

CLOCK_WORDS: Final = {
    ClockName.INITIAL_CHECKS: "the initial checks",
    ClockName.MEETING: "the follow-up meeting",
    ClockName.CATEGORISATION: "the categorisation",
    ClockName.WHOLE_CASE: "the whole case",
    ClockName.FORUM_REFERRAL: "the referral to a multi-agency meeting",
    ClockName.RESPONDING_FORCE: "the other force's report",
    ClockName.ACKNOWLEDGEMENT: "the supervisor's answer to the alert",
}
SOURCE_WORDS: Final = {
    Source.POLICE_NATIONAL: "the national police computer",
    Source.POLICE_INTELLIGENCE: "police intelligence",
    Source.POLICE_LOCAL: "the force's own records",
    Source.OFFENDER_MANAGEMENT: "the register of managed offenders",
    Source.PROBATION: "probation",
    Source.SOCIAL_CARE: "social care",
    Source.YOUTH_JUSTICE: "youth justice",
    Source.HEALTH: "health",
    Source.SCHOOL: "the school",
    Source.PRISON: "prison",
}
ANSWER_WORDS: Final = {
    Answer.HIT: "holds something",
    Answer.NO_TRACE: "holds nothing",
    Answer.AMBIGUOUS: "has a possible match",
    Answer.UNAVAILABLE: "could not look",
    Answer.WITHHELD: "would not or may not say",
}
REASON_WORDS: Final = {
    NoAnswer.TIMED_OUT: "it did not answer in time",
    NoAnswer.DOWN: "it was down",
    NoAnswer.OVERLOADED: "it was overloaded",
    NoAnswer.NOT_UNDERSTOOD: "its answer could not be read",
    NoAnswer.NOT_ASKED_IN_TIME: "it was not asked in time",
    NoAnswer.RECORD_RESTRICTED: "there is a record: ring its owner",
    NoAnswer.FILTERED: "it does not show such records",
    NoAnswer.NO_LEGAL_BASIS: "it sees no legal basis",
    NoAnswer.DECLINED: "it declined",
}
ALERT_WORDS: Final = {
    AlertKind.IMMEDIATE_RISK: "a child may be at immediate risk: take this case now",
    AlertKind.TARGET_PASSED: "a target has passed",
    AlertKind.LIMIT_PASSED: "a limit has passed: the case goes on, and a reason is wanted",
    AlertKind.SUPERVISION_WANTED: "nobody supervises this case",
    AlertKind.NEW_INFORMATION: "something new has come in about a case that was decided or has ended",
    AlertKind.SILENT_CASE: "nothing has happened on this case for too long",
    AlertKind.LETTER_NOT_SENT: "the closing letter has not gone out",
}


def day(at: datetime) -> str:
    """`1 June 2026, 23:59`, London."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"


def named(sources: Iterable[Source]) -> str:
    """`probation, social care`, each once, in the order given."""
    return ", ".join(dict.fromkeys(SOURCE_WORDS[source] for source in sources))


NEWS_WORDS: Final = {
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
    "checks.initial_checks.completed": "the initial checks",
    "checks.risk_assessment.completed": "the risk assessment",
    "decisions.case.categorised": "a categorisation",
}


def news(types: Iterable[str]) -> str:
    """Event types as an officer would name them, each once."""
    names = (type_.rpartition(".v")[0] for type_ in types)
    return ", ".join(dict.fromkeys(NEWS_WORDS.get(name, "something new") for name in names))
