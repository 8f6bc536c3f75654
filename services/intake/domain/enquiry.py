"""Taking an enquiry, correcting it, linking it, allocating it, sending it elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from contracts.codes import Channel, Route
from contracts.intake import ApplicationMade, EnquiryReceived, EnquiryRedirected, FactCorrected
from contracts.parts import LinkedCase
from contracts.people import Children, Reasons, SubjectDetails
from contracts.policies import NoProfile, profile_for
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.outcomes import Decided
from services.intake.domain import commands as c
from services.intake.domain.events import CaseAllocated, CorrectionTraced, FlagsRaised, Replaced
from services.intake.domain.flags import Flag
from services.intake.domain.given import merged, resealed, sealed_parts
from services.intake.domain.instants import AHEAD, by_then
from services.intake.domain.missing import missing, searchable
from services.intake.domain.parties import one_person_twice
from services.intake.domain.risk import identified
from services.intake.domain.scripts import not_held
from services.intake.domain.state import Case, Given
from services.intake.domain.told import told

LATE = timedelta(hours=24)


def receive(case: Case, command: c.ReceiveEnquiry, moment: Moment) -> Decided:
    """One decision for everything that came in one form: nothing of it can be lost without the rest."""
    given = merged(Given(), command.details)
    contacted_at = _contacted(case, command, moment.now)
    received = EnquiryReceived(
        route=Route.RIGHT_TO_ASK,
        channel=command.channel,
        contacted_at=contacted_at,
        entered_at=moment.now,
        anonymous=given.applicant is None,
        applicant=given.applicant,
        applicant_contact=given.applicant_contact,
        subject=given.subject or Sealed.of(SubjectDetails()),
        children=given.children or Sealed.of(Children()),
        account=given.account,
        relationships=given.relationships,
        missing=missing(given),
        social_care_consent=given.social_care_consent,
        privacy_offered=command.privacy_offered,
        linked=_others(case, command.linked),
        referred_by=command.referred_by,
        wording=command.wording,
    )
    flags = _received_flags(case, command, given, moment.now)
    events = (
        received,
        *told(command.channel, command.told, moment.now),
        *([identified(case, command.risk, moment.now)] if command.risk else ()),
        *(application(given, moment.now) if searchable(given) else ()),
        *([FlagsRaised(flags=flags)] if flags else ()),
    )
    return Decided(events)


def _contacted(case: Case, command: c.ReceiveEnquiry, now: datetime) -> datetime:
    at = by_then(command.contacted_at, now)
    try:
        profile_for(case.force, at)
    except NoProfile:
        # only a report of immediate risk comes as far as this with a date that cannot be right
        return now
    return at


def _received_flags(case: Case, command: c.ReceiveEnquiry, given: Given, now: datetime) -> tuple[Flag, ...]:
    stated = command.contacted_at or now
    taken = _contacted(case, command, now)
    applicant = given.applicant.clear() if given.applicant else None
    raised = {
        Flag.CLOCK_AHEAD: now < stated <= now + AHEAD,
        Flag.CONTACT_TIME_NOT_CREDIBLE: stated > now + AHEAD or (stated <= now and taken != stated),
        Flag.ENTERED_LATE: now - taken > LATE,
        Flag.PRIVACY_NOT_OFFERED: command.channel is Channel.STATION and not command.privacy_offered,
        Flag.SAME_PERSON: one_person_twice(given),
        Flag.APPLICANT_AGE_UNKNOWN: applicant is not None and applicant.date_of_birth is None,
        Flag.SCRIPT_NOT_HELD: not_held(command.told),
        Flag.REFERRAL_NOT_AGREED: command.referred_by is not None and not command.referred_by.agreed,
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


def application(given: Given, now: datetime) -> tuple[ApplicationMade, ...]:
    """From what was given, sealed anew: a box is bound to the event that it was written in.

    None where whoever asked cannot be read here any more: they were not anonymous, and are nobody now.
    """
    if given.applicant is not None and given.applicant.opened is None:
        return ()
    made = ApplicationMade(
        made_at=now,
        anonymous=given.applicant is None,
        applicant=resealed(given.applicant),
        subject=resealed(given.subject) or Sealed.of(SubjectDetails()),
        children=resealed(given.children) or Sealed.of(Children()),
        account=resealed(given.account),
        relationships=given.relationships,
        social_care_consent=given.social_care_consent,
    )
    return (made,)


def correct(case: Case, command: c.CorrectFact, moment: Moment) -> Decided:
    """A new entry that names what it replaces; the earlier one stays as it was (R-246)."""
    parts = sealed_parts(command.details)
    corrected = FactCorrected(
        corrected_at=by_then(command.corrected_at, moment.now), why=command.why, **parts
    )
    replaced = tuple(
        Replaced(part=part, version=case.origins[part].version, message=case.origins[part].message)
        for part in sorted(parts)
        if part in case.origins
    )
    given = merged(case.given, command.details)
    becomes_application = case.enquiry is not None and case.application_at is None and searchable(given)
    newly_one = one_person_twice(given) and not one_person_twice(case.given)
    events = (
        corrected,
        *([CorrectionTraced(replaced=replaced)] if replaced else ()),
        *(application(given, moment.now) if becomes_application else ()),
        *([FlagsRaised(flags=(Flag.SAME_PERSON,))] if newly_one else ()),
    )
    return Decided(events)


def _others(case: Case, linked: tuple[LinkedCase, ...]) -> tuple[LinkedCase, ...]:
    """Those that are neither this case nor linked already, each once."""
    known = {case.case_id, *(one.case_id for one in case.linked)}
    found = {one.case_id: one for one in linked if one.case_id not in known}
    return tuple(found.values())


def allocate(_case: Case, command: c.AllocateCase, moment: Moment) -> Decided:
    return Decided((CaseAllocated(to=command.to, allocated_at=moment.now),))


def redirect(_case: Case, command: c.RedirectEnquiry, moment: Moment) -> Decided:
    redirected = EnquiryRedirected(
        to=command.to,
        party=command.party,
        told_at=by_then(command.told_at, moment.now),
        wording=command.wording,
        concern_passed_on=command.concern_passed_on,
        reasons=Sealed.of(Reasons(text=command.reasons)) if command.reasons else None,
    )
    return Decided((redirected,))
