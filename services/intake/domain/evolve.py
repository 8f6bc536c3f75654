"""Folding: one entry of the journal after another, in any order of facts. It never raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

from contracts import checks, decisions, intake, notifications
from contracts.codes import AlertKind, Answer, ClockStart, PartyRole, Rank
from contracts.event import Event
from contracts.policies import NoProfile, profile_for
from contracts.ranks import at_least
from contracts.risk import ImmediateRiskIdentified
from contracts.unread import CaseMessageHeld, CaseMessageReleased
from messaging.decider import Recorded
from services.intake.domain import events as private
from services.intake.domain.checked import NOT_LOOKED, STAYS, settled
from services.intake.domain.given import parts_of
from services.intake.domain.state import (
    Alert,
    AskedToo,
    Case,
    Checked,
    Enquiry,
    IdentityAsked,
    Learnt,
    Origin,
    Raised,
    Receipt,
    Risk,
    Start,
)
from services.intake.domain.taking_part import assigned, joined, worked

K = TypeVar("K")
V = TypeVar("V")
Fold = Callable[[Case, Any, Recorded], Case]


def evolve(case: Case, recorded: Recorded) -> Case:
    """The case after this entry. What does not concern intake moves the version alone."""
    fold = FOLDS.get(type(recorded.event))
    after = worked(fold(case, recorded.event, recorded) if fold else case, recorded)
    return replace(after, version=recorded.version)


def _with(held: Mapping[K, V], more: Mapping[K, V]) -> Mapping[K, V]:
    return MappingProxyType({**held, **more})


def _given(case: Case, event: Any, recorded: Recorded, *, untouched: bool = False) -> Case:
    parts = parts_of(event)
    if untouched:
        parts = {part: value for part, value in parts.items() if part not in case.origins}
    origin = Origin(recorded.version, recorded.id)
    origins = _with(case.origins, dict.fromkeys(parts, origin))
    return replace(case, given=replace(case.given, **parts), origins=origins)


def _received(case: Case, event: intake.EnquiryReceived, recorded: Recorded) -> Case:
    enquiry = Enquiry(
        event.channel,
        event.contacted_at,
        event.entered_at,
        recorded.recorded_at,
        event.anonymous,
        recorded.opening.get("policy") or _policy(case.force, event.contacted_at),
        event.privacy_offered,
        recorded.id,
        event.referred_by,
    )
    opened = replace(case, enquiry=enquiry, linked=(*case.linked, *event.linked))
    return _given(opened, event, recorded, untouched=True)


def _learnt(case: Case, event: intake.IndirectInformationReceived, recorded: Recorded) -> Case:
    """The first starts the clocks; a part that is given replaces the earlier one whole."""
    one = Learnt(
        event.what,
        event.source,
        event.party,
        event.their_reference,
        event.received_at,
        event.kinds,
        event.information,
    )
    receipt = case.receipt or Receipt(
        event.source,
        event.received_at,
        recorded.opening.get("policy") or _policy(case.force, event.received_at),
        event.recorded_at,
    )
    return _given(replace(case, receipt=receipt, learnt=(*case.learnt, one)), event, recorded)


def _policy(force: str, at: datetime) -> str:
    try:
        return profile_for(force, at).reference
    except NoProfile:
        return ""


def _corrected(case: Case, event: intake.FactCorrected, recorded: Recorded) -> Case:
    after = replace(_given(case, event, recorded), replaced=_replaced(case, event))
    if event.applicant is not None and after.enquiry is not None:
        after = replace(after, enquiry=replace(after.enquiry, anonymous=False))
    return after if event.subject is None else _subject_put_right(after, recorded.occurred_at)


def _replaced(case: Case, event: intake.FactCorrected) -> Mapping[str, tuple[Any, ...]]:
    held = {part: getattr(case.given, part) for part in event.corrected & {"subject", "children"}}
    before = {part: one.opened for part, one in held.items() if one is not None and one.opened is not None}
    added = {part: (*case.replaced.get(part, ()), one) for part, one in before.items()}
    return MappingProxyType({**case.replaced, **added})


def _subject_put_right(case: Case, at: datetime) -> Case:
    """Nothing found of who it was before says nothing of who it is (G 51)."""
    kept = {key: answer for key, answer in case.checks.items() if not _of_subject(key) or answer in STAYS}
    return replace(case, checks=MappingProxyType(kept), initial_checks=None, subject_right_since=at)


def _of_subject(key: Checked) -> bool:
    return key[1] is PartyRole.SUBJECT


def _of_before(case: Case, at: datetime) -> bool:
    return case.subject_right_since is not None and at < case.subject_right_since


def _made(case: Case, event: intake.ApplicationMade, _recorded: Recorded) -> Case:
    return replace(case, application_at=event.made_at)


def _told(case: Case, event: intake.InitialInformationGiven, _recorded: Recorded) -> Case:
    return replace(case, told=_with(case.told, {one.item: one for one in event.told}))


def _verified(case: Case, event: intake.IdentityVerified, _recorded: Recorded) -> Case:
    asked = IdentityAsked(event.whose, True, event.verified_at)
    return replace(case, identity=(*case.identity, asked))


def _not_verified(case: Case, event: intake.IdentityNotVerified, _recorded: Recorded) -> Case:
    asked = IdentityAsked(event.whose, False, event.found_at)
    return replace(case, identity=(*case.identity, asked))


def _arranged(case: Case, event: intake.MeetingScheduled, _recorded: Recorded) -> Case:
    others = tuple(one for one in case.arranged if one.meeting != event.meeting)
    return replace(case, arranged=(*others, event))


def _held(case: Case, event: intake.MeetingHeld, _recorded: Recorded) -> Case:
    warned = _with(case.warned, {one.item: one for one in event.warnings})
    return replace(case, held=(*case.held, event), warned=warned)


def _part1(case: Case, event: intake.AnnexAPart1Completed, _recorded: Recorded) -> Case:
    return replace(case, part1_at=event.completed_at)


def _part2(case: Case, event: intake.AnnexAPart2Completed, _recorded: Recorded) -> Case:
    return replace(case, meeting_form=event)


def _redirected(case: Case, event: intake.EnquiryRedirected, recorded: Recorded) -> Case:
    return replace(case, redirected=event.to, redirected_at=recorded.recorded_at)


def _delay(case: Case, event: intake.ApplicantDelayNotified, _recorded: Recorded) -> Case:
    until = max(filter(None, (case.delay_told_until, event.expected_by)))
    return replace(case, delay_told_until=until)


def _risk(case: Case, event: ImmediateRiskIdentified, recorded: Recorded) -> Case:
    if recorded.heard:
        return case
    risk = Risk(event.risk_id, recorded.id, event.identified_at, recorded.recorded_at, event.risk)
    return replace(case, risks=_with(case.risks, {event.risk_id: risk}))


def _checked(case: Case, event: Any, _recorded: Recorded) -> Case:
    key: Checked = (event.source, event.about.role, event.about.child or "")
    if _of_subject(key) and event.answer not in STAYS and _of_before(case, event.asked_at):
        return case
    answer = settled(case.checks.get(key), event.answer)
    return replace(case, checks=_with(case.checks, {key: answer}), in_part=_in_part(case, key, event))


def _in_part(case: Case, key: Checked, event: Any) -> frozenset[Checked]:
    """Until all has been searched."""
    if getattr(event, "in_part", False):
        return case.in_part | {key}
    return case.in_part if event.answer in NOT_LOOKED else case.in_part - {key}


def _answers_settled(case: Case, event: checks.AnswersSettled, _recorded: Recorded) -> Case:
    key: Checked = (event.source, event.about.role, event.about.child or "")
    unknown = event.counts is Answer.NO_TRACE and key in case.in_part
    counts = Answer.UNAVAILABLE if unknown else event.counts
    return replace(case, checks=_with(case.checks, {key: counts}))


def _initial_checks(case: Case, event: checks.InitialChecksCompleted, _recorded: Recorded) -> Case:
    return case if _of_before(case, event.completed_at) else replace(case, initial_checks=event.outcome)


def _record(case: Case, event: decisions.CaseRecordCreated, _recorded: Recorded) -> Case:
    return replace(case, record_at=event.created_at, reference=event.reference)


def _progressed(case: Case, event: decisions.ApplicationProgressed, _recorded: Recorded) -> Case:
    return replace(case, progressed=True, progressed_at=event.decided_at)


def _not_progressed(case: Case, event: decisions.ApplicationNotProgressed, _recorded: Recorded) -> Case:
    return replace(case, progressed=False)


def _not_met(case: Case, event: decisions.MeetingNotPossible, _recorded: Recorded) -> Case:
    return replace(case, not_met=event.why)


def _alerted(case: Case, event: decisions.SupervisorAlerted, _recorded: Recorded) -> Case:
    taken = case.alerts[event.alert].acknowledged_at if event.alert in case.alerts else None
    alert = Alert(event.because_of, taken, event.kind is AlertKind.IMMEDIATE_RISK)
    return replace(case, alerts=_with(case.alerts, {event.alert: alert}))


def _acknowledged(case: Case, event: decisions.SupervisorAcknowledged, _recorded: Recorded) -> Case:
    if not at_least(event.rank, Rank.SERGEANT):
        # decisions goes on ringing: to take an immediate risk on is for a supervisor (G 30)
        return case
    alert = case.alerts.get(event.alert, Alert(None))
    taken = replace(alert, acknowledged_at=event.acknowledged_at)
    return replace(case, alerts=_with(case.alerts, {event.alert: taken}))


def _mail_held(case: Case, event: CaseMessageHeld | CaseMessageReleased, recorded: Recorded) -> Case:
    """What others cannot read; our own unread mail is asked for when it matters."""
    if not recorded.heard:
        return case
    mail = frozenset({(recorded.source, event.topic)})
    held = isinstance(event, CaseMessageHeld)
    return replace(case, held_elsewhere=case.held_elsewhere | mail if held else case.held_elsewhere - mail)


def _ended(case: Case, event: Any, _recorded: Recorded) -> Case:
    return replace(case, ended_at=event.occurred_at)


def _milestone(case: Case, event: Any, recorded: Recorded) -> Case:
    return replace(case, milestones=(*case.milestones, (event.TYPE, recorded.occurred_at)))


def _flagged(case: Case, event: private.FlagsRaised, recorded: Recorded) -> Case:
    raised = tuple(Raised(flag, event.about or "", recorded.recorded_at) for flag in event.flags)
    return replace(case, flags=(*case.flags, *raised))


def _looked_at(case: Case, event: private.FlagsAcknowledged, _recorded: Recorded) -> Case:
    flags = tuple(replace(one, acknowledged=True) if one.flag in event.flags else one for one in case.flags)
    return replace(case, flags=flags)


def _linked(case: Case, event: private.CasesLinked, _recorded: Recorded) -> Case:
    return replace(case, linked=(*case.linked, *event.linked))


def _compared(case: Case, event: private.SameEnquiriesCompared, recorded: Recorded) -> Case:
    gone = frozenset(event.no_longer)
    found = {one.case_id: AskedToo(one.case_id, one.contacted_at, one.redirected_at) for one in event.found}
    held = {other: one for other, one in case.asked_too.items() if other not in gone}
    linked = tuple(one for one in case.linked if one.case_id not in gone)
    look = recorded.version if gone else case.look_after
    return replace(case, asked_too=_with(held, found), linked=linked, look_after=look)


def _start_moved(case: Case, event: intake.ClockStartMoved, recorded: Recorded) -> Case:
    corrected = event.why is ClockStart.CONTACT_CORRECTED
    held = case.start.contact_version if case.start else 0
    start = Start(
        event.contacted_at,
        event.counts_from,
        event.policy,
        event.why,
        event.earlier,
        recorded.version,
        recorded.version if corrected else held,
    )
    return replace(case, start=start, look_after=recorded.version if corrected else case.look_after)


def _allocated(case: Case, event: private.CaseAllocated, _recorded: Recorded) -> Case:
    return replace(case, allocated_to=event.to)


def _warned(case: Case, event: private.WarningsGiven, _recorded: Recorded) -> Case:
    return replace(case, warned=_with(case.warned, {one.item: one for one in event.warned}))


def _adult(case: Case, event: private.ResponsibleAdultNamed, _recorded: Recorded) -> Case:
    return replace(case, adult=event.adult)


def _excused(case: Case, _event: private.NoResponsibleAdult, _recorded: Recorded) -> Case:
    return replace(case, adult_excused=True)


def _interviewer(case: Case, event: private.InterviewerNamed, _recorded: Recorded) -> Case:
    return replace(case, interviewers=_with(case.interviewers, {event.meeting: event.interviewer}))


FOLDS: dict[type[Event], Fold] = {
    intake.EnquiryReceived: _received,
    intake.IndirectInformationReceived: _learnt,
    intake.FactCorrected: _corrected,
    intake.ClockStartMoved: _start_moved,
    intake.ApplicationMade: _made,
    intake.InitialInformationGiven: _told,
    intake.IdentityVerified: _verified,
    intake.IdentityNotVerified: _not_verified,
    intake.MeetingScheduled: _arranged,
    intake.MeetingHeld: _held,
    intake.AnnexAPart1Completed: _part1,
    intake.AnnexAPart2Completed: _part2,
    intake.EnquiryRedirected: _redirected,
    intake.ApplicantDelayNotified: _delay,
    ImmediateRiskIdentified: _risk,
    checks.ChecksRequested: lambda case, _event, _recorded: replace(case, checks_begun=True),
    checks.CheckCompleted: _checked,
    checks.CheckFailed: _checked,
    checks.AgencyCheckResponded: _checked,
    checks.AgencyCheckWithheld: _checked,
    checks.AnswersSettled: _answers_settled,
    checks.InitialChecksCompleted: _initial_checks,
    decisions.CaseRecordCreated: _record,
    decisions.ApplicationProgressed: _progressed,
    decisions.ApplicationNotProgressed: _not_progressed,
    decisions.MeetingNotPossible: _not_met,
    decisions.SupervisorAssigned: assigned,
    decisions.SupervisorAlerted: _alerted,
    decisions.SupervisorAcknowledged: _acknowledged,
    decisions.CaseFinalised: _ended,
    decisions.CaseClosed: _ended,
    CaseMessageHeld: _mail_held,
    CaseMessageReleased: _mail_held,
    notifications.SafetyAdviceGiven: _milestone,
    notifications.NonDisclosureLetterIssued: _milestone,
    notifications.NonDisclosureLetterHandDelivered: _milestone,
    notifications.MessageSent: _milestone,
    notifications.MessageFailed: _milestone,
    notifications.MessageBlocked: _milestone,
    private.FlagsRaised: _flagged,
    private.FlagsAcknowledged: _looked_at,
    private.CasesLinked: _linked,
    private.SameEnquiriesCompared: _compared,
    private.CaseAllocated: _allocated,
    private.WarningsGiven: _warned,
    private.ResponsibleAdultNamed: _adult,
    private.NoResponsibleAdult: _excused,
    private.InterviewerNamed: _interviewer,
    private.PartTaken: joined,
}
