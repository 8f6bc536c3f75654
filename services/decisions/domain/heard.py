"""How the facts of the other services are folded. In any order; none raises. Pure.

Of two facts about the same thing the later one counts, by when it occurred; sets and answers are kept whole.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from contracts import intake, notifications
from contracts.clocks import ClockName
from contracts.codes import MessageKind, PartyRole, Transport
from contracts.parts import Relationships
from contracts.unread import CaseMessageHeld, CaseMessageReleased
from messaging.decider import Recorded
from services.decisions.domain import unread
from services.decisions.domain.events_recording import Part
from services.decisions.domain.evolve_recording import belongs
from services.decisions.domain.evolve_referring import OF_PARTNERS
from services.decisions.domain.facts import AsOf
from services.decisions.domain.folding import (
    APPLICATION,
    CORRECTION,
    ENQUIRY,
    Fold,
    earliest,
    ended,
    later,
    latest,
    worked,
)
from services.decisions.domain.heard_from_checks import FROM_CHECKS
from services.decisions.domain.somebody_else import put_right
from services.decisions.domain.state import Case


def _given(case: Case, event: Any, at: datetime, weight: int) -> Case:
    return case._replace(
        applicant=later(case.applicant, getattr(event, "applicant", None), at, weight),
        contact=later(case.contact, getattr(event, "applicant_contact", None), at, weight),
        subject=later(case.subject, getattr(event, "subject", None), at, weight),
        children=later(case.children, getattr(event, "children", None), at, weight),
        contact_kinds=later(case.contact_kinds, _kinds(getattr(event, "relationships", None)), at, weight),
    )


def _kinds(relationships: Relationships | None) -> Any:
    if relationships is None:
        return None
    return {one.child: frozenset(one.contact) for one in relationships.children}


def _enquiry(case: Case, recorded: Recorded) -> Case:
    event, at = recorded.event, recorded.occurred_at
    given = _given(case, event, at, ENQUIRY)
    return given._replace(anonymous=later(case.anonymous, event.anonymous, at))


def _information(case: Case, recorded: Recorded) -> Case:
    """What police learnt; each time the parts that are given, as of then (G 53)."""
    event, at = recorded.event, recorded.occurred_at
    given = put_right(case, _given(case, event, at, ENQUIRY), recorded)
    if event.information is None:
        return given
    return given._replace(learnt=(*case.learnt, AsOf(event.information, at)))


def _application(case: Case, recorded: Recorded) -> Case:
    event, at = recorded.event, recorded.occurred_at
    given = _given(case, event, at, APPLICATION)
    named = later(case.anonymous, event.anonymous, at, APPLICATION)
    return given._replace(anonymous=named, applied=earliest(case.applied, at))


def _corrected(case: Case, recorded: Recorded) -> Case:
    event, at = recorded.event, recorded.occurred_at
    named = None if event.applicant is None else False
    given = _given(case, event, at, CORRECTION)
    right = put_right(case, _proved_anew(case, given, at), recorded)
    return right._replace(anonymous=later(case.anonymous, named, at, CORRECTION))


def _proved_anew(before: Case, after: Case, at: datetime) -> Case:
    """A proof of who the applicant was is none of somebody else (G 42)."""
    was = before.applicant.value.opened if before.applicant else None
    now = after.applicant.value.opened if after.applicant else None
    if was is None or now is None or (was.name, was.date_of_birth) == (now.name, now.date_of_birth):
        return after
    said = later(after.identities.get(PartyRole.APPLICANT), False, at)
    return after._replace(identities={**after.identities, PartyRole.APPLICANT: said}) if said else after


def _meeting_held(case: Case, recorded: Recorded) -> Case:
    event, at, meeting = recorded.event, recorded.occurred_at, case.meeting
    seen = replace(
        meeting,
        held=latest(meeting.held, at),
        ongoing_concern=meeting.ongoing_concern or event.ongoing_concern,
        others_mentioned=meeting.others_mentioned or event.others_mentioned,
        responsible_adult_absent=meeting.responsible_adult_absent or event.responsible_adult_present is False,
    )
    told = replace(case.told, advice=case.told.advice | frozenset(event.advice))
    met = case._replace(meeting=seen, told=told, contact=later(case.contact, event.applicant_contact, at))
    return worked(ended(met, ClockName.MEETING, at), recorded)


def _annex_a_part2(case: Case, recorded: Recorded) -> Case:
    """Saved on the force's record system too (G 50)."""
    done = case._replace(annex_a_part2=latest(case.annex_a_part2, recorded.occurred_at))
    return belongs(worked(done, recorded), recorded, Part.MEETING_FORM)


