"""What came of asking a source: one of five answers, never a guess (DESIGN section 8; R-067)."""

from __future__ import annotations

from datetime import datetime

from contracts.calendar import london_date
from contracts.checks import (
    AgencyCheckRequested,
    CheckCompleted,
    CheckFailed,
    NoSearchAnswer,
    SubjectCandidatesFound,
)
from contracts.codes import Answer, Basis, DutyRole, NoAnswer, PartyRole, Purpose, Stage
from contracts.parties import AnswersBy
from contracts.parts import Scope
from contracts.people import Candidates, Findings
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.outcomes import Decided, Task
from services.checks.domain import patience
from services.checks.domain.alarms import ring
from services.checks.domain.answers import Accepted, CouldNotLook, Found, InPart, NotNeeded, WouldNotSay
from services.checks.domain.commands import RecordReply
from services.checks.domain.coverage import CAUTION, entries
from services.checks.domain.events import MatchesWeighed, Weighed, to_the_millisecond
from services.checks.domain.planning import described
from services.checks.domain.sources import Register
from services.checks.domain.state import Ask, Checks
from services.checks.domain.weighing import Weighing, weigh

PURPOSE = {Stage.INITIAL: Purpose.INITIAL_CHECKS, Stage.FULL: Purpose.RISK_ASSESSMENT}


def record(case: Checks, command: RecordReply, register: Register, moment: Moment) -> Decided:
    """Journal the reply; one that was journalled already is left alone."""
    ask = case.asks.get(command.check)
    if ask is None or command.attempt <= ask.attempts:
        return Decided()
    match command.reply:
        case Found() as reply:
            return searched(case, ask, reply, command, moment)
        case InPart() as reply:
            return _in_part(case, ask, reply, command, register, moment)
        case CouldNotLook() | WouldNotSay() as reply:
            return _not_shown(ask, reply, command, register, moment)
        case Accepted():
            return _accepted(ask, command, register, moment)
        case NotNeeded():
            return Decided()


def searched(case: Checks, ask: Ask, reply: Found, command: RecordReply, moment: Moment) -> Decided:
    """The source searched: weigh every record against the person asked about."""
    return _weighed(ask, _weigh(case, ask, reply, moment), reply, command, moment)


def _in_part(
    case: Checks, ask: Ask, reply: InPart, command: RecordReply, register: Register, moment: Moment
) -> Decided:
    """What is or may be of the person is told at once, unless it was told before; of the rest the source
    stays unanswered.
    """
    rest = _not_shown(ask, reply.rest, command, register, moment)
    weighed = _weigh(case, ask, reply, moment)
    if weighed.answer is Answer.NO_TRACE or _told(ask, weighed):
        return rest
    found = _weighed(ask, weighed, reply, command, moment)
    return Decided((*found.events, *rest.events), rest.tasks)


def _told(ask: Ask, weighed: Weighing) -> bool:
    """Whether as much was told as surely."""
    found, sure = entries(weighed.findings), CAUTION[weighed.answer]
    return any(found <= entries(one.findings) and sure <= CAUTION[one.answer] for one in ask.answers)


def _weigh(case: Checks, ask: Ask, reply: Found | InPart, moment: Moment) -> Weighing:
    sought = described(case, ask.pair.role, ask.pair.child)
    return weigh(sought, reply.records, ask.pair.source, london_date(moment.now))


def _weighed(
    ask: Ask, weighed: Weighing, reply: Found | InPart, command: RecordReply, moment: Moment
) -> Decided:
    now = to_the_millisecond(moment.now)
    completed = CheckCompleted(
        check=ask.check,
        stage=ask.stage,
        source=ask.pair.source,
        about=ask.pair.about,
        answer=weighed.answer,
        scope=Scope(searched=reply.searched, as_of=now),
        count=weighed.count,
        findings=Sealed.of(Findings(found=weighed.findings)) if weighed.findings else None,
        in_part=isinstance(reply, InPart),
        asked_at=to_the_millisecond(min(command.asked_at, now)),
        answered_at=now,
    )
    events: list[object] = [completed]
    if weighed.weighed:
        events.append(MatchesWeighed(check=ask.check, weighed=Sealed.of(Weighed(records=weighed.weighed))))
    if weighed.answer is Answer.AMBIGUOUS and ask.pair.role is PartyRole.SUBJECT:
        events.append(
            SubjectCandidatesFound(
                found_at=now,
                count=len(weighed.candidates),
                checks=(ask.check,),
                candidates=Sealed.of(Candidates(candidates=weighed.candidates)),
            )
        )
    return Decided(tuple(events))


