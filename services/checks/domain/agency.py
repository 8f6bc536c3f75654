"""Agencies that answer in their own time: their answers, spoken or sent, and what is overdue (G 52; R-119
to R-121).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from contracts.agencies import AgencyCheckAnswered
from contracts.checks import (
    AgencyCheckOverdue,
    AgencyCheckResponded,
    AgencyCheckWithheld,
    CheckCompleted,
    CheckFailed,
    NoSearchAnswer,
)
from contracts.codes import Answer, DutyRole, NoAnswer
from contracts.parties import AnswersBy
from contracts.parties import source as source_of
from contracts.parts import Scope
from contracts.people import Finding, Findings
from contracts.sealed import Sealed
from messaging.decider import Message, Moment
from messaging.outcomes import HEARD, Decided, NotYet, Outcome, Task, Unreadable
from services.checks.domain import patience
from services.checks.domain.alarms import ring
from services.checks.domain.asking import withheld_alarm
from services.checks.domain.closed import CLOSED
from services.checks.domain.commands import MarkOverdue, RecordSpokenAnswer
from services.checks.domain.events import to_the_millisecond
from services.checks.domain.sources import Register
from services.checks.domain.state import Ask, Checks

A_DAY: Final = timedelta(days=1)
"""How old what an agency looked at may be when it is asked."""
AHEAD: Final = timedelta(minutes=5)


def hear(case: Checks, message: Message, register: Register, moment: Moment) -> Outcome:
    """An answer on the agency's own topic. Always kept; one to an ask not ours also rings somebody."""
    if case.opened_at is None:
        return NotYet("no case of this id is open here")
    event: AgencyCheckAnswered = message.event
    ask = case.asks.get(event.check)
    if ask is None:
        words = (
            "An agency answered a question that was not put in this case: read its answer and ring its desk."
        )
        return Decided((HEARD,), (ring("ANSWER_TO_NO_ASK", event.check, DutyRole.SUPERVISOR, words),))
    asked = register[ask.pair.source]
    if asked.by is not AnswersBy.TOPIC or source_of(asked.party) != message.source:
        return Unreadable("NOT_ASKED_OF_THIS_WRITER", "data.check")
    answer = event.answer
    if answer is Answer.UNAVAILABLE or answer is Answer.WITHHELD:
        return _withheld(ask, event, answer, register)
    if answer is Answer.NO_TRACE and not _looked_where_asked(ask, event, register, moment):
        return _elsewhere(ask, event, register)
    findings = _opened(event)
    responded = AgencyCheckResponded(
        check=ask.check,
        agency=register[ask.pair.source].party,
        source=ask.pair.source,
        about=ask.pair.about,
        answer=answer,
        scope=event.scope,
        count=event.count,
        findings=Sealed.of(Findings(found=findings)) if findings else None,
        asked_at=ask.accepted_at or ask.begun_at,
        answered_at=event.answered_at,
    )
    return Decided((HEARD, responded))


def _looked_where_asked(ask: Ask, event: AgencyCheckAnswered, register: Register, moment: Moment) -> bool:
    """Nothing found is said of what was asked about, as it stood then: not of elsewhere, not of last year."""
    as_of = event.scope.as_of
    fresh = as_of is None or ask.begun_at - A_DAY <= as_of <= moment.now + AHEAD
    return event.scope.searched is register[ask.pair.source].searched and fresh


def _elsewhere(ask: Ask, event: AgencyCheckAnswered, register: Register) -> Decided:
    source = register[ask.pair.source]
    said = AgencyCheckWithheld(
        check=ask.check,
        agency=source.party,
        source=ask.pair.source,
        about=ask.pair.about,
        answer=Answer.UNAVAILABLE,
        scope=Scope(searched=source.searched),
        reason=NoAnswer.NOT_UNDERSTOOD,
        ring=event.ring or source.ring,
        asked_at=ask.accepted_at or ask.begun_at,
        answered_at=event.answered_at,
    )
    words = (
        "An agency found nothing, but says that it looked elsewhere than it was asked, or at an old state: "
        "ring its desk, and record what they tell you."
    )
    return Decided((HEARD, said), (ring("ANSWERED_ELSEWHERE", ask.check, DutyRole.SUPERVISOR, words),))


def _opened(event: AgencyCheckAnswered) -> tuple[Finding, ...]:
    if event.findings is None:
        return ()
    opened = event.findings.opened
    return (CLOSED,) if opened is None else opened.found


def _withheld(ask: Ask, event: AgencyCheckAnswered, answer: NoSearchAnswer, register: Register) -> Decided:
    source = register[ask.pair.source]
    said = AgencyCheckWithheld(
        check=ask.check,
        agency=source.party,
        source=ask.pair.source,
        about=ask.pair.about,
        answer=answer,
        scope=event.scope,
        reason=event.reason or NoAnswer.DECLINED,
        ring=event.ring or source.ring,
        asked_at=ask.accepted_at or ask.begun_at,
        answered_at=event.answered_at,
    )
    return Decided((HEARD, said), (withheld_alarm(ask),))


def overdue(case: Checks, command: MarkOverdue, register: Register, moment: Moment) -> Decided:
    """It has not answered: say so, ask again while there is time, and then ring somebody."""
    ask = case.asks.get(command.check)
    if ask is None or not ask.silent or ask.superseded or ask.due_at is None or case.finished_at is not None:
        return Decided()
    if command.attempt != ask.attempts or ask.next_ask_at is not None:
        return Decided()
    now = to_the_millisecond(moment.now)
    again = patience.chase(ask.stage, now, ask.until)
    source = register[ask.pair.source]
    event = AgencyCheckOverdue(
        check=ask.check,
        agency=source.party,
        source=ask.pair.source,
        about=ask.pair.about,
        scope=Scope(searched=source.searched),
        asked_at=ask.accepted_at or ask.begun_at,
        due_at=ask.due_at,
        ring=source.ring,
        next_ask_at=again,
    )
    return Decided((event,), (_late(ask),))


def _late(ask: Ask) -> Task:
    words = "An agency has not answered in time: ring its desk, and record what they tell you."
    return ring("AGENCY_OVERDUE", ask.check, DutyRole.SUPERVISOR, words)


def spoken(case: Checks, command: RecordSpokenAnswer, register: Register, moment: Moment) -> Decided:
    """What a desk said on the telephone, recorded by the officer who rang. The ask exists: the API has
    checked.
    """
    ask = case.asks[command.check]
    source = register[ask.pair.source]
    now = to_the_millisecond(moment.now)
    scope = Scope(searched=source.searched, as_of=now)
    at = {"asked_at": ask.begun_at}
    answer = command.answer
    if answer is Answer.UNAVAILABLE or answer is Answer.WITHHELD:
        failed = CheckFailed(
            check=ask.check,
            stage=ask.stage,
            source=ask.pair.source,
            about=ask.pair.about,
            answer=answer,
            scope=scope,
            reason=command.reason or NoAnswer.DECLINED,
            ring=source.ring,
            failed_at=now,
            attempts=max(ask.attempts, 1),
            next_ask_at=ask.next_ask_at,
            **at,
        )
        return Decided((failed,))
    records = {one.record for one in command.findings}
    completed = CheckCompleted(
        check=ask.check,
        stage=ask.stage,
        source=ask.pair.source,
        about=ask.pair.about,
        answer=answer,
        scope=scope,
        count=len(records),
        findings=Sealed.of(Findings(found=command.findings)) if command.findings else None,
        answered_at=now,
        asked_at=at["asked_at"],
    )
    return Decided((completed,))