def _redirected(case: Case, recorded: Recorded) -> Case:
    return case._replace(redirected=later(case.redirected, recorded.event.to, recorded.occurred_at))


def _verified(case: Case, recorded: Recorded) -> Case:
    return _identified(case, recorded, True)


def _not_verified(case: Case, recorded: Recorded) -> Case:
    """A proof that turned out to be none counts no more (G 42)."""
    return _identified(case, recorded, False)


def _identified(case: Case, recorded: Recorded, shown: bool) -> Case:
    whose = recorded.event.whose
    said = later(case.identities.get(whose), shown, recorded.occurred_at)
    return case._replace(identities={**case.identities, whose: said}) if said else case


def _advice_given(case: Case, recorded: Recorded) -> Case:
    return case._replace(told=replace(case.told, advice=case.told.advice | frozenset(recorded.event.advice)))


def _letter_issued(case: Case, recorded: Recorded) -> Case:
    at, told = recorded.occurred_at, case.told
    if recorded.event.transport is Transport.HAND:
        return case._replace(told=replace(told, letter_printed=latest(told.letter_printed, at)))
    return case._replace(told=replace(told, letter_posted=latest(told.letter_posted, at)))


def _letter_by_hand(case: Case, recorded: Recorded) -> Case:
    by_hand = latest(case.told.letter_by_hand, recorded.occurred_at)
    return case._replace(told=replace(case.told, letter_by_hand=by_hand))


def _outcome_notified(case: Case, recorded: Recorded) -> Case:
    notified = latest(case.told.outcome_notified, recorded.occurred_at)
    return case._replace(told=replace(case.told, outcome_notified=notified))


def _sent(case: Case, recorded: Recorded) -> Case:
    letter = recorded.event.because_of
    if letter is None:
        return case
    return case._replace(told=replace(case.told, spoken_of=case.told.spoken_of | {letter}))


def _not_sent(case: Case, recorded: Recorded) -> Case:
    case = _sent(case, recorded)
    if recorded.event.kind is not MessageKind.CLOSING_LETTER:
        return case
    failed = latest(case.told.letter_failed, recorded.occurred_at)
    return case._replace(told=replace(case.told, letter_failed=failed))


HEARD: Final[dict[type, Fold]] = {
    intake.EnquiryReceived: _enquiry,
    intake.IndirectInformationReceived: _information,
    intake.ApplicationMade: _application,
    intake.FactCorrected: _corrected,
    intake.MeetingHeld: _meeting_held,
    intake.AnnexAPart2Completed: _annex_a_part2,
    intake.EnquiryRedirected: _redirected,
    intake.IdentityVerified: _verified,
    intake.IdentityNotVerified: _not_verified,
    **FROM_CHECKS,
    notifications.SafetyAdviceGiven: _advice_given,
    notifications.NonDisclosureLetterIssued: _letter_issued,
    notifications.NonDisclosureLetterHandDelivered: _letter_by_hand,
    notifications.ApplicantOutcomeNotified: _outcome_notified,
    notifications.MessageSent: _sent,
    notifications.MessageFailed: _not_sent,
    notifications.MessageBlocked: _not_sent,
    CaseMessageHeld: unread.folded,
    CaseMessageReleased: unread.folded,
    **OF_PARTNERS,
}
"""Facts that change what is known; every other fact that is heard is kept in the journal alone."""