def _not_shown(
    ask: Ask, reply: CouldNotLook | WouldNotSay, command: RecordReply, register: Register, moment: Moment
) -> Decided:
    if isinstance(reply, WouldNotSay):
        return _withheld(ask, reply.reason, command, register, moment)
    return _unavailable(ask, reply.reason, command, register, moment)


def _unavailable(
    ask: Ask, reason: NoAnswer, command: RecordReply, register: Register, moment: Moment
) -> Decided:
    now = to_the_millisecond(moment.now)
    again = None if ask.superseded else patience.next_ask(command.attempt, now, ask.until)
    failed = _failed(ask, Answer.UNAVAILABLE, reason, command, register, moment)
    failed = failed.model_copy(update={"next_ask_at": again, "since": ask.failing_since or now})
    return Decided((failed,), () if again or ask.superseded else (_given_up(ask),))


def _withheld(
    ask: Ask, reason: NoAnswer, command: RecordReply, register: Register, moment: Moment
) -> Decided:
    failed = _failed(ask, Answer.WITHHELD, reason, command, register, moment)
    return Decided((failed,), (withheld_alarm(ask),))


def _failed(
    ask: Ask,
    answer: NoSearchAnswer,
    reason: NoAnswer,
    command: RecordReply,
    register: Register,
    moment: Moment,
) -> CheckFailed:
    now = to_the_millisecond(moment.now)
    source = register[ask.pair.source]
    return CheckFailed(
        check=ask.check,
        stage=ask.stage,
        source=ask.pair.source,
        about=ask.pair.about,
        answer=answer,
        scope=Scope(searched=source.searched, as_of=now),
        reason=reason,
        ring=source.ring,
        asked_at=to_the_millisecond(min(command.asked_at, now)),
        failed_at=now,
        attempts=command.attempt,
    )


def _given_up(ask: Ask) -> Task:
    words = "A source could not look, and is not asked again by itself: ring its desk, or ask again."
    return ring("SOURCE_COULD_NOT_LOOK", ask.check, DutyRole.DUTY_SERGEANT, words)


def withheld_alarm(ask: Ask) -> Task:
    """A source that would not or may not say is escalated to its owner, by a person (R-067)."""
    words = "A source would not or may not say what it holds: ring its desk, and record what they tell you."
    return ring("SOURCE_WITHHOLDS", ask.check, DutyRole.SUPERVISOR, words)


def _accepted(ask: Ask, command: RecordReply, register: Register, moment: Moment) -> Decided:
    now = to_the_millisecond(moment.now)
    source = register[ask.pair.source]
    requested = AgencyCheckRequested(
        check=ask.check,
        agency=source.party,
        source=ask.pair.source,
        about=ask.pair.about,
        scope=Scope(searched=source.searched),
        purpose=PURPOSE[ask.stage],
        basis=ask.basis or Basis.CONSENT_NOT_NEEDED,
        asked_at=to_the_millisecond(min(command.asked_at, now)),
        due_at=to_the_millisecond(_due(ask, moment)),
    )
    by_a_person = (_ask_by_hand(ask),) if source.by is AnswersBy.TELEPHONE else ()
    return Decided((requested,), by_a_person)


def _ask_by_hand(ask: Ask) -> Task:
    words = "An agency is asked by a person: ring its desk about this check, and record what they tell you."
    return ring("AGENCY_TO_BE_ASKED", ask.check, DutyRole.SUPERVISOR, words)


def _due(ask: Ask, moment: Moment) -> datetime:
    if ask.overdue:
        return moment.now + patience.CHASED_AFTER[ask.stage]
    return patience.answer_due(ask.stage, moment.now)
