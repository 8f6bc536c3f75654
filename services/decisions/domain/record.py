"""The case record: opened by the first word of the case, and every fact that is heard kept in it. Pure.

Any message of our own services may be the first to arrive: each carries the case's opening facts, so nothing
waits for another topic. What is heard is kept as it came, and what follows from it at once is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from contracts import checks, intake, notifications, policies, weighed
from contracts.clocks import ClockName
from contracts.codes import AlertKind, DutyRole, MessageKind, RecordSystem, Route
from contracts.decisions import CaseRecordCreated
from contracts.policies import NoProfile, Profile
from contracts.references import case_reference
from contracts.referrals import OF_PARTNERS, ReferralDone, ReferralNotTakenOn, ReferralTakenOn
from contracts.risk import ImmediateRiskIdentified
from contracts.unread import HELD
from messaging.decider import Message, Moment
from messaging.outcomes import HEARD, Decided, NotYet, Task, Unreadable
from services.decisions.domain import (
    clocks,
    clocks_moved,
    engaging,
    immediate_risk,
    mappa,
    referrals,
    sharing,
)
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import Hear
from services.decisions.domain.events import ClocksStarted, Flag, FlagRaised
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import alert_key, neutral_key
from services.decisions.domain.news import is_news
from services.decisions.domain.state import Case, national

LETTER_NOT_SENT_BY: Final = (notifications.MessageFailed, notifications.MessageBlocked)


@dataclass(frozen=True, slots=True)
class Opened:
    """The opening facts that a message carries. `policy` is `id@edition`, or "" if its writer knew none."""

    contacted_at: datetime
    route: Route
    policy: str


def hear(case: Case, command: Hear, moment: Moment) -> Decided | NotYet | Unreadable:
    """Keep what was said, open the case if this is its first word, and do what follows from it."""
    message = command.message
    if isinstance(message.event, OF_PARTNERS) and not referrals.is_theirs(case, message):
        unknown = NotYet("the case is not open here, and no partner opens one")
        return Unreadable("REFERRAL_UNKNOWN") if case.opened else unknown
    record = _record(case, message, moment)
    if record is None and not case.opened and not message.event.URGENT:
        return NotYet("the case is not open here, and this message does not say how it was opened")
    follows = Raised()
    for kind, reaction in REACTIONS.items():
        if isinstance(message.event, kind):
            follows += reaction(case, message, moment)
    return (Raised((HEARD,)) + (record or Raised()) + follows + unweighed(case, message, moment)).decided()


def _record(case: Case, message: Message, moment: Moment) -> Raised | None:
    opens = not case.opened and not isinstance(message.event, HELD)
    opened = _opened(message) if opens else None
    if opened is None:
        return None
    profile = _profile(message.source, opened)
    started = clocks.start(profile, opened.contacted_at, opened.route)
    created = CaseRecordCreated(
        created_at=to_the_millisecond(moment.now),
        reference=case_reference(case.case_id),
        system=system_of(profile),
    )
    return Raised((started, created)) + _provisional(started)


def _opened(message: Message) -> Opened | None:
    event, opening = message.event, message.opening
    if isinstance(event, intake.EnquiryReceived):
        return Opened(event.contacted_at, event.route, opening.get("policy", ""))
    try:
        contacted_at = datetime.fromisoformat(opening["openedat"])
        return Opened(contacted_at.astimezone(UTC), Route(opening["route"]), opening.get("policy", ""))
    except (KeyError, ValueError):
        return None


def _profile(source: str, opened: Opened) -> Profile:
    """The edition in force at contact (C-35); for a case older than every policy, the nation's."""
    try:
        held = policies.profile(opened.policy)
        if held.new_cases:
            return held
    except NoProfile:
        pass
    try:
        return policies.profile_for(source.split("/")[1], opened.contacted_at)
    except (NoProfile, IndexError):
        return national()


def system_of(profile: Profile) -> RecordSystem:
    named = profile.rules.periods.record_system or ""
    return RecordSystem(named) if named in RecordSystem.__members__ else RecordSystem.OTHER


def _provisional(started: ClocksStarted) -> Raised:
    """The bank holidays are not known as far as a limit: the safe date stands, somebody is told (C-48)."""
    marks = [mark for clock in started.clocks for mark in (clock.target, clock.limit) if mark is not None]
    if not any(mark.provisional for mark in marks):
        return Raised()
    words = "a limit was counted without a table of bank holidays and is provisional: renew the table"
    refs = {"code": "LIMIT_PROVISIONAL", "role": DutyRole.SYSTEM_ADMINISTRATOR.value, "words": words}
    return Raised((), (Task("alarm", f"LIMIT_PROVISIONAL/{started.calendar}", refs=refs),))


def _initial_checks(case: Case, message: Message, moment: Moment) -> Raised:
    return clocks.on_end(case, ClockName.INITIAL_CHECKS, message.occurred_at, moment)


def _meeting(case: Case, message: Message, moment: Moment) -> Raised:
    flag = () if case.force_record else (FlagRaised(flag=Flag.MEETING_WITHOUT_FORCE_RECORD),)
    return Raised(flag) + clocks.on_end(case, ClockName.MEETING, message.occurred_at, moment)


def _not_sent(case: Case, message: Message, moment: Moment) -> Raised:
    kind = message.event.kind
    if kind is MessageKind.CLOSING_LETTER:
        return raise_alert(case, alert_key(case, "letter", message.id), AlertKind.LETTER_NOT_SENT, moment.now)
    if kind is MessageKind.OFFICER_ALERT:
        words = "an alert to an officer did not go out: ring the duty Inspector about this case now"
        refs = {"code": "OFFICER_ALERT_NOT_SENT", "role": DutyRole.CONTROL_ROOM.value, "words": words}
        return Raised(
            (), (Task("alarm", f"OFFICER_ALERT_NOT_SENT/{neutral_key(case, message.id)}", refs=refs),)
        )
    return Raised()


Reaction = Callable[[Case, Message, Moment], Raised]
REACTIONS: Final[dict[Any, Reaction]] = {
    ImmediateRiskIdentified: immediate_risk.heard,
    weighed.BreachSuspected: immediate_risk.heard,
    checks.InitialChecksCompleted: _initial_checks,
    intake.MeetingHeld: _meeting,
    intake.ClockStartMoved: clocks_moved.moved,
    checks.IntelligenceChecksCompleted: mappa.assessed,
    checks.RiskAssessmentCompleted: mappa.assessed,
    weighed.FactsEstablished: engaging.found,
    (intake.EnquiryReceived, intake.ApplicationMade, intake.IndirectInformationReceived): engaging.found,
    LETTER_NOT_SENT_BY: _not_sent,
    ReferralTakenOn: referrals.taken_on,
    ReferralNotTakenOn: referrals.not_taken_on,
    ReferralDone: referrals.done,
    (intake.FactCorrected, intake.ApplicationMade): sharing.corrected,
    (weighed.IntelligenceGraded, checks.SubjectIdentityConfirmed, checks.AnswersSettled): sharing.in_doubt,
}


def unweighed(case: Case, message: Message, moment: Moment) -> Raised:
    """Something material about a case that is decided, has ended, or was answered to another force, which
    hears of it by a further report: the supervisor is told (C-50; G 66)."""
    answered = case.across.done and any(task.answered for task in case.across.tasks.values())
    decided = case.decision is not None or case.ended is not None or answered
    if not decided or not is_news(message.event) or message.event.URGENT:
        return Raised()
    key = alert_key(case, "news", message.id)
    return raise_alert(case, key, AlertKind.NEW_INFORMATION, moment.now)
